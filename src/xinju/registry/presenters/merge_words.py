"""The words for what the linkage engine and clerks say of two people: codes in, Chinese or English out."""

from __future__ import annotations

from collections.abc import Mapping

from xinju.web.language import chosen, say

FIELDS = {
    "name": say("姓名", "Name"),
    "document_kind": say("证件类型", "Document"),
    "number": say("证件号码", "Document number"),
    "birth_date": say("出生日期", "Born"),
    "sex": say("性别", "Sex"),
    "ethnic_group": say("民族", "Ethnic group"),
    "phone": say("手机号码", "Phone"),
    "hukou": say("户籍地", "Household registration"),
    "hukou_address": say("户籍地址", "Its address"),
    "died_on": say("死亡日期", "Died"),
}
COMPARISONS = {
    "name": say("姓名", "Name"),
    "number": say("证件号码", "Number"),
    "birth": say("出生日期", "Birth"),
    "sex": say("性别", "Sex"),
    "phone": say("手机号码", "Phone"),
    "address": say("住址", "Address"),
    "kin": say("监护人号码", "Guardian's number"),
}
LEVELS = {
    "same_rare": say("相同，且少见", "the same, and rare"),
    "same": say("相同", "the same"),
    "same_common": say("相同，但很常见", "the same, but common"),
    "same_sound": say("同音", "sounds the same"),
    "same_family": say("同姓", "the same family name"),
    "near": say("相近", "nearly the same"),
    "same_unsound": say("相同，但校验不符", "the same, but no sound number"),
    "slip": say("差一位，像是笔误", "one character differs: a slip"),
    "slips": say("差两位，像是笔误", "two characters differ: slips"),
    "two_sound": say("两个都是有效号码，不同", "two sound numbers that differ"),
    "turned": say("月日颠倒", "day and month exchanged"),
    "same_year": say("同年", "the same year"),
    "same_door": say("同一户", "the same door"),
    "same_building": say("同一楼栋", "the same building"),
    "different": say("不同", "different"),
}
WHYS = {
    "one_number_two_people": say("同一证件号码，姓名等不同", "One number under two names"),
    "two_permits": say("两人各有有效居住证", "Each holds a permit in force"),
    "two_applications": say("两人在同一批次各有申请", "Each has an application in the same round"),
    "dead_and_living": say("一方登记为已死亡", "One is registered as dead"),
    "two_numbers": say("两个有效且不同的证件号码", "Two sound numbers that differ"),
    "twins_or_one": say("可能是双胞胎", "They may be twins"),
    "different_birth": say("出生年份相差很大", "Born many years apart"),
    "parted_before": say("曾合并后又撤销", "Merged before, and undone"),
    "too_large": say("涉及记录过多", "Too many records would become one person"),
    "kept_apart": say("其中两条记录不可能是同一人", "Two of the records cannot be one person"),
    "asked_by_officer": say("经办人提出", "Asked by an officer"),
    "same_number": say("证件号码相同", "The same number"),
    "same_number_and_name": say("证件号码和姓名相同", "The same number and name"),
}
ACTS = {
    "stay": say("居住登记", "Stay"),
    "record": say("登记事项", "Record"),
    "kinship": say("亲属关系", "Kinship"),
    "holding": say("房屋管理", "Home"),
    "permit": say("居住证申请", "Permit application"),
    "link": say("自动合并进来的记录", "Records joined by machine"),
    "points.application": say("积分申请", "Application for points"),
    "points.decision": say("积分决定", "Decision on points"),
    "points.review": say("积分复核", "Review of a decision on points"),
    "benefits.run": say("学位安排", "Run of a round"),
    "benefits.result": say("学位安排结果", "Child's result in a round"),
}


def why(code: str) -> str:
    """Why the machine did not decide."""
    return str(WHYS.get(code) or chosen("比对结果不足以自动认定", "The comparison is not sure enough"))


def weight_in_words(weight: float | None) -> str:
    """How strongly everything together speaks for one person (log2 of the odds), as people say it."""
    if weight is None:
        return chosen("未计算", "not weighed")
    if weight >= 14:
        return chosen("极可能是同一人", "almost certainly the same person")
    if weight >= 7:
        return chosen("很可能是同一人", "very likely the same person")
    if weight >= 0:
        return chosen("可能是同一人", "possibly the same person")
    return chosen("不太像同一人", "rather not the same person")


def strength(weight: float) -> str:
    """How much one comparison speaks for or against."""
    for least, words in (
        (7, ("有力支持", "strongly for")),
        (2, ("支持", "for")),
        (-1.5, ("影响很小", "hardly matters")),
    ):
        if weight >= least:
            return chosen(*words)
    return chosen("不支持", "against") if weight > -4 else chosen("明显不支持", "strongly against")


def compared(levels: Mapping[str, str]) -> str:
    """What agrees and what does not, as the evidence of an answer: no name, no number."""
    agrees = [
        COMPARISONS[code] for code, level in levels.items() if level not in ("different", "two_sound", "same_family")
    ]
    differs = [COMPARISONS[code] for code, level in levels.items() if level in ("different", "two_sound")]
    comma = chosen("、", ", ")
    parts = []
    if agrees:
        parts.append(chosen("相同或相近：", "the same or near: ") + comma.join(map(str, agrees)))
    if differs:
        parts.append(chosen("不同：", "different: ") + comma.join(map(str, differs)))
    return chosen("；", "; ").join(parts)
