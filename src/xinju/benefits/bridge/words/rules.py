"""How a round gives its places, and whether honest wishes are safe: the rules in plain sentences, Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xinju.documents.figures import Language

_MECHANISM = {
    "zh": {
        "first_wish_first": "志愿优先：先安排第一志愿，仍有学位再安排后面的志愿，同一志愿内按积分。",
        "by_points": "积分优先、遵循志愿：按积分从高到低逐个安排，每个孩子去所填志愿中仍有学位的第一所。",
        "deferred_acceptance": "平行志愿：孩子依次向志愿学校申请，学校始终保留排在最前的孩子，直到无人再换。",
        "nearest": "统筹：仍未安排的孩子按名次，依次去最近的、还有学位的学校。",
    },
    "en": {
        "first_wish_first": "First wish first: first wishes are placed first, then later ones; within a wish by points.",
        "by_points": "By points, then wishes: from the most points down, each child gets its first wish that has a place left.",
        "deferred_acceptance": "Deferred acceptance: children ask their wishes in turn, a school always keeps those ranked "
        "first, until nobody moves.",
        "nearest": "Guarantee: whoever has no place goes, in rank order, to the nearest school that has one.",
    },
}
_TIES = {
    "zh": {
        "lottery": "各排序项全同的，按抽签号：SHA-256（种子、批次、申请编号）小的在前；名单指纹先公布，种子后抽。",
        "all_admitted": "最后一名全同的一并安排，即使超过学位；超出的列在表中。",
    },
    "en": {
        "lottery": "Equal in every key: the lottery number decides, SHA-256 of seed, round and application number, the smaller "
        "first. The list's hash is published before the seed is drawn.",
        "all_admitted": "Children tied at the last place are all admitted, above the places if need be; the overflow is listed.",
    },
}
_ORDER = {"zh": "依次比较：{keys}。", "en": "Compared in order: {keys}."}
_SAFE = {
    "zh": "按真实想法填志愿最有利：本批次的规则经证明，改动志愿顺序、少填或换第一志愿都得不到更好的结果。",
    "en": "Honest wishes are best: under this round's rules it is proved that another order, a shorter list or another "
    "first wish brings nothing better.",
}
_UNSAFE = {
    "zh": "不能保证按真实想法填志愿总是最有利：{why}。",
    "en": "It is not guaranteed that honest wishes are always best: {why}.",
}
_CONDITIONS = {
    "zh": {
        "one_stage_takes_wishes": "有 {stages} 个阶段看志愿，后面的阶段可能不同",
        "mechanism": "实行志愿优先，第一志愿填得不同结果会不同",
        "one_order_for_all_schools": "逐个按积分安排，而各校的先后次序不尽相同（如哥哥姐姐在校加分、片区优先）",
        "no_shared_last_place": "同分全部安排，次序不是严格的",
        "no_children_of_one_birth_together": "多胞胎一起安排",
        "list_as_long_as_wished": "最多填 {wishes} 个志愿，学校有 {schools} 所",
        "no_line_drawn_by_wishes": "入围线随填报人数变化",
        "guarantee_gives_only_what_could_be_named": "统筹阶段给出的学位，在填志愿的阶段不一定能要到",
    },
    "en": {
        "one_stage_takes_wishes": "{stages} stages look at wishes, and a later one may differ",
        "mechanism": "first wishes go first, so another first wish may change the result",
        "one_order_for_all_schools": "children are called by points while schools do not all have the same order "
        "(an elder child's points, a catchment)",
        "no_shared_last_place": "tied children are all admitted, so the order is not strict",
        "no_children_of_one_birth_together": "children of one birth are placed together",
        "list_as_long_as_wished": "at most {wishes} wishes for {schools} schools",
        "no_line_drawn_by_wishes": "the line moves with the number of applicants",
        "guarantee_gives_only_what_could_be_named": "the guarantee may give a place that could not be had by naming it",
    },
}
_TRIED = {
    "zh": "试算：对 {children} 名未得第一志愿的孩子试了 {lists} 种别的填法，{gains} 种会得到更好的结果。",
    "en": "Tried out: {lists} other lists of {children} children without their first wish; {gains} would have served better.",
}
_JOIN = {"zh": "；", "en": "; "}
_LIST = {"zh": "、", "en": ", "}


def mechanisms(rules: Mapping[str, Any], language: Language) -> tuple[str, ...]:
    """One sentence a stage, under the office's own name for it."""
    colon = "：" if language == "zh" else ": "
    said = [(stage["name"], _MECHANISM[language][stage["mechanism"]]) for stage in rules["stages"]]
    return tuple(text if text.startswith(name) else f"{name}{colon}{text}" for name, text in said)


def ties(rules: Mapping[str, Any], language: Language) -> tuple[str, ...]:
    """Which keys are compared, and what happens where all are equal."""
    keys = _ORDER[language].format(keys=_LIST[language].join(rules["round"]["keys"]))
    return keys, *(_TIES[language][one] for one in dict.fromkeys(stage["ties"] for stage in rules["stages"]))


def wishing(report: Mapping[str, Any], language: Language) -> str:
    """The one sentence for a family that is about to write down its wishes."""
    failing = [one for one in report["conditions"] if not one["holds"]]
    if not failing:
        return _SAFE[language]
    said = [_CONDITIONS[language][one["code"]].format(**one["values"]) for one in failing]
    return _UNSAFE[language].format(why=_JOIN[language].join(said))


def tried(report: Mapping[str, Any], language: Language) -> str:
    """What the simulation of other lists found."""
    return _TRIED[language].format(
        children=report["children_tried"], lists=report["lists_tried"], gains=len(report["gains"])
    )
