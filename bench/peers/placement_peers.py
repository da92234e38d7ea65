"""Run one peer on an instance, in the peers' environment: python placement_peers.py algmatch|matching FILE RUNS.

Prints the times of solving and of building the package's own objects, and how many children got a place.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections import defaultdict

import numpy as np


def preferences(path: str) -> tuple[dict, dict, dict]:
    """Residents' lists, hospitals' lists (all who name them, best first) and capacities, counted from 1."""
    saved = np.load(path)
    wishes, orders, places = saved["wishes"], saved["orders"], saved["places"]
    residents = {n + 1: [int(s) + 1 for s in row if s >= 0] for n, row in enumerate(wishes)}
    named = defaultdict(list)
    for child, (row, at) in enumerate(zip(wishes.tolist(), orders.tolist(), strict=True)):
        for school, order in zip(row, at, strict=True):
            if school >= 0:
                named[school + 1].append((order, child + 1))
    hospitals = {school: [child for _, child in sorted(entries)] for school, entries in named.items()}
    return residents, hospitals, {school: int(places[school - 1]) for school in hospitals}


def algmatch(residents: dict, hospitals: dict, capacities: dict) -> tuple[float, float, int]:
    from algmatch import HospitalResidentsProblem

    start = time.process_time()
    listed = {school: {"capacity": capacities[school], "preferences": ranked} for school, ranked in hospitals.items()}
    problem = HospitalResidentsProblem(dictionary={"residents": residents, "hospitals": listed})
    built = time.process_time()
    result = problem.get_stable_matching()
    placed = sum(1 for school in result["resident_sided"].values() if school)
    return built - start, time.process_time() - built, placed


def matching(residents: dict, hospitals: dict, capacities: dict) -> tuple[float, float, int]:
    from matching.games import HospitalResident

    start = time.process_time()
    children = {f"c{child}": [f"s{school}" for school in listed] for child, listed in residents.items()}
    schools = {f"s{school}": [f"c{child}" for child in ranked] for school, ranked in hospitals.items()}
    room = {f"s{school}": count for school, count in capacities.items()}
    game = HospitalResident.create_from_dictionaries(children, schools, room)
    built = time.process_time()
    result = game.solve(optimal="resident")
    return built - start, time.process_time() - built, sum(len(found) for found in result.values())


def main(package: str, path: str, runs: int) -> None:
    solve = {"algmatch": algmatch, "matching": matching}[package]
    measured = [solve(*preferences(path)) for _ in range(runs)]
    print(
        json.dumps(
            {
                "build": [build for build, _, _ in measured],
                "times": [took for _, took, _ in measured],
                "placed": measured[0][2],
                "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            }
        )
    )


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
