"""A recorded decision at work: the sheet as it reads where somebody has said which of the checker's readings holds.

Only where the reading is mechanical: a boundary or an overlap goes to one band, a silent stretch to a band or to nothing, an open
number to one of its ends, the rounding to one way. Which of two versions holds is chosen with the file beside
them (`packs.versions`). Any other decision stays a mark beside its finding.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from xinju.engines.scoring.check import Finding, check
from xinju.engines.scoring.check.finding import Reading, Stretch
from xinju.engines.scoring.check.stretches import common
from xinju.engines.scoring.decided_bands import with_boundary
from xinju.engines.scoring.language import numbers as n
from xinju.engines.scoring.language.decisions import Decision
from xinju.engines.scoring.language.numbers import All, Compare, Condition, Not
from xinju.engines.scoring.language.rounding import EXACT, WAYS
from xinju.engines.scoring.language.sheets import Group, Item, Sheet
from xinju.engines.scoring.language.sources import Bounds
from xinju.engines.scoring.readings import mapped, rounded_in

Answer = tuple[Finding, Reading, Decision]
ZERO = n.Const(Fraction(0))


def decided(sheet: Sheet) -> Sheet:
    """The sheet with its decisions at work, each from its own day on; `written` is then the sheet as it was."""
    answers = sorted(_answers(sheet), key=lambda answer: answer[2].day)
    found = _with_tables(sheet, answers)
    for finding, reading, decision in answers:
        if finding.code == "rounding":
            found = _with_rounding(found, reading.code, decision)
        elif finding.node is None and finding.of is not None:
            found = with_boundary(found, finding, reading, decision)
    return sheet if found is sheet else replace(found, written=sheet)


def _answers(sheet: Sheet) -> list[Answer]:
    """Each decision with its finding and with the reading that it names; nothing of the others."""
    if not sheet.decisions:
        return []
    return [
        (finding, reading, finding.answered)
        for finding in check(sheet)
        if finding.answered is not None and finding.answered in sheet.decisions
        for reading in finding.readings
        if reading.code == finding.answered.reading
    ]


def _with_tables(sheet: Sheet, answers: Sequence[Answer]) -> Sheet:
    by_node: dict[int, list[Answer]] = {}
    for answer in answers:
        if answer[0].node is not None:
            by_node.setdefault(id(answer[0].node), []).append(answer)
    if not by_node:
        return sheet

    def change(node: Any, before: Any) -> Any:
        return _decided_node(node, by_node[id(before)]) if id(before) in by_node else node

    def entry(part: Any) -> Any:
        if isinstance(part, Item | Group):
            return replace(part, number=mapped(part.number, change))
        return mapped(part, change)

    return replace(
        sheet,
        measures={key: entry(part) for key, part in sheet.measures.items()},
        items={key: entry(part) for key, part in sheet.items.items()},
        groups={key: entry(part) for key, part in sheet.groups.items()},
        conditions={key: entry(part) for key, part in sheet.conditions.items()},
        bars={key: replace(bar, when=mapped(bar.when, change)) for key, bar in sheet.bars.items()},
        services={
            key: replace(
                service,
                gate=None if service.gate is None else mapped(service.gate, change),
                rank=tuple(replace(one, number=mapped(one.number, change)) for one in service.rank),
                pays=None if service.pays is None else mapped(service.pays, change),
            )
            for key, service in sheet.services.items()
        },
    )


def _decided_node(node: n.Number, answers: Sequence[Answer]) -> n.Number:
    """The node under one decision after the other, so that each holds from its own day on."""
    if isinstance(node, n.Open):
        finding, reading, decision = answers[-1]
        return n.Decided(n.Const(reading.values["points"]), node, decision)  # type: ignore[arg-type]
    if not isinstance(node, n.Bracket | n.When):
        return node
    rows: list[_Row] = [(place, row) for place, row in enumerate(node.rows)]
    found: n.Number = node
    for finding, reading, decision in answers:
        rows = _read(rows, finding, reading, isinstance(node, n.Bracket))
        found = n.Decided(replace(node, rows=tuple(row for _, row in rows)), found, decision)  # type: ignore[arg-type]
    return found


_Row = tuple[
    int | None, Any
]  # its place in the table as written, and the row of a bracket or the pair of a list of conditions


def _read(rows: list[_Row], finding: Finding, reading: Reading, is_bracket: bool) -> list[_Row]:
    """An overlap taken out of the rows that lose it; a silent stretch as a row of its own, before the others."""
    stretch = _bounds(finding)
    if finding.code == "overlap":
        losers = {other.row for other in finding.readings} - {reading.row}
        return [
            kept
            for place, row in rows
            for kept in (
                [(place, row)] if place not in losers else _without(place, row, stretch, finding.of, is_bracket)
            )
        ]
    then = ZERO if reading.row is None else _then(next(row for place, row in rows if place == reading.row))
    first = n.Row(stretch, then) if is_bracket else (Compare(finding.of, stretch), then)  # type: ignore[arg-type]
    return [(None, first), *rows]


def _bounds(finding: Finding) -> Bounds:
    stretch: Stretch = finding.values["stretch"]  # type: ignore[assignment]
    if stretch.is_one_value:
        return Bounds(at_least=stretch.first, up_to=stretch.first)
    return stretch.bounds


def _then(row: Any) -> n.Number:
    return row.then if isinstance(row, n.Row) else row[1]


def _without(place: int | None, row: Any, stretch: Bounds, of: n.Number | None, is_bracket: bool) -> list[_Row]:
    if not is_bracket:
        condition: Condition = All((row[0], Not(Compare(of, stretch))))  # type: ignore[arg-type]
        return [(place, (condition, row[1]))]
    below = replace(stretch, at_least=None, over=None, up_to=stretch.over, under=stretch.at_least)
    above = replace(stretch, up_to=None, under=None, over=stretch.up_to, at_least=stretch.under)
    return [(place, n.Row(left, row.then)) for side in (below, above) if (left := _left(row.bounds, side)) is not None]


def _left(bounds: Bounds, side: Bounds) -> Bounds | None:
    """What of a row lies on one side of a stretch; an end that the stretch does not have leaves no side."""
    return None if side == Bounds() else common(bounds, side)


def _with_rounding(sheet: Sheet, way: str, decision: Decision) -> Sheet:
    """The numbers rounded in the way that was decided on, from that day on; no way is then tried any more."""
    assert sheet.rounding is not None
    read = rounded_in(sheet, WAYS[way]) if way != EXACT else sheet

    def settled(before: Any, after: Any) -> Any:
        same = before.number is after.number
        return before if same else replace(before, number=n.Decided(after.number, before.number, decision))

    return replace(
        sheet,
        items={key: settled(item, read.items[key]) for key, item in sheet.items.items()},
        groups={key: settled(group, read.groups[key]) for key, group in sheet.groups.items()},
        rounding=replace(sheet.rounding, decided=decision),
    )
