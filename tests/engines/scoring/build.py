"""Short ways to make sheets and families for tests of the evaluators."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from xinju.engines.scoring.facts import Application, Record
from xinju.engines.scoring.language.numbers import Duration, Number
from xinju.engines.scoring.language.sheets import Group, Item, Sheet
from xinju.engines.scoring.language.sources import Column, RecordType, Source
from xinju.engines.scoring.reference import evaluate
from xinju.engines.scoring.spans import Span
from xinju.values.period import add_months

TODAY = date(2026, 5, 12)

RECORDS = {
    "stay": RecordType("stay", "居住", "period", {"division": Column("division", "区划", "division")}),
    "lease": RecordType("lease", "租赁", "period", {}),
    "insurance": RecordType(
        "insurance",
        "社会保险",
        "month",
        {
            "paid": Column("paid", "缴费", "level", ("back_paid", "on_time")),
            "base": Column("base", "基数", "number", scale=1),
        },
    ),
    "degree": RecordType(
        "degree", "学历", "state", {"level": Column("level", "学历", "level", ("school", "college", "bachelor"))}
    ),
    "person": RecordType("person", "人员", "state", {"birth_date": Column("birth_date", "出生日期", "date")}),
    "award": RecordType(
        "award",
        "表彰",
        "event",
        {
            "event": Column("event", "事项", "text"),
            "level": Column("level", "级别", "level", ("county", "city", "province")),
            "amount": Column("amount", "数量", "number", scale=10, high=Fraction(100)),
        },
    ),
}


def day(text: str) -> date:
    return date.fromisoformat(text)


def period(record: str, start: str, end: str | None = None, of: str = "f", **values) -> Record:
    return Record(record, of, values, day(start), day(end) if end else None)


def month(text: str, of: str = "f", **values) -> Record:
    first = day(f"{text}-01")
    last = date.fromordinal(add_months(first, 1).toordinal() - 1)
    return Record("insurance", of, {"paid": 1, "base": Fraction(5000), **values}, first, last)


def event(record: str, on: str, of: str = "f", **values) -> Record:
    return Record(record, of, values, day(on), day(on))


def state(record: str, of: str = "f", **values) -> Record:
    return Record(record, of, values)


def family(*records: Record, members=None, choices=None, not_known=(), delivered=None) -> Application:
    by_type: dict[str, tuple[Record, ...]] = {}
    for record in records:
        by_type[record.type] = (*by_type.get(record.type, ()), record)
    return Application(
        "A1",
        members or {"father": ("f",), "child": ("c",)},
        by_type,
        choices or {},
        frozenset(not_known),
        frozenset(RECORDS if delivered is None else delivered),
    )


def sheet(number: Number, **parts) -> Sheet:
    """A sheet of one item `x` which is also the total."""
    groups = parts.pop("groups", {"total": Group("total", "总分", number)})
    return Sheet("t", "1", "试", RECORDS, {"x": Item("x", "指标", number)}, groups, **parts)


def points(number: Number, *records: Record, as_of: str = "2026-05-12", **rest) -> Span:
    """What a number gives for a father with these records."""
    sheet_parts = {key: rest.pop(key) for key in ("roles", "measures", "conditions") if key in rest}
    statement = evaluate(sheet(number, **sheet_parts), family(*records, **rest), as_of=day(as_of), known_at=TODAY)
    return statement.points["x"]


def stay_of(unit: str, **rest) -> Duration:
    return Duration(Source("stay"), unit, of=("father",), **rest)
