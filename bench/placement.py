"""Placement against its peers: each job in a process of its own, warm, medians of five or more (matching: three runs).

    python bench/placement.py [--peers PYTHON] [--quick] [--only-peers]

`--peers` names the Python of an environment with bench/peers/requirements-placement.in; without it those rows are left
out. The peers' time is their solving alone; what they need to build their own objects first stands in another column.
Times are of the processor (each job is one thread that never waits), so that a busy machine distorts them less; only
verify.py, a process of its own, is by the clock on the wall.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from heapq import heappush, heapreplace
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
PEERS = Path(__file__).with_name("peers") / "placement_peers.py"
WISHES = 6
FOR_PEERS = (8_000, 26, 8)  # children, schools, wishes: about the times that the peers were first quoted with
PEER_RUNS = {"algmatch": 5, "matching": 3}
BANDS = 3


def instance(children: int, schools: int, most: int = WISHES) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Invented: sought-after schools, places for 95 of 100, one ranking with a band of its own at each wish."""
    draw = np.random.default_rng(20260901)
    weight = 1 / np.sqrt(np.arange(1, schools + 1))
    drawn = draw.choice(schools, size=(children, most * 3), p=weight / weight.sum()).astype(np.int32)
    wishes = np.full((children, most), -1, np.int32)
    filled = np.zeros(children, np.int64)
    for column in drawn.T:
        new = np.flatnonzero((filled < most) & ~(wishes == column[:, None]).any(axis=1))
        wishes[new, filled[new]] = column[new]
        filled[new] += 1
    rank = draw.permutation(children).astype(np.int64) + 1
    orders = draw.integers(1, BANDS + 1, size=wishes.shape) * (children + 1) + rank[:, None]
    return wishes, orders, np.full(schools, max(1, children * 95 // 100 // schools), np.int32)


def plain_heap(wishes: list[list[int]], orders: list[list[int]], places: list[int]) -> list[int]:
    """Deferred acceptance as one would write it in plain Python: a heap of (-order, child) for each school."""
    held: list[list[tuple[int, int]]] = [[] for _ in places]
    at = [-1] * len(wishes)
    for newcomer in range(len(wishes)):
        child: int | None = newcomer
        while child is not None:
            at[child] += 1
            if at[child] == len(wishes[child]):
                at[child], child = -1, None
                continue
            school = wishes[child][at[child]]
            if school < 0:
                continue
            entry = (-orders[child][at[child]], child)
            if len(held[school]) < places[school]:
                heappush(held[school], entry)
                child = None
            elif entry > held[school][0]:
                child = heapreplace(held[school], entry)[1]
    return at


def timed(work: Callable[[], object], runs: int, clock: Callable[[], float] = time.process_time) -> list[float]:
    work()
    times = []
    for _ in range(runs):
        start = clock()
        work()
        times.append(clock() - start)
    return times


def own_job(name: str, children: int, schools: int, wished: int, runs: int) -> dict[str, object]:
    from xinju.engines.placement import array_rounds, arrays, kernels

    wishes, orders, places = instance(children, schools, wished)
    if name == "plain heap":
        as_lists = wishes.tolist(), orders.tolist(), places.tolist()
        return {"times": timed(lambda: plain_heap(*as_lists), runs)}
    given = kernels.propose(wishes, orders, places)
    jobs: dict[str, Callable[[], object]] = {
        "kernel": lambda: kernels.propose(wishes, orders, places),
        "numpy rounds": lambda: array_rounds.propose(wishes, orders, places),
        "stability check": lambda: arrays.objections_to_stability(wishes, orders, places, given),
        "optimality check": lambda: arrays.objections_to_optimality(wishes, orders, places, given),
    }
    assert not jobs["stability check"]() and not jobs["optimality check"]()
    assert np.array_equal(given, jobs["numpy rounds"]())
    return {"times": timed(jobs[name], runs)}


def certificate_job(children: int, schools: int, runs: int) -> dict[str, object]:
    """The plain engine with all reasons, and verify.py in a process of its own on what it wrote."""
    from xinju.documents.certificate import certificate_files, write_folder
    from xinju.engines.placement.certificate import frozen_list, full_certificate
    from xinju.engines.placement.model import Applicant, BandRule, Mechanism, Round, School, Stage
    from xinju.engines.placement.place import place

    wishes, _, places = instance(children, schools)
    points = np.random.default_rng(7).integers(0, 2000, size=children)
    stage = Stage("main", "平行志愿", Mechanism.DEFERRED, bands=BandRule.STRICT)
    named = tuple(School(f"S{n:04d}", f"S{n:04d}", "town", int(count)) for n, count in enumerate(places))
    around = Round("bench", "bench", (stage,), named, bands=("1", "2", "3"), seed="an invented seed")
    people = [
        Applicant(f"A{n:06d}", (int(points[n]),), tuple(f"S{s:04d}" for s in row if s >= 0), band=n % BANDS + 1)
        for n, row in enumerate(wishes.tolist())
    ]
    placing = timed(lambda: place(around, people), runs)
    values = full_certificate(around, people, place(around, people))
    files = certificate_files(values.facts, values.tables, frozen_list=frozen_list(around, people), texts={})
    with tempfile.TemporaryDirectory() as folder:
        write_folder(Path(folder), files)
        command = [sys.executable, f"{folder}/verify.py"]
        checking = timed(lambda: subprocess.run(command, check=True, capture_output=True), runs, time.perf_counter)
    children_peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return {"times": checking, "placing": placing, "verify_peak_mb": children_peak}


def run_job(name: str, children: int, schools: int, wished: int, runs: int) -> dict[str, object]:
    if name == "verify.py":
        found = certificate_job(children, schools, runs)
    else:
        found = own_job(name, children, schools, wished, runs)
    return {**found, "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def in_process(name: str, children: int, schools: int, runs: int, wished: int = WISHES) -> dict:
    command = [sys.executable, __file__, "--job", name, *map(str, (children, schools, wished, runs))]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    environment.setdefault("NUMBA_CACHE_DIR", str(Path(tempfile.gettempdir()) / "xinju-numba"))
    answer = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    return json.loads(answer.stdout)


def peer(python: str, package: str) -> dict:
    wishes, orders, places = instance(*FOR_PEERS)
    with tempfile.NamedTemporaryFile(suffix=".npz") as file:
        np.savez(file, wishes=wishes, orders=orders, places=places)
        file.flush()
        command = [python, str(PEERS), package, file.name, str(PEER_RUNS[package])]
        answer = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(answer.stdout)


def row(job: str, size: str, found: dict, peer_median: float | None = None) -> float:
    median = statistics.median(found["times"])
    ratio = "" if peer_median is None else f"{peer_median / median:,.1f} ×"
    built = f"{statistics.median(found['build']):.2f}" if "build" in found else ""
    print(
        f"| {job:<34} | {size:<16} | {median:>12.6f} | {built:>8} | {found['peak_mb']:>8.0f} | {ratio:>12} |",
        flush=True,
    )
    return median


def table(python: str | None, quick: bool) -> None:
    print("| job | children×schools | median s | build s | peak MB | peer / this |")
    print("| --- | --- | ---: | ---: | ---: | ---: |")
    for children, schools in (
        ((10_000, 100), (100_000, 500)) if quick else ((10_000, 100), (100_000, 500), (1_000_000, 2_000))
    ):
        size = f"{children:,}×{schools:,}"
        heap = row("plain-Python heap", size, in_process("plain heap", children, schools, 5))
        kernel = row("kernel", size, in_process("kernel", children, schools, 9), heap)
        row("NumPy rounds", size, in_process("numpy rounds", children, schools, 5), heap)
        for check in ("stability check", "optimality check"):
            row(f"{check} (against the kernel)", size, in_process(check, children, schools, 9), kernel)
    verified = in_process("verify.py", 10_000, 100, 5)
    row("place() with all reasons", "10,000×100", {**verified, "times": verified["placing"]})
    row("verify.py, full edition", "10,000×100", {**verified, "peak_mb": verified["verify_peak_mb"]})
    if python:
        against_peers(python)


def against_peers(python: str) -> None:
    """A town's round, each peer with its own objects; the kernel is measured before each of them."""
    children, schools, wished = FOR_PEERS
    size = f"{children:,}×{schools}, {wished} wishes"
    for package in PEER_RUNS:
        kernel = in_process("kernel", children, schools, 101, wished)
        found = peer(python, package)
        median = row(package, size, found)
        row(f"kernel against {package}, solving", size, kernel, median)
        row("… building and solving", size, kernel, median + statistics.median(found["build"]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", metavar="PYTHON")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only-peers", action="store_true", help="leave out all but the peers' rows")
    parser.add_argument("--job", nargs=5, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.job:
        name, *numbers = asked.job
        print(json.dumps(run_job(name, *map(int, numbers))))
    elif asked.only_peers:
        against_peers(asked.peers)
    else:
        table(asked.peers, asked.quick)


if __name__ == "__main__":
    main()
