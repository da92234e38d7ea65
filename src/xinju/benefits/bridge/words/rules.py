"""How a round gives its places, whether honest wishes are safe, and for whom another way differs: Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from xinju.documents.figures import Language
from xinju.documents.words import placement_en, placement_zh

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
_STRATEGIC = {"zh": placement_zh, "en": placement_en}
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
    failing = {one["code"]: one["values"] for one in report["conditions"] if not one["holds"]}
    return _STRATEGIC[language].on_the_wish_page(failing)


def tried(report: Mapping[str, Any], language: Language) -> str:
    """What the simulation of other lists found."""
    gainers = len({one["application"] for one in report["gains"]})
    return _STRATEGIC[language].simulation(
        report["children_tried"], report["lists_tried"], gainers, len(report["gains"])
    )


def gains(report: Mapping[str, Any], language: Language) -> list[str]:
    """Each list that would have served a child better, in one sentence; for officers only."""
    return [
        _STRATEGIC[language].gain(
            one["application"], one["change"], " › ".join(one["wishes"]), one["honest"], one["gained"]
        )
        for one in report["gains"]
    ]


def compared(report: Mapping[str, Any], language: Language) -> str:
    """For how many children the round would end otherwise under another mechanism, in one sentence."""
    words = _STRATEGIC[language]
    if report["impossible"]:
        return words.no_comparison(report["mechanism"], report["impossible"])
    return words.comparison(report["mechanism"], report["counts"], report["first_wishes"])


def seat(place: Sequence[Any] | None, schools: Mapping[str, str], language: Language) -> str:
    """A school by its name and the wish that led there; `place` is [school, wish number] or None."""
    code, wish = place or (None, None)
    return _STRATEGIC[language].seat(schools.get(code), wish)
