"""Two versions of a sheet over 3.5 million people, with 275,000 children placed at 6,400 schools under each, and the difference;
against scoring one version.

    python bench/versions.py [--people 3500000] [--periods 20000000] [--runs 5]

Facts and sheet are those of bench/histories.py; the second version raises a cap and a rate. Medians after one run that is not
counted, the contenders in turn, in one process.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import duckdb
import numpy as np

ROOT = Path(__file__).resolve().parent
sys.path[:0] = [str(ROOT), str(ROOT.parent / "src")]

from histories import DAY, fill, sheet  # noqa: E402

from xinju.engines.placement.city import compare_city, place_city  # noqa: E402
from xinju.engines.placement.model import Mechanism  # noqa: E402
from xinju.engines.scoring.columnar import compile  # noqa: E402
from xinju.engines.scoring.language.numbers import Limited, Rate  # noqa: E402
from xinju.engines.scoring.language.sheets import Sheet  # noqa: E402

CHILDREN, SCHOOLS, WISHES = 275_000, 6_400, 6


def changed(first: Sheet) -> Sheet:
    """Residence may give 30 points, and steady residence twice as many a year."""
    residence, steady = first.items["residence"].number, first.items["steady"].number
    assert isinstance(residence, Limited) and isinstance(steady, Limited) and isinstance(steady.of, Rate)
    items = {
        **first.items,
        "residence": replace(first.items["residence"], number=replace(residence, cap=Fraction(30))),
        "steady": replace(first.items["steady"], number=replace(steady, of=replace(steady.of, points=Fraction(2)))),
    }
    return replace(first, version="2", items=items)


def compiled(version: Sheet):
    return compile(
        version, as_of=DAY, known_at=DAY, delivered=frozenset({"stay"}), has_not_known=False,
        single_roles=frozenset({"applicant"}),
    )  # fmt: skip


class Work:
    """Both versions' SQL, and the children's wishes."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, people: int) -> None:
        first = sheet()
        self.connection = connection
        self.plans = {"before": compiled(first), "after": compiled(changed(first))}
        generator = np.random.default_rng(11)
        self.children = min(CHILDREN, people)
        self.wishes = np.argsort(generator.random((self.children, 24)), axis=1)[:, :WISHES].astype(np.int32)
        self.wishes = (self.wishes + generator.integers(0, SCHOOLS - 24, (self.children, 1))).astype(np.int32)
        self.places = np.full(SCHOOLS, self.children // SCHOOLS * 9 // 10, np.int32)
        self.lottery = generator.integers(0, 2**63, self.children, dtype=np.uint64)

    def score(self, name: str) -> None:
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {self.plans[name].sql}")

    def everything(self) -> None:
        self.score("before")
        self.score("after")
        self.connection.execute(
            "SELECT sign(a.points__total * 1 - b.points__total) AS way, count(*), sum(a.points__total - b.points__total)::HUGEINT"
            " FROM before b JOIN after a USING (application) GROUP BY ALL"
        ).fetchall()
        before, after = (self.placed(name) for name in self.plans)
        compare_city(before, after)

    def placed(self, name: str):
        query = f"SELECT points__total FROM {name} WHERE application < {self.children} ORDER BY application"
        total = self.connection.execute(query).fetchnumpy()["points__total"]
        keys = np.asarray(total, np.int64).reshape(-1, 1)
        return place_city(Mechanism.DEFERRED, self.wishes, self.places, keys, self.lottery)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=3_500_000)
    parser.add_argument("--periods", type=int, default=20_000_000)
    parser.add_argument("--runs", type=int, default=5)
    chosen = parser.parse_args()
    with duckdb.connect() as connection:
        fill(connection, chosen.people, chosen.periods)
        work = Work(connection, chosen.people)
        jobs = {"one version": lambda: work.score("before"), "two, places, difference": work.everything}
        times: dict[str, list[float]] = {name: [] for name in jobs}
        for number in range(chosen.runs + 1):
            for name, job in jobs.items():
                start = time.perf_counter()
                job()
                if number:
                    times[name].append(time.perf_counter() - start)
    medians = {name: statistics.median(found) for name, found in times.items()}
    print(f"{chosen.people:,} people, {chosen.periods:,} periods, {work.children:,} children × {SCHOOLS:,} schools:")
    for name, seconds in medians.items():
        print(f"  {name:28} {seconds:8.2f} s   {seconds / medians['one version']:.2f} ×")


if __name__ == "__main__":
    main()
