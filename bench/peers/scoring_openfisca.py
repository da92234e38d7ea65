"""The 25 items as OpenFisca variables, in the peers' environment: python scoring_openfisca.py FACTS alone|parquet.

The environment: python3 -m venv ../openfisca && ../openfisca/bin/pip install -r bench/peers/requirements-scoring.in

Does one run for every line of its input and answers with the run's seconds; at the end of the input with its peak memory and the
sum of all totals. What is timed:

alone    calculating all items and the total; building the simulation and giving it its arrays lies outside
parquet  reading FACTS, building the simulation, giving it its arrays, calculating, writing all item columns to FACTS.openfisca

DuckDB reads and writes the files on both sides, and it is DuckDB here too that leaves out what is not verified: what differs is
what lies between. Points are 32-bit floats, as OpenFisca keeps numbers; the compiled sheet's are exact.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

import duckdb
import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import Simulation, SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

PERIOD = "2026-05"
ROWS_AT_ONCE = 30_720  # as Xinju writes its files
LEVELS = {
    "degree": (0, 10, 20, 40, 60, 80),
    "title": (0, 20, 40, 60, 80),
    "skill": (0, 10, 25, 40, 60, 80),
    "military": (0, 5, 10, 20),
    "licence": (0, 3, 6, 9),
    "party": (0, 2, 4),
}
FLAGS = {"own_home": 24, "married": 5, "only_child": 3, "vaccinated": 2, "registered": 10}
RATES = {
    "insured_months": (4, 12, False, 0, 48),
    "stay_days": (2, 365, False, 0, 24),
    "tax": (2, 10_000, True, 0, 50),
    "volunteer_hours": (1, 10, True, 0, 20),
    "blood": (2, 200, True, 0, 10),
    "job_months": (1, 12, False, 0, 9),
    "rent_months": (0.5, 6, True, 6, 10),
    "fund_months": (3, 12, False, 12, 15),
}
BANDS = {
    "age": ((25, 35, 40, 45), (20, 30, 20, 10), 0),
    "area": ((1_500, 4_000, 9_000), (0, 5, 10), 15),
    "income": ((50_000, 100_000, 200_000), (2, 5, 8), 10),
    "distance": ((2, 5, 10), (10, 6, 3), 0),
}
OFFENCES = {"offences": (5, 50), "late_payments": (1, 20)}
ITEMS = (*LEVELS, *FLAGS, *RATES, *BANDS, *OFFENCES)
Person = build_entity("person", "persons", "A person", is_person=True)


def formulas():
    """What each item makes of its input column; an empty cell stands as -1."""
    for key, points in LEVELS.items():
        table = np.array((*points, 0), dtype=np.float32)
        yield key, lambda cell, table=table: table[cell.astype(np.int64)]
    for key, points in FLAGS.items():
        yield key, lambda cell, points=points: (cell >= 1) * points
    for key, (points, per, whole, after, cap) in RATES.items():
        yield key, lambda cell, r=(points, per, whole, after, cap): rate(cell, *r)
    for key, (ends, points, above) in BANDS.items():
        yield key, lambda cell, b=(ends, points, above): band(cell, *b)
    for key, (points, most) in OFFENCES.items():
        yield key, lambda cell, p=points, m=most: np.maximum(np.maximum(cell, 0) * -p, -m)


def rate(cell, points, per, whole, after, cap):
    part = np.maximum(np.maximum(cell, 0) - after, 0)
    units = part // per if whole else part / per
    return np.minimum(units * points, cap)


def band(cell, ends, points, above):
    return np.select([cell < 0, *(cell <= end for end in ends)], [0, *points], above)


def variable(name, formula=None):
    parts = {"value_type": float, "entity": Person, "definition_period": DateUnit.MONTH, "label": name}
    if formula is None:
        parts["default_value"] = -1
    else:
        parts["formula"] = formula
    return type(name, (Variable,), parts)


def item(key, work):
    def formula(person, period):
        return work(person(key, period))

    return formula


def system() -> TaxBenefitSystem:
    built = TaxBenefitSystem([Person])
    for key, work in formulas():
        built.add_variable(variable(key))
        built.add_variable(variable(f"points_{key}", item(key, work)))

    def total(person, period):
        return sum(person(f"points_{key}", period) for key in ITEMS)

    built.add_variable(variable("total", total))
    return built


def read(facts: str) -> dict[str, np.ndarray]:
    """The applicants' numbers and each input column; an empty cell, or one of a fact that does not count, is -1."""
    known = "status = 'verified' AND recorded_at <= DATE '2026-05-12'"
    cells = ", ".join(f"coalesce(CASE WHEN {known} THEN {key} END, -1)::FLOAT AS {key}" for key in ITEMS)
    return duckdb.sql(f"SELECT subject, {cells} FROM '{facts}'").fetchnumpy()


def simulated(built: TaxBenefitSystem, cells: dict[str, np.ndarray]) -> Simulation:
    simulation = SimulationBuilder().build_default_simulation(built, count=len(cells["subject"]))
    for key in ITEMS:
        simulation.set_input(key, PERIOD, cells[key])
    return simulation


def calculated(simulation: Simulation) -> dict[str, np.ndarray]:
    names = (*(f"points_{key}" for key in ITEMS), "total")
    return {name: simulation.calculate(name, PERIOD) for name in names}


class Runs:
    """What a run needs that is not timed, and the last result's sum of totals."""

    def __init__(self, facts: str) -> None:
        self.facts, self.built, self.total = facts, system(), 0.0
        self.cells: dict[str, np.ndarray] = {}

    def alone(self) -> float:
        self.cells = self.cells or read(self.facts)
        simulation = simulated(self.built, self.cells)
        start = time.perf_counter()
        points = calculated(simulation)
        took = time.perf_counter() - start
        self.total = float(points["total"].sum(dtype=float))
        return took

    def parquet(self) -> float:
        start = time.perf_counter()
        cells = read(self.facts)
        points = {"application": cells["subject"], **calculated(simulated(self.built, cells))}
        duckdb.sql(
            f"COPY (SELECT * FROM points) TO '{self.facts}.openfisca' (FORMAT parquet, ROW_GROUP_SIZE {ROWS_AT_ONCE})"
        )
        took = time.perf_counter() - start
        self.total = float(points["total"].sum(dtype=float))
        return took


def main(facts: str, kind: str) -> None:
    duckdb.sql("SET threads = 2")
    duckdb.sql("SET preserve_insertion_order = false")
    runs = Runs(facts)
    work = {"alone": runs.alone, "parquet": runs.parquet}[kind]
    for _ in sys.stdin:
        print(work(), flush=True)
    Path(f"{facts}.openfisca").unlink(missing_ok=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"peak_mb": peak, "sum": runs.total}))


if __name__ == "__main__":
    main(*sys.argv[1:])
