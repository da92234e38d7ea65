"""What a check of a folder found, in Chinese and English."""

from __future__ import annotations

from xinju.benefits.bridge.verifying import Finding
from xinju.documents.figures import Language

_ZH = {
    "checker": "{here}",
    "checker_changed": "文件夹里的 verify.py 与本程序的不同；请用本程序的核验，或向发布单位索取原件",
    "facts_changed": "事实文件夹的指纹是 {due}，核验文件记的是 {here}：不是当时的那一份",
    "sheet_changed": "计分标准的指纹是 {due}，核验文件记的是 {here}：不是当时的那一份",
    "score_differs": "申请 {application} 的“{item}”：文件夹里是 {here}，按事实和标准计算是 {due}",
    "key_differs": "申请 {application} 的排序项“{item}”：文件夹里是 {here}，按事实和标准计算是 {due}",
    "not_ranked_differs": "申请 {application}：是否参加排名与按事实和标准计算的不同 {here}",
    "child_missing": "申请 {application} 在积分表里，事实中没有这一家",
}
_EN = {
    "checker": "{here}",
    "checker_changed": "verify.py in the folder is not this program's: trust this check, or ask the office for the original",
    "facts_changed": "the facts have the hash {due}, the certificate says {here}: not the same folder as then",
    "sheet_changed": "the sheet has the hash {due}, the certificate says {here}: not the same text as then",
    "score_differs": "application {application}, {item}: the folder says {here}, facts and sheet give {due}",
    "key_differs": "application {application}, rank key {item}: the folder says {here}, facts and sheet give {due}",
    "not_ranked_differs": "application {application}: whether it is ranked differs from what facts and sheet give {here}",
    "child_missing": "application {application} has scores here, but no family in the facts",
}


def sentence(finding: Finding, language: Language) -> str:
    words = _EN if language == "en" else _ZH
    return words[finding.code].format(
        application=finding.application, item=finding.item, here=finding.here, due=finding.due
    )
