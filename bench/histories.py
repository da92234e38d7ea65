"""3.5 million people with 20 million periods: histories measured and scored in one plan, against the same measures as SQL by hand.

    python bench/histories.py [--people 3500000] [--periods 20000000] [--runs 5]

Also quoted: the ratio to one bare GROUP BY over the same periods. The contenders take turns, each figure is the median of the
runs after one that is not counted, memory is the peak of a process that did nothing else.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path

import duckdb

ROOT = Path(__file__).resolve().parent
sys.path[:0] = [str(ROOT), str(ROOT.parent / "src")]

from scoring import line, report, run, timed  # noqa: E402

from xinju.engines.scoring.columnar import compile  # noqa: E402
from xinju.engines.scoring.language.numbers import Duration, Limited, Number, Plus, Rate, Ref, Window  # noqa: E402
from xinju.engines.scoring.language.sheets import Group, Item, Sheet  # noqa: E402
from xinju.engines.scoring.language.sources import Column, Length, RecordType, Source, Test  # noqa: E402

DAY = date(2026, 5, 12)


def sheet() -> Sheet:
    """Days here in all, months of the stay that still goes on, and calendar months of the last five years."""
    stay = RecordType("stay", "居住", "period", {"division": Column("division", "区划", "division")})
    here = Source("stay", where=(Test("division", within=("3303",)),))
    days = Duration(here, "days", ("applicant",))
    months = Duration(here, "months", ("applicant",), run="current")
    recent = Duration(here, "calendar_months", ("applicant",), window=Window(last=Length(years=5)))
    numbers: dict[str, Number] = {
        "residence": Limited(Rate(days, Fraction(2), Fraction(365), whole=False), cap=Fraction(24)),
        "steady": Limited(Rate(months, Fraction(1), Fraction(12)), cap=Fraction(10)),
        "recent": Rate(recent, Fraction(1, 2)),
    }
    items = {key: Item(key, key, number) for key, number in numbers.items()}
    total = Group("total", "总分", Plus(tuple(Ref(key) for key in items)), tuple(items))
    return Sheet("bench", "1", "histories", {"stay": stay}, items, {"total": total})


BY_HAND = """
WITH periods AS (
  SELECT m.application, r.start AS a, LEAST(COALESCE(r."end", DATE '2026-05-12'), DATE '2026-05-12') + 1 AS b
  FROM members AS m JOIN r_stay AS r ON r.subject = m.person
  WHERE m.role = 'applicant' AND r.status = 'verified' AND r.recorded_at <= DATE '2026-05-12'
    AND starts_with(r.division, '3303') AND r.start <= DATE '2026-05-12'
), reached AS (
  SELECT application, a, b, MAX(b) OVER (PARTITION BY application ORDER BY a ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS r
  FROM periods
), numbered AS (
  SELECT application, a, b,
    SUM(CASE WHEN r >= a THEN 0 ELSE 1 END) OVER (PARTITION BY application ORDER BY a RANGE UNBOUNDED PRECEDING) AS n
  FROM reached
), runs AS (
  SELECT application, MIN(a) AS a, MAX(b) AS b FROM numbered GROUP BY application, n
), measured AS (
  SELECT application, SUM(b - a) AS days,
    SUM(CASE WHEN b = DATE '2026-05-13' THEN (2026 * 12 + 5) - (year(a) * 12 + month(a)) - CASE WHEN day(a) <= 12 THEN 0 ELSE 1 END END)
      AS months,
    SUM(CASE WHEN b > DATE '2021-05-13' THEN GREATEST((year(b) * 12 + month(b))
      - (year(GREATEST(a, DATE '2021-05-13')) * 12 + month(GREATEST(a, DATE '2021-05-13'))
        + CASE WHEN day(GREATEST(a, DATE '2021-05-13')) > 1 THEN 1 ELSE 0 END), 0) END) AS recent
  FROM runs GROUP BY application
), items AS (
  SELECT application, CAST(LEAST(COALESCE(days, 0) * 4, 17520) AS BIGINT) AS residence,
    CAST(LEAST(COALESCE(months, 0) // 12 * 730, 7300) AS BIGINT) AS steady, CAST(COALESCE(recent, 0) * 365 AS BIGINT) AS recent
  FROM applications LEFT JOIN measured USING (application)
) SELECT *, residence + steady + recent AS total FROM items
"""
BARE = 'SELECT subject, COUNT(*) AS n, MIN(start) AS a, MAX("end") AS b FROM r_stay GROUP BY subject'


def fill(connection: duckdb.DuckDBPyConnection, people: int, periods: int) -> None:
    """So many people, each an application, and periods of a few months to years, one in nine still open, one in ten elsewhere."""
    connection.execute(
        f"CREATE TABLE members AS SELECT i AS application, 'applicant' AS role, i + {people} AS person FROM range({people}) t(i)"
    )
    connection.execute("CREATE TABLE applications AS SELECT application FROM members")
    connection.execute(
        f"""CREATE TABLE r_stay AS SELECT {people} + hash(i) % {people} AS subject, start,
            CASE WHEN hash(i + 7) % 9 > 0 THEN start + CAST(hash(i + 11) % 900 AS INT) END AS "end",
            CASE WHEN hash(i + 13) % 10 > 0 THEN '330304' ELSE '350203' END AS division, 'verified' AS status,
            DATE '2026-01-01' AS recorded_at
            FROM (SELECT i, DATE '2008-01-01' + CAST(hash(i + 3) % 6600 AS INT) AS start FROM range({periods}) t(i))"""
    )
    connection.execute("ALTER TABLE r_stay ALTER subject TYPE BIGINT")


def contenders() -> dict[str, str]:
    compiled = compile(
        sheet(),
        as_of=DAY,
        known_at=DAY,
        delivered=frozenset({"stay"}),
        has_not_known=False,
        single_roles=frozenset({"applicant"}),
    )
    assert compiled.denominator == 730, compiled.denominator
    return {"by hand": BY_HAND, "sheet": compiled.sql, "bare GROUP BY": BARE}


def into_table(connection: duckdb.DuckDBPyConnection, query: str) -> Callable[[], object]:
    return lambda: connection.execute(f"CREATE OR REPLACE TEMP TABLE result AS {query}")


def measure(names: list[str], facts: str, runs: int) -> None:
    queries = contenders()
    with duckdb.connect(facts, read_only=True) as connection:
        works = {name: into_table(connection, queries[name]) for name in names}
        times = timed(works, runs)
        sums = {}
        for name in names:
            works[name]()
            if name != "bare GROUP BY":
                shown = connection.execute("SELECT sum(COLUMNS(* EXCLUDE (application))) FROM result").fetchone() or ()
                sums[name] = [int(value) for value in shown]
    report(times, sums=sums)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=3_500_000)
    parser.add_argument("--periods", type=int, default=20_000_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--one")
    parser.add_argument("--facts")
    chosen = parser.parse_args()
    if chosen.one:
        measure(chosen.one.split(","), chosen.facts, chosen.runs)
        return
    with tempfile.TemporaryDirectory() as folder:
        facts = f"{folder}/facts.duckdb"
        with duckdb.connect(facts) as connection:
            fill(connection, chosen.people, chosen.periods)
        compare(facts, chosen.runs, f"{chosen.people:,} people with {chosen.periods:,} periods")


def compare(facts: str, runs: int, title: str) -> None:
    names = tuple(contenders())
    here = str(Path(__file__))
    both = run(here, "--one", ",".join(names), "--facts", facts, "--runs", str(runs))
    assert both["sums"]["by hand"] == both["sums"]["sheet"], "the contenders disagree"
    print(f"{title}, measured and scored:")
    for name in names:
        alone = run(here, "--one", name, "--facts", facts, "--runs", "1")
        seconds = both["medians"][name]
        print(line(name, seconds, seconds / both["medians"]["by hand"], alone["peak_mb"]), flush=True)
    ratio = both["medians"]["sheet"] / both["medians"]["bare GROUP BY"]
    print(f"  the sheet takes {ratio:.1f} × one bare GROUP BY over the periods")


if __name__ == "__main__":
    main()
