"""Rules: how many points that is. Rates, brackets, levels, flags, conditions in order, one rule per record, and choices."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal

from xinju.engines.scoring.language import numbers as n
from xinju.engines.scoring.language.numbers import Condition
from xinju.engines.scoring.language.sources import HERE, Bounds
from xinju.packs.problems import listed
from xinju.packs.reading import Skip
from xinju.packs.sheet_parts.context import SheetReading
from xinju.packs.sheet_parts.kind_of import kind_of, need_plain
from xinju.packs.sheet_parts.periods import ENDS, SOURCE_KEYS, bounds_of, read_source, read_window
from xinju.packs.yaml_reader import Node

Mode = Literal["half_up", "down", "up"]
ZERO = n.Const(Fraction(0))
_YEARS = ("years", "last")
MOST_YEARS = 40  # each is worked out by itself


def points(reading: SheetReading, node: Node) -> n.Number:
    """A number of points: plain, not a day and not a level."""
    return need_plain(reading, reading.amount(node), node)


def step_and_mode(reading: SheetReading, node: Node) -> tuple[Fraction, Mode]:
    """`{to: 0.01, mode: half_up}`."""
    entries = reading.mapping(node, ("to", "mode", "of"), ("to",))
    step = reading.number(entries["to"])
    if step <= 0:
        reading.refuse(entries["to"], "not_positive", value=entries["to"].shown)
    return step, reading.one_of(entries["mode"], ("half_up", "down", "up")) if "mode" in entries else "half_up"  # type: ignore[return-value]


def rounded(reading: SheetReading, node: Node) -> n.Rounded:
    step, mode = step_and_mode(reading, node)
    return n.Rounded(points(reading, reading.mapping(node)["of"]), step, mode)


def rate(reading: SheetReading, node: Node) -> n.Rate:
    entries = reading.mapping(
        node, ("of", "points", "per", "prorated", "start_after", "up_to", "round_unit"), ("of", "points")
    )
    step, mode = step_and_mode(reading, entries["round_unit"]) if "round_unit" in entries else (None, "half_up")
    per = reading.number(entries["per"]) if "per" in entries else Fraction(1)
    if per <= 0:
        reading.refuse(entries["per"], "not_positive", value=entries["per"].shown)
    return n.Rate(
        of=points(reading, entries["of"]),
        points=reading.number(entries["points"]),
        per=per,
        whole=not reading.flag(entries["prorated"]) if "prorated" in entries else True,
        start_after=reading.number(entries["start_after"]) if "start_after" in entries else Fraction(0),
        up_to=reading.number(entries["up_to"]) if "up_to" in entries else None,
        unit_step=step,
        unit_mode=mode,  # type: ignore[arg-type]
    )


def bracket(reading: SheetReading, node: Node) -> n.Bracket:
    """Rows with named ends. Where the text is silent, leave `otherwise` out."""
    entries = reading.mapping(node, ("of", "rows", "otherwise", "nothing"), ("of", "rows"))
    measured = reading.amount(entries["of"])
    kind = kind_of(reading, measured, entries["of"])
    rows = []
    for row_node in reading.parts(entries["rows"]):
        with reading.attempt():
            row = reading.mapping(row_node, (*ENDS, "points"), ("points",))
            rows.append(
                n.Row(bounds_of(reading, row_node, row, kind.word, kind.levels), points(reading, row["points"]))
            )
    _some(reading, rows, entries["rows"])
    return n.Bracket(measured, tuple(rows), *_rest(reading, entries))


def levels(reading: SheetReading, node: Node) -> n.Bracket:
    """Points by level: each named level is one row, reaching to just under the next level."""
    entries = reading.mapping(node, ("of", "points", "otherwise", "nothing"), ("of", "points"))
    measured = reading.amount(entries["of"])
    kind = kind_of(reading, measured, entries["of"])
    names = ("false", "true") if kind.word == "flag" else kind.levels
    if not names:
        reading.refuse(entries["of"], "not_levels", kind=kind.word, value=entries["of"].shown)
    rows = []
    for name, then in reading.mapping(entries["points"]).items():
        with reading.attempt():
            rank = reading.level(names, Node(then.file, then.line, then.path, name))
            rows.append((rank, n.Row(Bounds(at_least=Fraction(rank), under=Fraction(rank + 1)), points(reading, then))))
    _some(reading, rows, entries["points"])
    return n.Bracket(
        measured, tuple(row for _, row in sorted(rows, key=lambda pair: pair[0])), *_rest(reading, entries)
    )


def _some(reading: SheetReading, rows: list, node: Node) -> None:
    """At least one row; where there were rows and all are faulty, that has been told."""
    if not node.content:
        reading.refuse(node, "empty_list")
    if not rows:
        raise Skip


def _rest(reading: SheetReading, entries: Mapping[str, Node]) -> tuple[n.Number | None, n.Number]:
    otherwise = points(reading, entries["otherwise"]) if "otherwise" in entries else None
    return otherwise, points(reading, entries["nothing"]) if "nothing" in entries else ZERO


def flag(reading: SheetReading, node: Node) -> n.When:
    entries = reading.mapping(node, ("when", "points", "otherwise"), ("when", "points"))
    row = (reading.condition(entries["when"]), points(reading, entries["points"]))
    return n.When((row,), points(reading, entries["otherwise"]) if "otherwise" in entries else ZERO)


def when(reading: SheetReading, entries: Mapping[str, Node]) -> n.When:
    """The first line whose condition holds."""
    rows: list[tuple[Condition, n.Number]] = []
    for part in reading.parts(entries["when"]):
        with reading.attempt():
            row = reading.mapping(part, ("if", "points"), ("if", "points"))
            rows.append((reading.condition(row["if"]), reading.amount(row["points"])))
    _some(reading, rows, entries["when"])
    found = n.When(tuple(rows), reading.amount(entries["otherwise"]) if "otherwise" in entries else ZERO)
    kind_of(reading, found, entries["when"])
    return found


def each(reading: SheetReading, node: Node) -> n.Each | n.EachYear:
    """One rule for each record, each group of records with equal columns, or each year."""
    over = reading.entries(node).get("over")
    if (
        over is not None
        and isinstance(over.content, dict)
        and "from" not in over.content
        and over.content.keys() & _YEARS
    ):
        return _each_year(reading, node)
    entries = reading.mapping(node, ("over", "of", "by", "window", "points", "combine", "best"), ("over", "points"))
    over_entries = reading.mapping(entries["over"], SOURCE_KEYS, ("from",))
    record = reading.record(over_entries["from"])
    over = read_source(reading, entries["over"], over_entries)
    of = reading.of(entries) or (reading.of(over_entries) if "of" in over_entries else ())
    if over.record == HERE:
        of = ()
    elif record.about == "person" and not of:
        reading.refuse(node, "whose")
    by = tuple(reading.column(record, reading.text(part), part).key for part in _by(reading, entries))
    with reading.inside_each(record):
        then = points(reading, entries["points"])
    combine = reading.one_of(entries["combine"], ("sum", "highest")) if "combine" in entries else "sum"
    best = _best(reading, entries["best"], combine) if "best" in entries else None
    return n.Each(over, then, by, combine, of, read_window(reading, entries, record), best)  # type: ignore[arg-type]


def _each_year(reading: SheetReading, node: Node) -> n.EachYear:
    """`over: {years: calendar, last: 5}`: for each of the last five calendar years, that of the day being the first."""
    entries = reading.mapping(node, ("over", "points", "combine", "best"), ("over", "points"))
    over = reading.mapping(entries["over"], _YEARS, _YEARS)
    calendar = reading.one_of(over["years"], ("calendar", "back")) == "calendar"
    years = reading.whole_within(over["last"], 1, MOST_YEARS)
    combine = reading.one_of(entries["combine"], ("sum", "highest")) if "combine" in entries else "sum"
    best = _best(reading, entries["best"], combine, years) if "best" in entries else None
    return n.EachYear(points(reading, entries["points"]), years, calendar, combine, best)  # type: ignore[arg-type]


def _best(reading: SheetReading, node: Node, combine: str, most: int = 1_000) -> int:
    """How many groups are added, those that give most."""
    count = reading.whole_within(node, 1, most)
    if combine != "sum":
        reading.refuse(node, "best_needs_sum")
    return count


def _by(reading: SheetReading, entries: Mapping[str, Node]) -> tuple[Node, ...]:
    return reading.one_or_more(entries["by"]) if "by" in entries else ()


def open_number(reading: SheetReading, node: Node) -> n.Open:
    """What the published text leaves open, and between which figures it must lie."""
    entries = reading.mapping(node, ("why", "between"), ("why", "between"))
    ends = reading.parts(entries["between"])
    if len(ends) != 2:
        reading.refuse(entries["between"], "two_parts", value=str(len(ends)))
    low, high = reading.number(ends[0]), reading.number(ends[1])
    if low > high:
        reading.refuse(entries["between"], "ends_crossed", value=f"{low}, {high}")
    return n.Open(reading.label(entries["why"]), low, high)


def chosen(reading: SheetReading, node: Node) -> n.Chosen:
    """One of several ways, by the applicant's choice; `labels` call the options by names that people read."""
    entries = reading.mapping(node, ("choice", "options", "labels", "without"), ("choice", "options"))
    options = tuple(n.Option(key, points(reading, part)) for key, part in reading.mapping(entries["options"]).items())
    if not options:
        reading.refuse(entries["options"], "empty_list")
    if "labels" in entries:
        for label in reading.mapping(entries["labels"], [option.key for option in options]).values():
            reading.label(label)
    return n.Chosen(reading.text(entries["choice"]), options, _without(reading, entries))


def assigned(reading: SheetReading, node: Node) -> n.Assigned:
    entries = reading.mapping(node, ("role", "of", "without"), ("role", "of"))
    role = reading.text(entries["role"])
    shared = [key for key, value in reading.roles.items() if value.one_of]
    if role not in shared:
        reading.refuse(entries["role"], "role_not_shared", value=role, expected=listed(shared))
    return n.Assigned(role, points(reading, entries["of"]), _without(reading, entries))


def _without(reading: SheetReading, entries: Mapping[str, Node]) -> Literal["best", "open"]:
    return reading.one_of(entries["without"], ("best", "open")) if "without" in entries else "best"  # type: ignore[return-value]
