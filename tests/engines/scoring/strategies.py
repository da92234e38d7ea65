"""Invented sheets (Hypothesis) and invented families (seeded), to hold the two evaluators against each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from random import Random

from hypothesis import strategies as st

from xinju.engines.scoring.check import check
from xinju.engines.scoring.decided import decided
from xinju.engines.scoring.facts import Application, Record
from xinju.engines.scoring.language import numbers as n
from xinju.engines.scoring.language.decisions import Decision
from xinju.engines.scoring.language.numbers import All, AnyOf, Compare, Condition, Named, Not
from xinju.engines.scoring.language.rounding import WAYS, Rounding
from xinju.engines.scoring.language.sheets import Bar, Group, Item, RankKey, Role, Service, Sheet
from xinju.engines.scoring.language.sources import (
    HERE,
    YEAR,
    Bounds,
    Column,
    Intersect,
    Lasting,
    Length,
    RecordType,
    Source,
    Subtract,
    Test,
    Union,
    day_number,
)
from xinju.values.period import add_months

LEVELS = ("none", "low", "middle", "high")
AMOUNT = Column("amount", "数量", "number", scale=10, low=Fraction(-5), high=Fraction(60))
RECORDS = {
    "permit": RecordType(
        "permit", "居住证", "period", {"division": Column("division", "区划", "division"), "amount": AMOUNT}
    ),
    "pause": RecordType("pause", "中断", "period", {}),
    "insurance": RecordType(
        "insurance", "社保", "month", {"level": Column("level", "缴费", "level", LEVELS), "amount": AMOUNT}
    ),
    "award": RecordType(
        "award",
        "表彰",
        "event",
        {
            "level": Column("level", "级别", "level", LEVELS),
            "amount": AMOUNT,
            "event": Column("event", "事项", "text"),
            "given": Column("given", "颁发", "date"),
        },
    ),
    "person": RecordType(
        "person",
        "人员",
        "state",
        {
            "birth": Column("birth", "出生", "date"),
            "level": Column("level", "学历", "level", LEVELS),
            "flag": Column("flag", "标记", "flag"),
            "amount": AMOUNT,
        },
    ),
    "home": RecordType(
        "home", "住房", "state", {"amount": AMOUNT, "flag": Column("flag", "有", "flag")}, "application"
    ),
    "lease": RecordType("lease", "租赁", "period", {"amount": AMOUNT}, "application"),
}
DATED = ("permit", "pause", "insurance", "award", "lease")
ROLES = {
    "main": Role("main", one_of=("father", "mother")),
    "other": Role("other", others_of="main", among=("father", "mother")),
    "parents": Role("parents", all_of=("father", "mother")),
    "second": Role("second", one_of=("guardian", "mother", "father")),
}
PLAIN = ("father", "mother", "child", "parents")
WITH_MAIN = (*PLAIN, "main", "other")
AS_OF = (
    date(2024, 2, 29),
    date(2023, 2, 28),
    date(2024, 3, 31),
    date(2024, 5, 12),
    date(2024, 1, 1),
    date(2023, 12, 31),
)

small = st.sampled_from(
    [Fraction(v) for v in ("0", "1", "2", "3", "5", "10", "1/2", "1/3", "5/4", "7/12", "-1", "-5/2", "20")]
)
positive = st.sampled_from([Fraction(v) for v in ("1", "2", "3", "12", "1/2", "1/3", "30", "365", "5/4")])


@dataclass(frozen=True)
class Kit:
    """What a number may use where it stands."""

    roles: tuple[str, ...]
    refs: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    here: str | None = None
    depth: int = 3
    during: bool = True

    def deeper(self) -> Kit:
        return replace(self, depth=self.depth - 1)


def chance(draw, share: int) -> bool:
    """True once in so many draws."""
    return draw(st.integers(1, share)) == share


def bounds(draw, pick) -> Bounds:
    low, high = sorted((draw(pick), draw(pick)))
    lower = draw(st.sampled_from(({}, {"at_least": low}, {"over": low})))
    upper = draw(st.sampled_from(({}, {"up_to": high}, {"under": high})))
    return Bounds(**lower, **upper)


def tests_of(draw, record: RecordType) -> tuple[Test, ...]:
    if YEAR in record.own_columns and chance(draw, 8):
        return (_test_by_day(draw, record),)
    if not record.columns or not chance(draw, 2):
        return ()
    column = draw(st.sampled_from(sorted(record.columns.values(), key=lambda one: one.key)))
    negate = chance(draw, 4)
    if column.kind == "division":
        return (Test(column.key, within=draw(st.sampled_from((("3303",), ("330304", "3502"))))),)
    if column.kind == "text":
        return (Test(column.key, one_of=("blood", "service"), negate=negate),)
    if column.kind in ("level", "flag"):
        return (Test(column.key, one_of=draw(st.sampled_from(((1,), (0, 2), (1, 3)))), negate=negate),)
    if column.kind == "date":
        days = st.sampled_from([Fraction(day_number(day)) for day in AS_OF])
        return (Test(column.key, bounds=bounds(draw, days), negate=negate),)
    return (Test(column.key, bounds=bounds(draw, small), negate=negate),)


def _test_by_day(draw, record: RecordType) -> Test:
    """A test of the record's year, or one whose ends change with time."""
    negate = chance(draw, 4)
    if "amount" not in record.columns or chance(draw, 2):
        years = st.sampled_from([Fraction(year) for year in (2021, 2022, 2023)])
        return Test(YEAR, bounds=bounds(draw, years), negate=negate)
    days = sorted({draw(st.sampled_from((date(2021, 7, 1), date(2023, 1, 1), date(2023, 8, 31)))) for _ in range(2)})
    return Test("amount", dated=tuple((day, bounds(draw, small)) for day in days), negate=negate)


def dated(draw) -> n.Dated:
    """A figure that is announced anew, the first time perhaps only in the future."""
    days = draw(st.lists(st.sampled_from((date(2020, 1, 1), date(2023, 8, 31), *AS_OF)), min_size=1, unique=True))
    return n.Dated(tuple((day, draw(small)) for day in sorted(days)))


def source(draw, keys: Sequence[str], kit: Kit) -> Source:
    key = draw(st.sampled_from(keys))
    record = RECORDS[kit.here if key == HERE else key]  # type: ignore[index]
    of = (draw(st.sampled_from(kit.roles)),) if chance(draw, 4) else ()
    current = record.shape == "period" and chance(draw, 6)
    during = record.shape != "state" and kit.during and chance(draw, 4)
    return Source(key, of, tests_of(draw, record), current, during=_during(draw, record, kit) if during else None)


def _during(draw, record: RecordType, kit: Kit):
    """Periods in which a record must lie; of the record's own person, or of somebody named where a record is of no person."""
    found = periods(draw, replace(kit, during=chance(draw, 4)), 1)
    return _named(draw, found, kit) if record.about == "application" else found


def _named(draw, found, kit: Kit):
    match found:
        case Source():
            return replace(found, of=found.of or (draw(st.sampled_from(kit.roles)),))
        case Union(parts) | Intersect(parts):
            return replace(found, parts=tuple(_named(draw, part, kit) for part in parts))
        case Subtract(base, minus):
            return Subtract(_named(draw, base, kit), tuple(_named(draw, part, kit) for part in minus))


def periods(draw, kit: Kit, depth: int = 2):
    kind = draw(st.sampled_from(("source", "source", "union", "intersect", "subtract"))) if depth else "source"
    if kind == "source":
        found = source(draw, (*DATED, HERE) if kit.here in DATED else DATED, kit)
        key = kit.here if found.record == HERE else found.record
        if RECORDS[str(key)].shape in ("event", "month") and chance(draw, 2):
            return replace(found, lasting=draw(st.sampled_from((Lasting(1), Lasting(0, 20), Lasting(12, 3)))))
        return found
    parts = tuple(periods(draw, kit, depth - 1) for _ in range(draw(st.integers(2, 3))))
    if kind == "subtract":
        return Subtract(parts[0], parts[1:])
    return Union(parts) if kind == "union" else Intersect(parts)


def window(draw) -> n.Window:
    if not chance(draw, 3):
        return n.EVERYTHING
    lengths = st.sampled_from((Length(years=1), Length(months=7), Length(days=40), Length(years=3, days=1)))
    days = st.sampled_from((date(2022, 2, 28), date(2023, 8, 31), date(2024, 1, 31), date(2023, 1, 1)))
    return n.Window(**draw(st.sampled_from((
        {"last": draw(lengths)}, {"before_last": draw(lengths)}, {"since": draw(days)}, {"until": draw(days)},
        {"last": Length(years=2), "until": draw(days)},
    ))))  # fmt: skip


def roles_of(draw, kit: Kit) -> tuple[str, ...]:
    return tuple(draw(st.lists(st.sampled_from(kit.roles), min_size=1, max_size=2, unique=True)))


def duration(draw, kit: Kit) -> n.Duration:
    unit = draw(st.sampled_from(
        ("days", "months", "years", "calendar_months", "calendar_months_touched", "monthly_records")
    ))  # fmt: skip
    if unit == "monthly_records":
        keys = ("insurance", HERE) if kit.here == "insurance" else ("insurance",)
        parts = tuple(source(draw, keys, kit) for _ in range(draw(st.integers(1, 2))))
        of_periods = parts[0] if len(parts) == 1 else Union(parts)
    else:
        of_periods = periods(draw, kit)
    return n.Duration(
        of_periods,
        unit,
        roles_of(draw, kit),
        window(draw),
        draw(st.sampled_from(("all", "all", "current", "longest"))),
        draw(st.sampled_from((None, None, Length(days=10), Length(months=1), Length(months=3, days=2)))),
        draw(st.booleans()),
        draw(st.booleans()),
        draw(st.sampled_from(("drop", "pool", "prorate"))),
        draw(st.sampled_from((30, 7, 365))),
    )


def tally(draw, kit: Kit) -> n.Tally:
    keys = (*RECORDS, HERE, HERE, HERE) if kit.here else tuple(RECORDS)
    found = source(draw, keys, kit)
    record = RECORDS[kit.here if found.record == HERE else found.record]  # type: ignore[index]
    op = draw(st.sampled_from(("count", "count", "sum", "highest", "lowest", "latest")))
    fit = sorted(key for key, one in record.columns.items() if op == "count" or _is_number(one, op))
    if op != "count" and not fit:
        op = "count"
    if op == "count" and chance(draw, 3):
        fit = [*fit, *sorted(record.own_columns)]
    column = draw(st.sampled_from(fit)) if fit and (op != "count" or chance(draw, 3)) else None
    weights = ()
    if op in ("count", "sum") and chance(draw, 3):
        weights = tuple(n.Weight(tests_of(draw, record), draw(small)) for _ in range(draw(st.integers(1, 2))))
    return n.Tally(op, found, column, roles_of(draw, kit), window(draw), weights)


def _is_number(column: Column, op: str) -> bool:
    return column.kind == "number" or (op != "sum" and column.kind in ("level", "flag", "date"))


def birthday(draw, kit: Kit) -> n.Number:
    of = (draw(st.sampled_from(kit.roles)),)
    day = n.Tally(draw(st.sampled_from(("highest", "lowest"))), Source("person"), "birth", of)
    return n.Plus((day, n.Const(Fraction(draw(st.integers(-40, 40)))))) if chance(draw, 4) else day


def elapsed(draw, kit: Kit) -> n.Elapsed:
    """Since a birthday, or from one day to another that may be a record's own."""
    unit, first_day = draw(st.sampled_from(("days", "months", "years"))), draw(st.booleans())
    if not chance(draw, 3):
        return n.Elapsed(birthday(draw, kit), unit, first_day)
    since = birthday(draw, kit) if chance(draw, 2) else some_day(draw, kit)
    return n.Elapsed(since, unit, first_day, some_day(draw, kit))


def some_day(draw, kit: Kit) -> n.Tally:
    """A record's own day: of the group around, or of somebody's records."""
    key = HERE if kit.here in DATED and chance(draw, 2) else draw(st.sampled_from(DATED))
    column = {"event": "date", "month": "month", "period": "start"}[
        RECORDS[str(kit.here) if key == HERE else key].shape
    ]
    return n.Tally(draw(st.sampled_from(("highest", "lowest"))), Source(key), column, roles_of(draw, kit))


def number(draw, kit: Kit) -> n.Number:
    leaf = ("const", "duration", "duration", "tally", "tally", "elapsed", "open", "dated") + (
        ("ref", "ref") if kit.refs else ()
    )
    inner = ("plus", "minus", "times", "least", "highest", "rounded", "bracket", "bracket", "when", "rate", "rate",
             "limited", "limited", "chosen", "as_of", "each_year", "each", "quotient") + (() if kit.here else ("each",))  # fmt: skip
    kind = draw(st.sampled_from(leaf if kit.depth <= 0 else leaf[1:5] + leaf[7:8] + inner + inner))
    down = kit.deeper()
    match kind:
        case "const":
            return n.Const(draw(small))
        case "open":
            low, high = sorted((draw(small), draw(small)))
            return n.Open("text cut off", low, high)
        case "dated":
            return dated(draw)
        case "ref":
            return n.Ref(draw(st.sampled_from(kit.refs)))
        case "duration":
            return duration(draw, kit)
        case "tally":
            return tally(draw, kit)
        case "elapsed":
            return elapsed(draw, kit)
        case "plus" | "least" | "highest":
            parts = tuple(number(draw, down) for _ in range(draw(st.integers(2, 3))))
            if kind == "plus" and chance(draw, 4):
                return n.Plus(parts, draw(st.integers(1, len(parts))))
            return {"plus": n.Plus, "least": n.Least, "highest": n.Highest}[kind](parts)
        case "times":
            return n.Times((number(draw, down), n.Const(draw(small)) if chance(draw, 2) else number(draw, down)))
        case "minus":
            return n.Minus(number(draw, down), number(draw, down))
        case "quotient":
            second = n.Const(draw(small)) if chance(draw, 3) else number(draw, down)
            return n.Quotient(
                number(draw, down), second, draw(positive), draw(st.sampled_from(("half_up", "down", "up")))
            )
        case "rounded":
            return n.Rounded(number(draw, down), draw(positive), draw(st.sampled_from(("half_up", "down", "up"))))
        case "bracket":
            rows = tuple(n.Row(bounds(draw, small), simple(draw, down)) for _ in range(draw(st.integers(1, 3))))
            otherwise = simple(draw, down) if chance(draw, 2) else None
            return n.Bracket(number(draw, down), rows, otherwise, n.Const(draw(small)))
        case "when":
            rows = tuple((condition(draw, down), simple(draw, down)) for _ in range(draw(st.integers(1, 2))))
            return n.When(rows, simple(draw, down))
        case "limited":
            cap, floor = (draw(small) if chance(draw, 2) else None for _ in range(2))
            void = condition(draw, down) if chance(draw, 3) else None
            return n.Limited(rate(draw, down) if chance(draw, 2) else number(draw, down), cap, floor, void)
        case "chosen":
            options = tuple(
                n.Option(key, number(draw, down)) for key in ("one", "two", "three")[: draw(st.integers(2, 3))]
            )
            return n.Chosen("way", options, draw(st.sampled_from(("best", "open"))))
        case "as_of":
            day = draw(st.sampled_from((None, None, date(2023, 8, 31))))
            return n.AsOf(
                number(draw, down),
                day,
                draw(st.sampled_from((0, -1, -6, 2))),
                draw(st.sampled_from(("none", "first", "last"))),
                draw(st.sampled_from((None, None, (12, 31), (8, 31), (2, 29)))),
            )
        case "each":
            return each(draw, kit)
        case "each_year":
            return each_year(draw, down)
    return rate(draw, down)


def rate(draw, kit: Kit) -> n.Rate:
    return n.Rate(
        number(draw, kit),
        draw(small),
        draw(positive),
        draw(st.booleans()),
        draw(st.sampled_from((Fraction(0), Fraction(0), Fraction(2), Fraction(1, 2)))),
        draw(st.sampled_from((None, None, Fraction(24), Fraction(7, 2)))),
        draw(st.sampled_from((None, None, Fraction(1, 100), Fraction(1, 2)))),
        draw(st.sampled_from(("half_up", "down", "up"))),
    )


def each(draw, kit: Kit) -> n.Each:
    over = source(draw, (HERE,) if kit.here else tuple(RECORDS), kit)
    record = kit.here or over.record
    columns = sorted({*RECORDS[record].columns, *RECORDS[record].own_columns})
    by = (draw(st.sampled_from(columns)),) if columns and chance(draw, 2) else ()
    inner = replace(kit.deeper(), here=record, depth=min(kit.depth - 1, 1))
    combine = draw(st.sampled_from(("sum", "highest")))
    best = draw(st.sampled_from((None, 1, 2))) if combine == "sum" else None
    return n.Each(over, number(draw, inner), by, combine, roles_of(draw, kit), window(draw), best)


def each_year(draw, kit: Kit) -> n.EachYear:
    combine = draw(st.sampled_from(("sum", "sum", "highest")))
    best = draw(st.sampled_from((None, 1, 2))) if combine == "sum" else None
    then = number(draw, replace(kit, depth=min(kit.depth, 1)))
    return n.EachYear(then, draw(st.sampled_from((1, 2, 4))), draw(st.booleans()), combine, best)


def simple(draw, kit: Kit) -> n.Number:
    return n.Const(draw(small)) if not chance(draw, 4) else number(draw, replace(kit, depth=0))


def condition(draw, kit: Kit) -> Condition:
    kind = draw(st.sampled_from(("compare", "compare", "all", "any", "not", "named"))) if kit.depth > 0 else "compare"
    down = kit.deeper()
    if kind in ("all", "any"):
        return (All if kind == "all" else AnyOf)((condition(draw, down), condition(draw, down)))
    if kind == "not":
        return Not(condition(draw, down))
    if kind == "named" and kit.conditions:
        return Named(draw(st.sampled_from(kit.conditions)))
    return Compare(number(draw, replace(down, depth=min(down.depth, 1))), bounds(draw, small))


@st.composite
def sheets(draw) -> Sheet:
    """A sheet of two or three items, a total, and what hangs beside it; the main applicant is chosen for one item or for all."""
    whole = chance(draw, 3)
    second = chance(draw, 3)
    measures = {"m1": number(draw, Kit(PLAIN, depth=1)), "m2": number(draw, Kit(WITH_MAIN, ("m1",), depth=2))}
    conditions = {"c1": condition(draw, Kit(PLAIN, ("m1",), depth=1))}
    main = Kit(WITH_MAIN, ("m1", "m2"), ("c1",))
    numbers = {"a": number(draw, main)}
    numbers["b"] = number(draw, main) if whole else n.Assigned("main", number(draw, main), _without(draw))
    if second:
        numbers["d"] = n.Assigned("second", number(draw, Kit((*PLAIN, "second"), ("m1",))), _without(draw))
    groups, parts = {}, tuple(numbers)
    if chance(draw, 3):
        groups["base"] = Group("base", "小计", n.Plus((n.Ref("a"), n.Ref("b"))), ("a", "b"))
        parts = ("base", *(key for key in numbers if key not in ("a", "b")))
    total: n.Number = n.Plus(tuple(n.Ref(key) for key in parts))
    if whole:
        total = n.Assigned("main", total, _without(draw))
    beside = replace(main, roles=(*WITH_MAIN, "second") if second else WITH_MAIN, refs=(*main.refs, "a", "b"), depth=2)
    service = Service(
        "school",
        "入学",
        gate=condition(draw, beside),
        rank=(RankKey("total", "总分", n.Ref("total")), RankKey("long", "长", number(draw, beside))),
        pays=number(draw, beside),
    )
    made = Sheet(
        "t",
        "1",
        "试",
        RECORDS,
        {key: Item(key, key, value) for key, value in numbers.items()},
        {**groups, "total": Group("total", "总分", total, parts)},
        ROLES if second else {key: role for key, role in ROLES.items() if key != "second"},
        measures,
        conditions,
        {"veto": Bar("veto", "否决", condition(draw, beside))},
        {"school": service},
        rounding=rounding(draw, (*numbers, *groups, "total")),
    )
    return with_decisions(draw, made)


def with_decisions(draw, sheet: Sheet) -> Sheet:
    """The sheet with some of the checker's findings answered, on days before and after the days of measurement."""
    answerable = [one for one in check(sheet) if one.readings] if chance(draw, 3) else []
    if not answerable:
        return sheet
    answered = draw(st.lists(st.sampled_from(answerable), min_size=1, max_size=6, unique_by=lambda one: one.id))
    days = st.sampled_from((date(2020, 1, 1), date(2023, 12, 31), date(2024, 3, 1)))
    found = tuple(
        Decision(one.id, draw(st.sampled_from([reading.code for reading in one.readings])), "某局", draw(days))
        for one in answered
    )
    return decided(replace(sheet, decisions=found))


def rounding(draw, names: tuple[str, ...]) -> Rounding | None:
    """One in three sheets does not say how it rounds some of its points."""
    if not chance(draw, 3):
        return None
    some = st.sampled_from(sorted(WAYS))
    ways = draw(st.sampled_from((tuple(WAYS), tuple(draw(st.lists(some, min_size=2, max_size=4, unique=True))))))
    return Rounding(tuple(draw(st.lists(st.sampled_from(names), min_size=1, unique=True))), ways)


def _without(draw) -> str:
    return draw(st.sampled_from(("best", "open")))


def families(
    seed: int, as_of: date, *, count: int, delivered: frozenset[str], has_not_known: bool
) -> list[Application]:
    """So many invented families: month ends, leap days, gaps, overlaps, empty histories, doubtful facts."""
    random = Random(seed)
    return [_family(random, f"A{index}", as_of, delivered, has_not_known) for index in range(count)]


def _family(random: Random, key: str, as_of: date, delivered: frozenset[str], has_not_known: bool) -> Application:
    members: dict[str, tuple[str, ...]] = {"child": (f"{key}c",)}
    if random.random() < 0.8:
        members["father"] = (f"{key}f",)
    if random.random() < 0.8:
        members["mother"] = (f"{key}m",)
    if random.random() < 0.3:
        members["guardian"] = (f"{key}g",) if random.random() < 0.5 else (f"{key}g", f"{key}h")
    if random.random() < 0.1:
        members["father"] = (f"{key}f", f"{key}x")
    if random.random() < 0.1:
        members["guardian"] = members.get("mother", (f"{key}g",))
    persons = sorted({person for who in members.values() for person in who})
    records = {
        record.key: tuple(_records(random, record, [key] if record.about == "application" else persons, as_of))
        for record in RECORDS.values()
        if record.key in delivered
    }
    subjects = [
        (who, record) for record in RECORDS for who in ([key] if RECORDS[record].about == "application" else persons)
    ]
    not_known = frozenset(pair for pair in subjects if has_not_known and random.random() < 0.07)
    choices = {}
    if random.random() < 0.4:
        choices["main"] = random.choice(("father", "mother", "guardian"))
    if random.random() < 0.4:
        choices["second"] = random.choice(("guardian", "mother", "father"))
    if random.random() < 0.4:
        choices["way"] = random.choice(("one", "two", "three", "four"))
    return Application(key, members, records, choices, not_known, delivered)


def _records(random: Random, record: RecordType, subjects: list[str], as_of: date):
    for subject in subjects:
        most = 1 if record.shape == "state" else random.choice((0, 1, 3, 6))
        for _ in range(random.randint(0, most)):
            start, end = _days(random, record, as_of)
            yield Record(
                record.key,
                subject,
                {column.key: _value(random, column, as_of) for column in record.columns.values()},
                start,
                end,
                as_of + timedelta(days=random.choice((-900, -30, -1, 0, 0, 1))),
                random.choice(("verified",) * 7 + ("pending", "disputed")),
            )


def _days(random: Random, record: RecordType, as_of: date) -> tuple[date | None, date | None]:
    start = _day(random, as_of)
    if record.shape == "state":
        return None, None
    if record.shape == "event":
        return start, start
    if record.shape == "month":
        first = start.replace(day=1)
        return first, add_months(first, 1) - timedelta(days=1)
    if random.random() < 0.2:
        return start, None
    end = random.choice((start, start + timedelta(days=random.randint(0, 80)), _day(random, as_of)))
    end = random.choice((end, add_months(start, random.randint(0, 14)), add_months(start, 12) - timedelta(days=1)))
    return start, max(start, end)


def _day(random: Random, as_of: date) -> date:
    near = as_of + timedelta(days=random.choice((-366, -365, -31, -30, -29, -1, 0, 1, 2)))
    month_end = date(random.randint(2020, 2024), random.randint(1, 12), 1) - timedelta(days=random.choice((0, 1)))
    leap = date(random.choice((2020, 2024)), 2, 29)
    anywhere = date(2020, 1, 1) + timedelta(days=random.randint(0, 1700))
    return random.choice((near, month_end, leap, anywhere, add_months(as_of, -random.randint(0, 40)), anywhere))


def _value(random: Random, column: Column, as_of: date):
    if random.random() < 0.15:
        return None
    if column.kind == "number":
        return Fraction(
            random.choice((0, 5, 10, 25, 30, 50, 100, 333, 600, -50, random.randint(-50, 600))), column.scale
        )
    if column.kind == "level":
        return random.randrange(len(column.levels))
    if column.kind == "flag":
        return random.randint(0, 1)
    if column.kind == "date":
        return day_number(
            random.choice(
                (
                    date(2008, 2, 29),
                    date(1990, 12, 31),
                    add_months(as_of, -12 * random.randint(0, 40)),
                    _day(random, as_of),
                )
            )
        )
    return (
        random.choice(("330304", "330305", "350203", "33"))
        if column.kind == "division"
        else random.choice(("blood", "service", "law"))
    )
