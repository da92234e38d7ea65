"""The list of people found, so that two of one name in one building can be told apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator

from xinju.registry.bridge.searching import Sort
from xinju.registry.models.identities import Sex
from xinju.registry.presenters.words import division_name, town_name
from xinju.registry.queries.search import MOST, Answer, Found
from xinju.web.language import chosen

A_PAGE = 20
HINTS = {
    Sort.NOTHING: ("", ""),
    Sort.SHORT: ("再输一个字母。", "Type one more letter."),
    Sort.PART: (
        "证件号码和手机号要输完整才能找到；校验位不对的号码找不到人，请对照证件再看一遍。",
        "Document numbers and phones are found whole only. A number with a slip finds nobody: compare it with the card.",
    ),
}
FOUND_BY = {
    "phone": ("按手机号", "by phone"),
    "guardian": ("登记的是监护人的证件号码", "registered under a guardian's number"),
}
NOBODY = (
    "没有找到。可以换一种写法，或者只输姓。若是新来的人，请先登记。",
    "Nobody found. Try another way of writing it, or the surname alone. For a newcomer, register first.",
)


@dataclass(frozen=True)
class Line:
    """One person: `note` says what is unusual in the finding."""

    found: Found
    sex: str
    born: str
    where: str
    note: str


def answer(found: Answer, page: int) -> dict[str, object]:
    """One page of the list. `hint` is what to do next where nobody is shown."""
    shown = page_of(found, page)
    hint = chosen(*HINTS.get(found.sort, NOBODY if not found.found else ("", "")))
    return {"page": shown, "lines": [_line(one) for one in shown], "is_cut": found.is_cut, "most": MOST, "hint": hint,
            "is_empty": found.sort not in HINTS and not found.found}  # fmt: skip


def page_of(found: Answer, page: int) -> Page:
    """The people on one page of the list: those whom the officer sees."""
    return Paginator(found.found, A_PAGE).get_page(page)


def references(shown: Sequence[Found]) -> list[str]:
    """Who is on the page, for the audit."""
    return [one.reference for one in shown]


def _line(one: Found) -> Line:
    hidden = one.is_protected and not one.address
    where = (
        chosen("{}（住址保密）", "{} (address protected)").format(town_name(one.division)) if hidden else one.address
    )
    born = chosen("{}年", "{}").format(one.birth_date.year) if one.birth_date else chosen("不详", "not known")
    note = chosen(*FOUND_BY[one.by]) if one.by in FOUND_BY else ""
    return Line(one, str(Sex(one.sex).label), born, where or division_name(one.division), note)
