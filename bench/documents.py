"""Papers and spreadsheets: letters, statements, uploads and lists. Medians, warm; processor time and peak memory beside.

    python bench/documents.py [REPEATS]

There is no peer here: nothing else prints these letters. What counts is that 600 letters fit into half a minute.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import count
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

from tests.documents.sample_letters import LETTER  # noqa: E402 - the paths come first
from tests.documents.sample_papers import STATEMENT  # noqa: E402
from tests.documents.sample_tables import APPLICANTS, LABELS, applicant, csv, xlsx  # noqa: E402

from xinju.documents.letters import Check  # noqa: E402
from xinju.documents.pdf import letter_pdf, letters_pdf, statement_pdf  # noqa: E402
from xinju.documents.spreadsheets.marking import mark  # noqa: E402
from xinju.documents.spreadsheets.reading import read  # noqa: E402
from xinju.documents.spreadsheets.writing import ListColumn, ListSheet, write_xlsx  # noqa: E402

TABLE = replace(APPLICANTS, unique=("application",))


def letters(number: int) -> list:
    return [
        replace(
            LETTER,
            child_name=f"孩子{n}",
            points=Fraction(n, 2),
            check=Check(f"https://herun.example/l/{n:026}", f"{n}"),
        )
        for n in range(number)
    ]


def applicants(number: int) -> list[list]:
    rows = [applicant(n % 900) for n in range(number)]
    return [LABELS, *([f"HR{n:07}", *row[1:]] for n, row in enumerate(rows))]


def single_letters() -> Callable[[], object]:
    numbers = count()
    return lambda: [letter_pdf(replace(letter, rank=next(numbers))) for letter in letters(600)]


def one_document() -> Callable[[], object]:
    numbers = count()
    return lambda: letters_pdf([replace(letter, rank=next(numbers)) for letter in letters(600)])


def statements() -> Callable[[], object]:
    numbers = count()  # another total each time: the typesetter remembers what it has set before
    return lambda: [statement_pdf(replace(STATEMENT, total=Fraction(next(numbers), 2))) for _ in range(20)]


def read_xlsx() -> Callable[[], object]:
    content = xlsx(applicants(10_000))
    return lambda: read(content, "a.xlsx", TABLE)


def read_csv() -> Callable[[], object]:
    content = csv(applicants(100_000), "gb18030")
    return lambda: read(content, "a.csv", TABLE)


def mark_xlsx() -> Callable[[], object]:
    rows = applicants(10_000)
    for line in range(1, 11):
        rows[line * 500][3] = "?"
    content = xlsx(rows)
    reading = read(content, "a.xlsx", TABLE)
    return lambda: mark(content, reading)


def write_list() -> Callable[[], object]:
    columns = [ListColumn(label) for label in LABELS]
    row = applicant(1)

    def job() -> None:
        with tempfile.TemporaryFile() as target:
            write_xlsx([ListSheet("名单", columns, (row for _ in range(100_000)))], date(2026, 7, 1), target)

    return job


JOBS = {
    "600 letters, a PDF each": single_letters,
    "600 letters in one PDF": one_document,
    "20 statements, a PDF each": statements,
    "read 10,000 applicants, .xlsx": read_xlsx,
    "read 100,000 applicants, .csv in GB 18030": read_csv,
    "mark ten faults among 10,000 applicants": mark_xlsx,
    "write a list of 100,000 rows": write_list,
}


def measure(name: str, repeats: int) -> None:
    """One job in a process of its own, so that the peak is its own."""
    job = JOBS[name]()
    job()
    times, processor = [], []
    for _ in range(repeats):
        start, busy = time.perf_counter(), time.process_time()
        job()
        times.append(time.perf_counter() - start)
        processor.append(time.process_time() - busy)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{name:45} {statistics.median(times):8.3f} s {statistics.median(processor):8.3f} s   {peak:6.0f} MB",
        flush=True,
    )


if __name__ == "__main__":
    if len(sys.argv) == 3:
        measure(sys.argv[1], int(sys.argv[2]))
    else:
        for each in JOBS:
            subprocess.run([sys.executable, __file__, each, (sys.argv[1:] or ["5"])[0]], check=True)
