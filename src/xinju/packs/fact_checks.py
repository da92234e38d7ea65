"""What must hold of a cell, as SQL: its sound value (scaled number, rank, day), and every way in which it can be unsound."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from xinju.engines.scoring.language.sources import Column

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_NUMBER = r"[+-]?[0-9]{1,18}([.][0-9]{1,12})?"
_DAY = r"[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}|[0-9]{8}"
_MONTH = r"([0-9]{4})[-/.年]?([0-9]{1,2})月?"
_IDENTITY = r"[0-9]{17}[0-9Xx]"
_FLOATED = r"[0-9]([.][0-9]+)?[eE][+]?1[4-9]|[0-9]{15,19}[.]0+"
TRUE_WORDS = ("true", "1", "是", "yes")
FALSE_WORDS = ("false", "0", "否", "no")
STATUSES: Mapping[str, str] = {
    "verified": "verified", "pending": "pending", "disputed": "disputed",
    "已核实": "verified", "待核实": "pending", "有争议": "disputed",
}  # fmt: skip
FIRST, LAST = date(1900, 1, 1), date(2199, 12, 31)


@dataclass(frozen=True)
class Check:
    """A fault of one column: `when` is SQL that is true where the row has it."""

    column: str
    code: str
    when: str
    expected: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Cell:
    """One column of the sound table: its SQL value, and what can be wrong with it."""

    name: str
    value: str
    checks: tuple[Check, ...] = field(default=())


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def raw_text(name: str) -> str:
    """A cell as trimmed text, NULL where it is empty."""
    return f"nullif(trim(cast({quoted(name)} as varchar)), '')"


def cell(column: Column, heading: str, type_name: str, labels: Mapping[str, str]) -> Cell:
    """The value and the checks of a declared column. `labels` are other spellings of its levels."""
    raw = raw_text(heading)
    missing = (Check(heading, "empty_cell", f"{raw} is null"),) if column.required else ()
    match column.kind:
        case "number":
            return Cell(column.key, *_number(column, heading, raw, missing))
        case "level":
            words = {**{label: key for key, label in labels.items()}, **{key: key for key in column.levels}}
            ranks = {word: column.levels.index(key) for word, key in words.items() if key in column.levels}
            value = _looked_up(raw, ranks)
            wrong = Check(heading, "unknown_level", f"{raw} is not null and {value} is null", _expected(column.levels))
            return Cell(column.key, value, (*missing, wrong))
        case "flag":
            value = _looked_up(f"lower({raw})", {word: int(word in TRUE_WORDS) for word in (*TRUE_WORDS, *FALSE_WORDS)})
            return Cell(
                column.key, value, (*missing, Check(heading, "bad_flag", f"{raw} is not null and {value} is null"))
            )
        case "date":
            value = day_value(heading, type_name)
            return Cell(column.key, value, (*missing, bad_day(heading, value)))
        case "division":
            wrong = Check(heading, "not_a_division", f"not regexp_full_match({raw}, '[0-9]{{2,12}}')")
            return Cell(column.key, raw, (*missing, wrong))
    return Cell(column.key, raw, missing)


def _expected(words: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return (("expected", ", ".join(words)),)


def _looked_up(raw: str, words: Mapping[str, int]) -> str:
    cases = " ".join(f"when {literal(word)} then {rank}" for word, rank in words.items())
    return f"cast(case {raw} {cases} end as bigint)"


def _number(column: Column, heading: str, raw: str, missing: tuple[Check, ...]) -> tuple[str, tuple[Check, ...]]:
    """A number times its scale, as an integer; exact, and never through a float."""
    exact = f"case when regexp_full_match({raw}, '{_NUMBER}') then try_cast({raw} as decimal(38, 12)) end"
    scaled = f"(({exact}) * {column.scale})"
    low, high = (
        f"cast({literal(str(float(end)) if end.denominator > 1 else str(end))} as decimal(38, 12))"
        for end in (column.low, column.high)
    )
    limits = (("high", str(column.high)), ("low", str(column.low)))
    checks = (
        *missing,
        Check(heading, "bad_number", f"{raw} is not null and ({exact}) is null"),
        Check(heading, "out_of_range", f"({exact}) < {low} or ({exact}) > {high}", limits),
        Check(heading, "too_fine", f"{scaled} <> floor({scaled})", (("scale", str(column.scale)),)),
    )
    return f"try_cast({scaled} as bigint)", checks


def day_value(heading: str, type_name: str) -> str:
    """A day, from a date column or from text such as 2023-04-30, 2023/4/30, 20230430."""
    if type_name == "DATE":
        return quoted(heading)
    if type_name.startswith("TIMESTAMP"):
        return f"cast({quoted(heading)} as date)"
    raw = raw_text(heading)
    formats = "['%Y/%m/%d', '%Y.%m.%d', '%Y%m%d', '%Y-%m-%d']"
    parsed = f"coalesce(try_cast({raw} as date), cast(try_strptime({raw}, {formats}) as date))"
    return f"case when regexp_full_match({raw}, '{_DAY}') then {parsed} end"


def month_value(heading: str, type_name: str) -> str:
    """The first day of a month, from a date or from text such as 2023-04, 202304, 2023年4月."""
    if type_name == "DATE" or type_name.startswith("TIMESTAMP"):
        return f"cast(date_trunc('month', {quoted(heading)}) as date)"
    raw = raw_text(heading)
    parts = (
        f"regexp_extract({raw}, '{_MONTH}', 1) || '-' || lpad(regexp_extract({raw}, '{_MONTH}', 2), 2, '0') || '-01'"
    )
    month = f"case when regexp_full_match({raw}, '{_MONTH}') then try_cast({parts} as date) end"
    return f"coalesce({month}, cast(date_trunc('month', {day_value(heading, type_name)}) as date))"


def bad_day(heading: str, value: str, code: str = "bad_day") -> Check:
    between = f"({value}) between date '{FIRST}' and date '{LAST}'"
    return Check(heading, code, f"{raw_text(heading)} is not null and coalesce(not ({between}), true)")


def person_key(heading: str, type_name: str, is_ruined: bool = False) -> Cell:
    """Somebody's key: any text, but what looks like an identity number must be a sound one.

    is_ruined  the column went through a spreadsheet's numeric cells: whatever ends in 000 is refused, for one in eleven of
               such numbers still has a fitting check character
    """
    raw = raw_text(heading)
    digits = " + ".join(
        f"cast(substr({raw}, {place}, 1) as integer) * {w}" for place, w in enumerate(_WEIGHTS, start=1)
    )
    check = f"substr('10X98765432', (({digits}) % 11) + 1, 1) <> upper(substr({raw}, 18, 1))"
    # Lengths first: most keys are neither eighteen characters long nor written as a float.
    looks_like_one = f"case when length({raw}) = 18 then regexp_full_match({raw}, '{_IDENTITY}') else false end"
    wrong = f"case when {looks_like_one} then {check} else false end"
    floated = f"case when length({raw}) >= 5 and substr({raw}, 1, 1) between '0' and '9' then regexp_full_match({raw}, '{_FLOATED}') else false end"
    floated = "true" if type_name in ("DOUBLE", "FLOAT") else floated
    ends_in_zeros = f"({looks_like_one if is_ruined else wrong}) and suffix({raw}, '000')"
    checks = (
        Check(heading, "empty_cell", f"{raw} is null"),
        Check(heading, "number_through_float", f"{raw} is not null and ({floated} or {ends_in_zeros})"),
        Check(heading, "wrong_check", f"({wrong}) and not suffix({raw}, '000')"),
    )
    return Cell(heading, f"case when {looks_like_one} then upper({raw}) else {raw} end", checks)


def status(heading: str | None) -> Cell:
    """A department's file without the column delivers verified facts; an empty cell in it is a fault."""
    if heading is None:
        return Cell("status", "'verified'")
    raw = raw_text(heading)
    cases = " ".join(f"when {literal(word)} then {literal(meant)}" for word, meant in STATUSES.items())
    value = f"case {raw} {cases} end"
    return Cell("status", value, (Check(heading, "unknown_status", f"{value} is null"),))
