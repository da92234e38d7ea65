"""A million and ten million applicants × 25 items: the compiled sheet, SQL by hand, and OpenFisca on the same figures.

    python bench/scoring.py [--peers PYTHON] [--rows 1000000,10000000] [--runs 5]

`PYTHON` is the interpreter of an environment with bench/peers/requirements-scoring.in. Every figure is the median of the runs
after one that is not counted; the contenders of one comparison take turns, so that a busy machine hits all alike. Memory is the
peak of a process that did nothing else.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median

import duckdb

ROOT = Path(__file__).resolve().parent
sys.path[:0] = [str(ROOT), str(ROOT.parent / "src")]

import scoring_sheet  # noqa: E402

from xinju.engines.scoring.columnar import Compiled, compile, score_to_parquet  # noqa: E402

DAY = date(2026, 5, 12)
MEMORY_LIMIT = "200MB"


def compiled(cases: str | None) -> Compiled:
    found = compile(
        scoring_sheet.sheet(),
        as_of=DAY,
        known_at=DAY,
        delivered=frozenset({"applicant"}),
        has_not_known=False,
        cases=cases,
    )
    assert found.denominator == scoring_sheet.DENOMINATOR
    return found


def contenders(name: str) -> str:
    by_hand = scoring_sheet.hand_written()
    return {
        "sheet": lambda: compiled("applicant").sql,
        "by hand": lambda: by_hand,
        "sheet joined": lambda: compiled(None).sql,
        "by hand joined": lambda: by_hand.replace(
            "SELECT subject AS application, status = 'verified' AND recorded_at <= DATE '2026-05-12' AS ok, *\n  FROM r_applicant",
            "SELECT a.application, true AS ok, r.* FROM applications AS a LEFT JOIN r_applicant AS r ON r.subject = a.application "
            "AND r.status = 'verified' AND r.recorded_at <= DATE '2026-05-12'",
        ),
    }[name]()


def timed(works: dict[str, Callable[[], object]], runs: int) -> dict[str, list[float]]:
    """Times of each work, taking turns."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for turn in range(runs + 1):
        for name, work in works.items():
            start = time.perf_counter()
            work()
            if turn:
                times[name].append(time.perf_counter() - start)
    return times


def report(times: dict[str, list[float]], **more: object) -> None:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    medians = {name: median(found) for name, found in times.items()}
    print(json.dumps({"medians": medians, "times": times, "peak_mb": peak, **more}))


def in_memory(names: list[str], facts: str, runs: int) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE r_applicant AS FROM '{facts}'")
        connection.execute("CREATE TABLE applications AS SELECT subject AS application FROM r_applicant")
        works = {name: into_table(connection, contenders(name)) for name in names}
        times = timed(works, runs)
        sums = {name: checked(connection, work) for name, work in works.items()}
    report(times, sums=sums)


def into_table(connection: duckdb.DuckDBPyConnection, query: str) -> Callable[[], object]:
    return lambda: connection.execute(f"CREATE OR REPLACE TEMP TABLE result AS {query}")


def checked(connection: duckdb.DuckDBPyConnection, work: Callable[[], object]) -> list[int]:
    """Sum of every column, to see that the contenders say the same."""
    work()
    names = [one[0] for one in connection.execute("DESCRIBE result").fetchall() if one[0] != "application"]
    sums = connection.execute(f"SELECT {', '.join(f'sum({quoted(one)})' for one in names)} FROM result").fetchone()
    return [int(value) for value in sums or ()]


def to_parquet(names: list[str], facts: str, runs: int) -> None:
    out, sheet = f"{facts}.out", compiled("applicant")
    with duckdb.connect(config={"memory_limit": MEMORY_LIMIT, "threads": 2}) as connection:
        connection.execute("SET preserve_insertion_order = false")
        connection.execute(f"CREATE VIEW r_applicant AS FROM '{facts}'")
        works: dict[str, Callable[[], object]] = {
            "by hand": lambda: connection.execute(f"COPY ({contenders('by hand')}) TO '{out}' (FORMAT parquet)"),
            "sheet": lambda: score_to_parquet(connection, sheet, out),
        }
        times = timed({name: works[name] for name in names}, runs)
    Path(out).unlink()
    report(times)


def quoted(name: str) -> str:
    return '"' + name + '"'


def run(*arguments: str, python: str = sys.executable) -> dict:
    done = subprocess.run([python, *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


def line(name: str, seconds: float, ratio: float, peak: float) -> str:
    return f"  {name:<28}{seconds:9.3f} s {ratio:8.2f} ×{peak:9.0f} MB"


def measured(pair: tuple[str, str], facts: str, runs: int, *more: str) -> dict[str, float]:
    """Prints both contenders of a pair against the first of them and gives their medians."""
    here = str(Path(__file__))
    both = run(here, "--one", ",".join(pair), "--facts", facts, "--runs", str(runs), *more)
    assert len({tuple(sums) for sums in both.get("sums", {}).values()}) <= 1, "the contenders disagree"
    for name in pair:
        alone = run(here, "--one", name, "--facts", facts, "--runs", "1", *more)
        seconds = both["medians"][name]
        print(line(name, seconds, seconds / both["medians"][pair[0]], alone["peak_mb"]), flush=True)
    return both["medians"]


def compare(rows: int, facts: str, runs: int, peers: str | None) -> None:
    print(f"{rows:,} applicants × 25 items, all item columns into a table:")
    medians = measured(("by hand", "sheet"), facts, runs)
    if peers:
        peer = run(str(ROOT / "peers" / "scoring_openfisca.py"), facts, str(runs), python=peers)
        ratio = peer["median"] / medians["sheet"]
        print(line("OpenFisca-core", peer["median"], ratio, peer["peak_mb"]), "of the sheet's time", flush=True)
    measured(("by hand joined", "sheet joined"), facts, runs)
    print("Parquet to Parquet:")
    measured(("by hand", "sheet"), facts, runs, "--parquet")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", default="1000000,10000000")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--peers")
    parser.add_argument("--one")
    parser.add_argument("--facts")
    parser.add_argument("--parquet", action="store_true")
    chosen = parser.parse_args()
    if chosen.one:
        (to_parquet if chosen.parquet else in_memory)(chosen.one.split(","), chosen.facts, chosen.runs)
        return
    with tempfile.TemporaryDirectory() as folder:
        for rows in map(int, chosen.rows.split(",")):
            facts = f"{folder}/{rows}.parquet"
            duckdb.sql(f"COPY ({scoring_sheet.invented(rows)}) TO '{facts}' (FORMAT parquet)")
            compare(rows, facts, chosen.runs, chosen.peers)


if __name__ == "__main__":
    main()
