"""A million applicants × 25 items on Spark local[2] and in DuckDB, from one Parquet file to another: the ratio, and the same rows.

    python bench/spark.py [--python .venv-spark/bin/python] [--rows 1000000] [--runs 5]

The interpreter is that of Spark's own environment, which `python3 dev.py test --spark` makes; Java 17 must be on the machine. Every
figure is the median of the runs after two that are not counted (the Java machine compiles while it runs); the two take turns.
Starting Spark is not counted. DuckDB works with the memory limit of bench/scoring.py and two threads.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
from pathlib import Path
from statistics import median

import duckdb

ROOT = Path(__file__).resolve().parent
sys.path[:0] = [str(ROOT), str(ROOT.parent / "src")]

import scoring_sheet  # noqa: E402
from scoring import MEMORY_LIMIT, Peer, compiled, line, timed  # noqa: E402

from xinju.engines.scoring.columnar import score_to_parquet  # noqa: E402

WARM_UP = 2


def differing(one: str, other: str) -> int:
    """How many rows of either file the other does not have."""
    query = (
        f"SELECT count(*) FROM ((FROM '{one}' EXCEPT ALL FROM '{other}') "
        f"UNION ALL (FROM '{other}' EXCEPT ALL FROM '{one}'))"
    )
    return duckdb.sql(query).fetchall()[0][0]


def compare(folder: Path, rows: int, runs: int, python: str) -> None:
    facts, query, here, there = (str(folder / name) for name in ("facts.parquet", "sheet.sql", "here.parquet", "there"))
    duckdb.sql(f"COPY ({scoring_sheet.invented(rows)}) TO '{facts}' (FORMAT parquet)")
    Path(query).write_text(compiled("applicant", "spark").sql, encoding="utf-8")
    sheet, spark = compiled("applicant"), Peer(python, "scoring_spark.py", facts, query, there)
    with duckdb.connect(config={"memory_limit": MEMORY_LIMIT, "threads": 2}) as connection:
        connection.execute("SET preserve_insertion_order = false")
        connection.execute(f"CREATE VIEW r_applicant AS FROM '{facts}'")
        works = {"DuckDB": lambda: score_to_parquet(connection, sheet, here), "Spark local[2]": spark}
        times = timed(works, runs + WARM_UP - 1)
    peaks = {
        "DuckDB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "Spark local[2]": spark.ended()["peak_mb"],
    }
    medians = {name: median(found[WARM_UP - 1 :]) for name, found in times.items()}
    print(f"{rows:,} applicants × 25 items, Parquet to Parquet:")
    for name, seconds in medians.items():
        print(line(name, seconds, seconds / medians["DuckDB"], peaks[name]))
    print(f"  rows that differ: {differing(here, f'{there}/*.parquet')}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--python", default=str(ROOT.parent / ".venv-spark" / "bin" / "python"))
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=5)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        compare(Path(folder), chosen.rows, chosen.runs, chosen.python)


if __name__ == "__main__":
    main()
