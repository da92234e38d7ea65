"""Twenty-five items over state columns: as a score sheet, as SQL written by hand, and as invented applicants."""

from __future__ import annotations

from fractions import Fraction

from xinju.engines.scoring.language.numbers import (
    Bracket,
    Compare,
    Const,
    Limited,
    Number,
    Plus,
    Rate,
    Ref,
    Row,
    Tally,
    When,
)
from xinju.engines.scoring.language.sheets import Group, Item, Sheet
from xinju.engines.scoring.language.sources import Bounds, Column, RecordType, Source

LEVELS: dict[str, tuple[int, ...]] = {
    "degree": (0, 10, 20, 40, 60, 80),
    "title": (0, 20, 40, 60, 80),
    "skill": (0, 10, 25, 40, 60, 80),
    "military": (0, 5, 10, 20),
    "licence": (0, 3, 6, 9),
    "party": (0, 2, 4),
}
FLAGS = {"own_home": 24, "married": 5, "only_child": 3, "vaccinated": 2, "registered": 10}
# measure: (points, per, whole, start after, cap)
RATES: dict[str, tuple[Fraction, int, bool, int, int]] = {
    "insured_months": (Fraction(4), 12, False, 0, 48),
    "stay_days": (Fraction(2), 365, False, 0, 24),
    "tax": (Fraction(2), 10_000, True, 0, 50),
    "volunteer_hours": (Fraction(1), 10, True, 0, 20),
    "blood": (Fraction(2), 200, True, 0, 10),
    "job_months": (Fraction(1), 12, False, 0, 9),
    "rent_months": (Fraction(1, 2), 6, True, 6, 10),
    "fund_months": (Fraction(3), 12, False, 12, 15),
}
# measure: (upper ends, each included, points of each band, points above)
BANDS: dict[str, tuple[tuple[int, ...], tuple[int, ...], int]] = {
    "age": ((25, 35, 40, 45), (20, 30, 20, 10), 0),
    "area": ((1_500, 4_000, 9_000), (0, 5, 10), 15),
    "income": ((50_000, 100_000, 200_000), (2, 5, 8), 10),
    "distance": ((2, 5, 10), (10, 6, 3), 0),
}
OFFENCES = {"offences": (5, 50), "late_payments": (1, 20)}
MOST = {
    "insured_months": 300, "stay_days": 7_000, "tax": 400_000, "volunteer_hours": 400, "blood": 2_000, "job_months": 240,
    "rent_months": 150, "fund_months": 200, "age": 65, "area": 15_000, "income": 400_000, "distance": 30, "offences": 3,
    "late_payments": 8,
}  # fmt: skip
DENOMINATOR = 4_380


def _read(column: str) -> Tally:
    return Tally("highest", Source("applicant"), column)


def _table(points: tuple[int, ...]) -> tuple[Row, ...]:
    return tuple(
        Row(Bounds(at_least=Fraction(rank), up_to=Fraction(rank)), Const(Fraction(one)))
        for rank, one in enumerate(points)
    )


def _bands(ends: tuple[int, ...], points: tuple[int, ...], above: int) -> tuple[Row, ...]:
    lower: list[Fraction | None] = [None, *(Fraction(end) for end in ends)]
    upper: list[Fraction | None] = [*(Fraction(end) for end in ends), None]
    return tuple(
        Row(Bounds(over=low, up_to=high), Const(Fraction(one)))
        for low, high, one in zip(lower, upper, (*points, above), strict=True)
    )


def numbers() -> dict[str, Number]:
    found: dict[str, Number] = {key: Bracket(_read(key), _table(points)) for key, points in LEVELS.items()}
    for key, points in FLAGS.items():
        has = Compare(_read(key), Bounds(at_least=Fraction(1)))
        found[key] = When(((has, Const(Fraction(points))),))
    for key, (points, per, whole, after, cap) in RATES.items():
        rate = Rate(_read(key), points, Fraction(per), whole, Fraction(after))
        found[key] = Limited(rate, cap=Fraction(cap))
    for key, (ends, points, above) in BANDS.items():
        found[key] = Bracket(_read(key), _bands(ends, points, above))
    for key, (points, most) in OFFENCES.items():
        found[key] = Limited(Rate(_read(key), Fraction(-points)), floor=Fraction(-most))
    return found


def sheet() -> Sheet:
    columns = {key: Column(key, key, "level", tuple(map(str, range(len(points))))) for key, points in LEVELS.items()}
    columns |= {key: Column(key, key, "flag") for key in FLAGS}
    columns |= {key: Column(key, key, "number", high=Fraction(most)) for key, most in MOST.items()}
    applicant = RecordType("applicant", "申请人", "state", columns, "application")
    items = {key: Item(key, key, number) for key, number in numbers().items()}
    total = Group("total", "总分", Plus(tuple(Ref(key) for key in items)), tuple(items))
    return Sheet("bench", "1", "25 items", {"applicant": applicant}, items, {"total": total})


# Written by hand: all points over 4,380 (12 × 365), read from one pass over the same table.
HAND_WRITTEN = """
WITH facts AS (
  SELECT subject AS application, status = 'verified' AND recorded_at <= DATE '2026-05-12' AS ok, *
  FROM r_applicant
), known AS (
  SELECT application, {known} FROM facts
), items AS (
SELECT application,
  CASE degree WHEN 1 THEN 43800 WHEN 2 THEN 87600 WHEN 3 THEN 175200 WHEN 4 THEN 262800 WHEN 5 THEN 350400 ELSE 0 END AS degree,
  CASE title WHEN 1 THEN 87600 WHEN 2 THEN 175200 WHEN 3 THEN 262800 WHEN 4 THEN 350400 ELSE 0 END AS title,
  CASE skill WHEN 1 THEN 43800 WHEN 2 THEN 109500 WHEN 3 THEN 175200 WHEN 4 THEN 262800 WHEN 5 THEN 350400 ELSE 0 END AS skill,
  CASE military WHEN 1 THEN 21900 WHEN 2 THEN 43800 WHEN 3 THEN 87600 ELSE 0 END AS military,
  CASE licence WHEN 1 THEN 13140 WHEN 2 THEN 26280 WHEN 3 THEN 39420 ELSE 0 END AS licence,
  CASE party WHEN 1 THEN 8760 WHEN 2 THEN 17520 ELSE 0 END AS party,
  CASE WHEN own_home >= 1 THEN 105120 ELSE 0 END AS own_home,
  CASE WHEN married >= 1 THEN 21900 ELSE 0 END AS married,
  CASE WHEN only_child >= 1 THEN 13140 ELSE 0 END AS only_child,
  CASE WHEN vaccinated >= 1 THEN 8760 ELSE 0 END AS vaccinated,
  CASE WHEN registered >= 1 THEN 43800 ELSE 0 END AS registered,
  LEAST(COALESCE(insured_months, 0) * 1460, 210240) AS insured_months,
  LEAST(COALESCE(stay_days, 0) * 24, 105120) AS stay_days,
  LEAST(COALESCE(tax, 0) // 10000 * 8760, 219000) AS tax,
  LEAST(COALESCE(volunteer_hours, 0) // 10 * 4380, 87600) AS volunteer_hours,
  LEAST(COALESCE(blood, 0) // 200 * 8760, 43800) AS blood,
  LEAST(COALESCE(job_months, 0) * 365, 39420) AS job_months,
  LEAST(GREATEST(COALESCE(rent_months, 0) - 6, 0) // 6 * 2190, 43800) AS rent_months,
  LEAST(GREATEST(COALESCE(fund_months, 0) - 12, 0) * 1095, 65700) AS fund_months,
  CASE WHEN age <= 25 THEN 87600 WHEN age <= 35 THEN 131400 WHEN age <= 40 THEN 87600 WHEN age <= 45 THEN 43800 ELSE 0 END AS age,
  CASE WHEN area <= 1500 THEN 0 WHEN area <= 4000 THEN 21900 WHEN area <= 9000 THEN 43800 WHEN area > 9000 THEN 65700
    ELSE 0 END AS area,
  CASE WHEN income <= 50000 THEN 8760 WHEN income <= 100000 THEN 21900 WHEN income <= 200000 THEN 35040
    WHEN income > 200000 THEN 43800 ELSE 0 END AS income,
  CASE WHEN distance <= 2 THEN 43800 WHEN distance <= 5 THEN 26280 WHEN distance <= 10 THEN 13140 ELSE 0 END AS distance,
  GREATEST(COALESCE(offences, 0) * -21900, -219000) AS offences,
  GREATEST(COALESCE(late_payments, 0) * -4380, -87600) AS late_payments
FROM known)
SELECT *, {total} AS total FROM items
"""


def hand_written() -> str:
    columns = (*LEVELS, *FLAGS, *MOST)
    known = ", ".join(f"CASE WHEN ok THEN {key} END AS {key}" for key in columns)
    return HAND_WRITTEN.format(known=known, total=" + ".join(numbers()))


def invented(count: int) -> str:
    """SQL that selects so many invented applicants: every column spread evenly, one cell in forty empty."""
    most = {key: len(points) - 1 for key, points in LEVELS.items()} | dict.fromkeys(FLAGS, 1) | MOST
    cells = [
        f"CASE WHEN hash(i * 97 + {place}) % 40 > 0 THEN CAST(hash(i * 101 + {place}) % {high + 1} AS "
        f"{'SMALLINT' if key in LEVELS or key in FLAGS else 'BIGINT'}) END AS {key}"
        for place, (key, high) in enumerate(most.items())
    ]
    return (
        f"SELECT i AS subject, {', '.join(cells)}, 'verified' AS status, DATE '2026-01-01' AS recorded_at "
        f"FROM range({count}) AS t(i)"
    )
