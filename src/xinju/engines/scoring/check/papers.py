"""What a table owes its readers: article, evidence and verifier of each item, ends of ties, texts that were cut off, idle names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from xinju.engines.scoring.check.finding import Finding, Reading
from xinju.engines.scoring.check.places import CONDITION, Place, Survey
from xinju.engines.scoring.language import numbers as n
from xinju.engines.scoring.language.sheets import Decision, Item
from xinju.engines.scoring.language.tree import sources_of
from xinju.engines.scoring.readings import tried

MANDATORY = ("residence", "employment", "insurance")
ZHEJIANG = "33"
PROVINCES = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
    ]
)  # GB/T 2260
REGULATION = "浙江省流动人口居住登记条例 第二十八条"


def check_papers(survey: Survey) -> Iterator[Finding]:
    """Findings that need no arithmetic."""
    counted = _counted(survey)
    for item in survey.sheet.items.values():
        yield from _item(item, item.key in counted)
    yield from _open(survey)
    yield from _rounding(survey)
    yield from _ties(survey)
    yield from _indicators(survey)
    yield from _idle(survey)


def stale_decisions(survey: Survey, found: set[str]) -> Iterator[Finding]:
    """Decisions about findings that are not there any more: the table was changed since, or the id is mistyped."""
    place = Place("sheet", survey.sheet.key)
    yield from (stale(place, decision) for decision in survey.sheet.decisions if decision.finding not in found)


def stale(place: Place, decision: Decision) -> Finding:
    """A decision about what is not there."""
    return place.finding("stale_decision", decision.finding, (), decision=decision.finding, **_who(decision))


def _who(decision: Decision) -> dict[str, object]:
    return {"reading": decision.reading, "by": decision.by, "day": decision.day}


def _item(item: Item, is_counted: bool) -> Iterator[Finding]:
    place = Place("item", item.key, "", item.article, item.line)
    texts = (("no_article", item.article), ("no_evidence", item.evidence), ("no_verifier", item.verified_by))
    for code, text in texts:
        if not text.strip():
            yield place.finding(code)
    if not is_counted:
        yield place.finding("not_counted")


def _counted(survey: Survey) -> frozenset[str]:
    """Items that some group counts or some service uses."""
    sheet = survey.sheet
    groups = frozenset(sheet.groups)
    numbers = [group.number for group in sheet.groups.values()]
    numbers += [number for place, number, _ in survey.tops() if place.part == "service"]
    named = survey.names_below(*numbers)
    members = frozenset(key for group in sheet.groups.values() for key in group.members)
    same = frozenset(key for key, item in sheet.items.items() if any(item.number == number for number in numbers))
    points = frozenset(service.points for service in sheet.services.values())
    return (named | members | same | points) - groups


def _open(survey: Survey) -> Iterator[Finding]:
    for site in survey.sites:
        if isinstance(site.node, n.Open):
            node = site.node
            readings = (Reading("lowest", {"points": node.low}), Reading("highest", {"points": node.high}))
            is_key = site.place.spot.startswith(
                "rank."
            )  # of a key that was cut off not even the kind of value is known
            values = {"why": node.why, "low": node.low, "high": node.high, "unit": site.place.unit}
            found = site.place.finding("open", "", () if is_key else readings, **values)
            yield replace(found, node=node)


def _rounding(survey: Survey) -> Iterator[Finding]:
    """Only where some points are no whole numbers: all ways to round leave whole ones as they are."""
    rounding = survey.sheet.rounding
    if rounding is None or all(other is survey.sheet for _, other in tried(survey.sheet)):
        return
    broken = tuple(name for name in rounding.names if survey.ranges.named(name).denominator != 1)
    readings = tuple(Reading(way) for way in rounding.ways)
    yield Place("sheet", survey.sheet.key).finding("rounding", "", readings, names=broken)


def _ties(survey: Survey) -> Iterator[Finding]:
    """A last key that was cut off is said by itself: what follows it is not known either."""
    for service in survey.sheet.services.values():
        if service.rank and service.ties == "none" and not isinstance(service.rank[-1].number, n.Open):
            place = Place("service", service.key, "", service.article, service.line)
            readings = (Reading("lottery"), Reading("all_tied"))
            yield place.finding("ties", "", readings, last=service.rank[-1].key, label=service.rank[-1].label)


def _indicators(survey: Survey) -> Iterator[Finding]:
    """A sheet says that it is under Zhejiang's regulation by naming the indicator of any item; not if it is of another province."""
    named = {item.indicator for item in survey.sheet.items.values()} - {""}
    for indicator in MANDATORY if named and not _of_another_province(survey) else ():
        if indicator not in named:
            place = Place("sheet", survey.sheet.key, "", REGULATION)
            yield place.finding("indicator_missing", indicator, (), indicator=indicator)


def _of_another_province(survey: Survey) -> bool:
    """Whether all real places that the sheet's tests name lie outside of Zhejiang."""
    found = {
        prefix[:2]
        for site in survey.sites
        for source in sources_of(site.node)
        for test in source.where
        for prefix in test.within
    }
    real = found & PROVINCES
    return bool(real) and ZHEJIANG not in real


def _idle(survey: Survey) -> Iterator[Finding]:
    """Measures and conditions that nothing shown leads to."""
    numbers = [number for place, number, _ in survey.tops() if place.part != "measure"]
    conditions = [condition for place, condition in survey.conditions() if place.part != "condition"]
    used = survey.names_below(*numbers, *conditions)
    for key in survey.sheet.measures:
        if key not in used:
            yield Place("measure", key).finding("unused_measure")
    for key in survey.sheet.conditions:
        if f"{CONDITION}{key}" not in used:
            yield Place("condition", key).finding("unused_condition")
