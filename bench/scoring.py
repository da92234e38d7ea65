"""A million and ten million applicants × 25 items: the compiled sheet, SQL by hand, and OpenFisca on the same figures.

    python bench/scoring.py [--peers PYTHON] [--rows 1000000,10000000] [--runs 5]

`PYTHON` is the interpreter of an environment with bench/peers/requirements-scoring.in (bench/peers/scoring_openfisca.py says how
to make it). Every figure is the median of the runs after one that is not counted; the contenders of one comparison take turns, so
that a busy machine hits all alike. Memory is the peak of a process that did nothing else.

Two comparisons: from a table in memory to a table in memory, where OpenFisca's side is its calculation alone, on arrays that it
was given before; and from one Parquet file to another with all item columns, where nothing is given to anybody.
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
from xinju.engines.scoring.columnar.running import ROWS_AT_ONCE  # noqa: E402

DAY = date(2026, 5, 12)
MEMORY_LIMIT = "200MB"
OPENFISCA = "OpenFisca-core"


def compiled(cases: str | None, dialect: str = "duckdb") -> Compiled:
    found = compile(
        scoring_sheet.sheet(),
        as_of=DAY,
        known_at=DAY,
        delivered=frozenset({"applicant"}),
        has_not_known=False,
        cases=cases,
        dialect=dialect,
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


class Peer:
    """A script of bench/peers in a process and an environment of its own, which does one run whenever it is asked."""

    def __init__(self, python: str, script: str, *arguments: str) -> None:
        command = [python, str(ROOT / "peers" / script), *arguments]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __call__(self) -> float:
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())

    def ended(self) -> dict:
        """What it says at the end: its peak memory, and for OpenFisca the sum of all totals."""
        return json.loads(self.process.communicate()[0].splitlines()[-1])


def timed(works: dict[str, Callable[[], object]], runs: int) -> dict[str, list[float]]:
    """Times of each work, taking turns; a peer says itself how long it took."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for turn in range(runs + 1):
        for name, work in works.items():
            start = time.perf_counter()
            found = work()
            took = found if isinstance(found, float) else time.perf_counter() - start
            if turn:
                times[name].append(took)
    return times


def report(times: dict[str, list[float]], peer: Peer | None = None, **more: object) -> None:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found = {"medians": {name: median(some) for name, some in times.items()}, "times": times, "peak_mb": peak, **more}
    print(json.dumps(found | ({} if peer is None else {"peer": peer.ended()})))


def peer_of(names: list[str], python: str | None, facts: str, kind: str) -> Peer | None:
    return Peer(python, "scoring_openfisca.py", facts, kind) if OPENFISCA in names and python else None


def in_memory(names: list[str], facts: str, runs: int, python: str | None) -> None:
    peer = peer_of(names, python, facts, "alone")
    own = [name for name in names if name != OPENFISCA]
    with duckdb.connect() as connection:
        if own:
            connection.execute(f"CREATE TABLE r_applicant AS FROM '{facts}'")
            connection.execute("CREATE TABLE applications AS SELECT subject AS application FROM r_applicant")
        works = {name: into_table(connection, contenders(name)) for name in own}
        times = timed(works if peer is None else {**works, OPENFISCA: peer}, runs)
        sums = {name: checked(connection, work) for name, work in works.items()}
    report(times, peer, sums=sums)


def into_table(connection: duckdb.DuckDBPyConnection, query: str) -> Callable[[], object]:
    return lambda: connection.execute(f"CREATE OR REPLACE TEMP TABLE result AS {query}")


def checked(connection: duckdb.DuckDBPyConnection, work: Callable[[], object]) -> list[int]:
    """Sum of every column, to see that the contenders say the same."""
    work()
    names = [one[0] for one in connection.execute("DESCRIBE result").fetchall() if one[0] != "application"]
    sums = connection.execute(f"SELECT {', '.join(f'sum({quoted(one)})' for one in names)} FROM result").fetchone()
    return [int(value) for value in sums or ()]


def to_parquet(names: list[str], facts: str, runs: int, python: str | None) -> None:
    out, sheet, peer = f"{facts}.out", compiled("applicant"), peer_of(names, python, facts, "parquet")
    how = f"FORMAT parquet, ROW_GROUP_SIZE {ROWS_AT_ONCE}"
    with duckdb.connect(config={"memory_limit": MEMORY_LIMIT, "threads": 2}) as connection:
        connection.execute("SET preserve_insertion_order = false")
        connection.execute(f"CREATE VIEW r_applicant AS FROM '{facts}'")
        works: dict[str, Callable[[], object]] = {
            "by hand": lambda: connection.execute(f"COPY ({contenders('by hand')}) TO '{out}' ({how})"),
            "sheet": lambda: score_to_parquet(connection, sheet, out),
        }
        chosen = {name: works[name] for name in names if name in works}
        times = timed(chosen if peer is None else {**chosen, OPENFISCA: peer}, runs)
    Path(out).unlink(missing_ok=True)
    report(times, peer)


def quoted(name: str) -> str:
    return '"' + name + '"'


def run(*arguments: str) -> dict:
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


def line(name: str, seconds: float, ratio: float, peak: float) -> str:
    return f"  {name:<28}{seconds:9.3f} s {ratio:8.2f} ×{peak:9.0f} MB"


def measured(names: tuple[str, ...], facts: str, runs: int, *more: str) -> None:
    """Prints the contenders with their ratio to the first of them, and the peer's to the sheet."""
    here = str(Path(__file__))
    together = run(here, "--one", ",".join(names), "--facts", facts, "--runs", str(runs), *more)
    assert len({tuple(sums) for sums in together.get("sums", {}).values()}) <= 1, "the contenders disagree"
    medians = together["medians"]
    for name in names:
        alone = (
            together["peer"] if name == OPENFISCA else run(here, "--one", name, "--facts", facts, "--runs", "1", *more)
        )
        print(line(name, medians[name], medians[name] / medians[names[0]], alone["peak_mb"]), flush=True)
    if OPENFISCA in names:
        assert "sums" not in together or agrees(together["peer"]["sum"], together["sums"]["sheet"][-1]), (
            "the peer disagrees"
        )
        print(f"  {OPENFISCA} takes {medians[OPENFISCA] / medians['sheet']:.2f} × the time of the sheet", flush=True)


def agrees(peer: float, total: int) -> bool:
    """Whether the peer's sum of totals is ours but for what 32-bit floats leave out."""
    exact = total / scoring_sheet.DENOMINATOR
    return abs(peer - exact) < exact * 1e-5


def compare(rows: int, facts: str, runs: int, peers: str | None) -> None:
    with_peer, python = ((OPENFISCA,), ("--peers", peers)) if peers else ((), ())
    print(f"{rows:,} applicants × 25 items, all item columns into a table:")
    measured(("by hand", "sheet", *with_peer), facts, runs, *python)
    measured(("by hand joined", "sheet joined"), facts, runs)
    print("Parquet to Parquet:")
    measured(("by hand", "sheet", *with_peer), facts, runs, "--parquet", *python)


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
        work = to_parquet if chosen.parquet else in_memory
        work(chosen.one.split(","), chosen.facts, chosen.runs, chosen.peers)
        return
    with tempfile.TemporaryDirectory() as folder:
        for rows in map(int, chosen.rows.split(",")):
            facts = f"{folder}/{rows}.parquet"
            duckdb.sql(f"COPY ({scoring_sheet.invented(rows)}) TO '{facts}' (FORMAT parquet)")
            compare(rows, facts, chosen.runs, chosen.peers)


if __name__ == "__main__":
    main()
