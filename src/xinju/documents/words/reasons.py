"""Why records did not count, one by one or counted together; and what a step's facts are about."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from xinju.documents.figures import date_text
from xinju.documents.words.amounts import Amounts
from xinju.documents.words.shapes import Names, StepShape, UsedShape


@dataclass(frozen=True)
class Group:
    """Records that failed for one reason; `sample` stands for all of them."""

    sample: UsedShape
    count: int
    unit: str


@dataclass(frozen=True)
class Reasons:
    """The words for `why` of one language with a sheet's labels."""

    amounts: Amounts
    whys: Mapping[str, str]
    names: Names

    def lines(self, used: Sequence[UsedShape]) -> tuple[str, ...]:
        """What was looked at, each record once and months in a row together: counted where any measure counted it."""
        judged: dict[int, UsedShape] = {}
        for one in used:
            held = judged.get(id(one.record))
            if held is None or held.why != "counted":
                judged[id(one.record)] = one
        runs: dict[str, list[list[UsedShape]]] = {}
        for one in sorted(judged.values(), key=lambda one: one.record.start or date.min):
            of_kind = runs.setdefault(f"{one.record.type} {self._why(one)} {_is_month(one)}", [])
            if of_kind and _is_month(one) and months_between(of_kind[-1][-1], one) <= 1:
                of_kind[-1].append(one)
            else:
                of_kind.append([one])
        return tuple(dict.fromkeys(self._run(run) for of_kind in runs.values() for run in of_kind))

    def _run(self, run: Sequence[UsedShape]) -> str:
        count = len({_day(one) for one in run})
        if count == 1:
            return self.line(run[0])
        first, last = run[0].record, run[-1].record
        title = self.whys["months"].format(
            label=self.names.record(first.type) or first.type, year=first.start.year, month=first.start.month,
            last_year=last.start.year, last_month=last.start.month, n=count,
        )  # fmt: skip
        return self.whys["line"].format(record=title, why=self._why(run[0]))

    def line(self, used: UsedShape) -> str:
        """One record and whether it counted: its days, then the reason."""
        return self.whys["line"].format(record=self._title(used), why=self._why(used))

    def groups(self, used: Sequence[UsedShape]) -> tuple[Group, ...]:
        """What did not count, by reason; days that lie ahead are no news. Months are counted once, and not if counted elsewhere."""
        counted = {_day(one) for one in used if one.why == "counted" and _is_month(one)}
        found: dict[tuple[object, ...], list[UsedShape]] = {}
        for one in used:
            if one.why in ("counted", "later") or (_is_month(one) and _day(one) in counted):
                continue
            value = one.record.values.get(one.column) if one.column else None
            found.setdefault((one.record.type, one.why, one.column, value), []).append(one)
        return tuple(self._group(records) for records in found.values())

    def group(self, group: Group) -> str:
        """Five months paid late."""
        return self.whys["group"].format(n=self.amounts.counted(group.count, group.unit), why=self._why(group.sample))

    def _group(self, records: Sequence[UsedShape]) -> Group:
        first = records[0]
        if _is_month(first):
            return Group(first, len({_day(one) for one in records}), "months")
        if first.record.start is None:
            return Group(first, len(records), "records")
        return Group(first, len(records), "events" if first.record.start == first.record.end else "periods")

    def _why(self, used: UsedShape) -> str:
        if used.why != "where":
            return self.whys[used.why]
        record = used.record
        column = self.names.column(record.type, used.column)
        own = {"start": record.start, "date": record.start, "month": record.start, "end": record.end}
        if used.column == "year" and "year" not in record.values and record.start is not None:
            value = str(record.start.year)
        elif used.column in own and used.column not in record.values:
            day = own[used.column]
            value = self.whys["no_day"] if day is None else date_text(day, self.amounts.language)
        else:
            value = self.amounts.value(record.values.get(used.column), record.type, used.column, self.names)
        return self.whys["where"].format(column=column, value=value)

    def _title(self, used: UsedShape) -> str:
        record, language = used.record, self.amounts.language
        label = self.names.record(record.type) or record.type
        if record.start is None:
            return label
        if _is_month(used):
            return self.whys["month"].format(label=label, year=record.start.year, month=record.start.month)
        first = date_text(record.start, language)
        if record.end == record.start:
            return self.whys["event"].format(label=label, day=first)
        if record.end is None:
            return self.whys["since"].format(label=label, first=first)
        return self.whys["period"].format(label=label, first=first, last=date_text(record.end, language))


def _is_month(used: UsedShape) -> bool:
    """Whether the record stands for one calendar month."""
    start, end = used.record.start, used.record.end
    if start is None or end is None or start.day != 1 or (start.year, start.month) != (end.year, end.month):
        return False
    return end.day == monthrange(end.year, end.month)[1]


def months_between(one: UsedShape, other: UsedShape) -> int:
    """How many months the second starts after the first."""
    first, second = one.record.start, other.record.start
    assert first is not None and second is not None
    return (second.year - first.year) * 12 + second.month - first.month


def _day(used: UsedShape) -> object:
    return used.record.start


CONDITIONS = frozenset({"compare", "all", "any", "not", "ruled"})
_NO_CELL = frozenset(
    {"elapsed", "duration", "rate", "each", "each_year", "times", "quotient", "const", "open", "dated"}
)


def column_of(step: StepShape) -> tuple[str, str]:
    """Record type and column whose level, flag or day a number is, or two empty texts: points made of a level are none."""
    if step.code == "tally":
        facts = step.facts
        is_cell = facts["op"] in ("highest", "lowest", "latest")
        return (str(facts["record"]), str(facts["column"])) if is_cell else ("", "")
    if step.code in _NO_CELL:
        return "", ""
    parts = {"bracket": step.parts[1:], "limited": step.parts[:1]}.get(step.code, step.parts)
    found = (column_of(part) for part in parts if part.code not in CONDITIONS)
    return next((one for one in found if one != ("", "")), ("", ""))


def has_no_upper_end(step: StepShape) -> bool:
    """Whether the upper end of what is not known is only a limit of the program, not one of the sheet."""
    facts, value = step.facts, step.value
    if value is None or value.low == value.high:
        return False
    below = [has_no_upper_end(part) for part in step.parts]
    match step.code:
        case "duration":
            return "not_known" in facts and not facts["has_end"]
        case "tally":
            return "not_known" in facts and facts["op"] in ("count", "sum")
        case "each":
            return any(below) or ("not_known" in facts and facts["combine"] == "sum")
        case "rate":
            return facts["up_to"] is None and any(below) and facts["points"] > 0  # type: ignore[operator]
        case "limited":
            return facts["cap"] != value.high and any(below[:1])
        case "bracket":
            return any(below[1:])
        case "compare" | "all" | "any" | "not":
            return False
        case "least":
            return all(below)
        case "minus":
            return below[0]
        case "quotient":  # divided by what may be next to nothing
            return below[0] or value.or_nothing
    return any(below)
