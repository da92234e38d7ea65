"""The report for the bureau and discipline inspection, from a placement folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from xinju.benefits.bridge import sentences
from xinju.benefits.bridge.results import Results
from xinju.benefits.bridge.words import rules as words
from xinju.documents.figures import Language, count_text
from xinju.documents.letters import KeyPart
from xinju.documents.reports import BureauReport, Moved, OtherRule, SchoolRow, Verified
from xinju.documents.verify import RULES

_FIGURES = {
    "zh": ("参加排名", "已安排", "未安排", "未参加排名", "空余学位"),
    "en": ("Ranked", "Placed", "Not placed", "Not ranked", "Places left"),
}
_HASHES = {
    "zh": ("核验文件", "名单", "计分标准", "事实", "批次规则"),
    "en": ("Certificate", "Frozen list", "Score sheet", "Facts", "Round's rules"),
}
_REPEAT = {
    "zh": (
        "从本区网站下载公开版压缩包并解开。",
        "装有 Python 3 的电脑上，在该文件夹里运行：python3 verify.py。",
        "结尾的两个指纹与本报告所列的核对；审计人员用完整版，还可用 xinju verify 重算积分。",
    ),
    "en": (
        "Download the public edition from the district's site and unpack it.",
        "On a computer with Python 3 run in that folder: python3 verify.py",
        "Compare the two hashes at the end with this report. Auditors take the full edition; xinju verify also computes "
        "the scores anew.",
    ),
}
MOVED_SHOWN = 24  # children named for each other rule: more would push the report beyond two pages


def bureau_report(
    results: Results,
    wishing: Mapping[str, Any],
    others: Sequence[Mapping[str, Any]],
    faults: str,
    *,
    office: str,
    certificate: str,
    on: date,
    language: Language,
) -> BureauReport:
    """`faults` is what the checker said; `certificate` the hash of certificate.json."""
    rules = results.rules
    return BureauReport(
        office=office,
        round_name=rules["round"]["name"],
        figures=tuple(
            KeyPart(label, count_text(n)) for label, n in zip(_FIGURES[language], _counts(rules), strict=True)
        ),
        mechanism=words.mechanisms(rules, language),
        ties=words.ties(rules, language),
        schools=tuple(
            SchoolRow(
                one.name, one.places, one.first_wishes, one.applicants, one.admitted, _cutoff(results, one, language)
            )
            for one in results.schools.values()
        ),
        verified=verified(results, faults, language),
        repeat=_REPEAT[language],
        manipulation=(words.wishing(wishing, language), words.tried(wishing, language)),
        others=tuple(_other(results, one, language) for one in others),
        hashes=_hashes(rules, certificate, language),
        issued_on=on,
        language=language,
    )


def verified(results: Results, faults: str, language: Language) -> tuple[Verified, ...]:
    """Each rule with how many cases it was put to, and how many break it."""
    children = sum(1 for one in results.children.values() if not one.refused)
    wishes = sum(len(one.wishes) for one in results.children.values())
    schools = len(results.schools)
    rules, lottery = results.rules, results.rules["lottery"]
    proposing = any(stage["mechanism"] == "deferred_acceptance" for stage in rules["stages"])
    cases = {
        "file": len(rules["files"]),
        "seed": int(lottery["commitment"] is not None),
        "list": 1,
        "count": 1,
        "places": schools,
        "wish": children,
        "once": children,
        "best": children if proposing else 0,
    }
    side = 1 if language == "en" else 0
    return tuple(
        Verified(said.split(" / ")[side], cases.get(rule, wishes), faults.count(f"rule {said} ·"))
        for rule, said in RULES.items()
    )


def _other(results: Results, report: Mapping[str, Any], language: Language) -> OtherRule:
    names = {code: school.name for code, school in results.schools.items()}
    changes = report.get("changes", ())
    moved = tuple(
        Moved(one["application"], words.seat(one["now"], names, language), words.seat(one["then"], names, language))
        for one in changes[:MOVED_SHOWN]
    )
    return OtherRule(words.compared(report, language), moved, more=len(changes) - len(moved))


def _counts(rules: Mapping[str, Any]) -> tuple[int, ...]:
    counts = rules["counts"]
    left = sum(counts["left_over"].values())
    return counts["applying"], counts["placed"], counts["unplaced"], sum(rules["not_ranked"].values()), left


def _cutoff(results: Results, place, language: Language) -> str:
    return sentences.cutoff_text(results, place, language) if place.cutoffs else ""


def _hashes(rules: Mapping[str, Any], certificate: str, language: Language) -> tuple[KeyPart, ...]:
    inputs = rules["inputs"]
    found = (
        certificate,
        rules["frozen_list"],
        inputs.get("sheet"),
        inputs.get("facts"),
        inputs.get("round:round.yaml"),
    )
    return tuple(KeyPart(label, text) for label, text in zip(_HASHES[language], found, strict=True) if text)
