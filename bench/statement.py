"""How long one family's statement with reasons takes in the process: median over the named families, by sheet.

    python bench/statement.py [REPEATS]

There is no peer: quoted beside is the time that the first family's statement takes to be put into words. Processor time, not the
clock on the wall: where other work shares the machine, a millisecond is shorter than its turns.
"""

from __future__ import annotations

import statistics
import sys
import time
from datetime import date
from functools import partial
from pathlib import Path

from xinju.engines.scoring.reference import Evaluator
from xinju.engines.scoring.statement import Statement
from xinju.packs.cases import Case, load_cases
from xinju.points.bridge import ScoreBook, told

DISTRICTS = Path(__file__).resolve().parents[1] / "districts"
DAY = date(2026, 5, 12)
SHEETS = (
    "library/zhejiang-gongxing/2023.yaml",
    "library/xiamen-siming-jifen-ruxue/2023.yaml",
    "herun/sheets/jifen/2026.yaml",
)


def milliseconds(work, repeats: int) -> float:
    """Median of the repeats, after one that is not counted."""
    work()
    taken = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        taken.append((time.process_time() - start) * 1000)
    return statistics.median(taken)


def statement_of(evaluator: Evaluator, case: Case) -> Statement:
    return evaluator.statement(case.application, as_of=case.as_of, known_at=case.known_at)


def main(repeats: int) -> None:
    print("sheet | items | families | records (median) | statement ms (median, worst) | in words ms")
    for name in SHEETS:
        book = ScoreBook.open(DISTRICTS / name)
        evaluator = Evaluator(book.sheet)
        cases = load_cases(book.path, book.sheet)
        rows = [sum(len(one) for one in case.application.records.values()) for case in cases]
        times = [milliseconds(partial(statement_of, evaluator, case), repeats) for case in cases]
        first = cases[0]
        statement = statement_of(evaluator, first)
        words = (
            milliseconds(lambda b=book, s=statement: told(b, s, on=DAY), max(5, repeats // 10))
            if "total" in book.sheet.groups
            else 0
        )
        middle, worst = statistics.median(times), max(times)
        print(
            f"{name} | {len(book.sheet.items)} | {len(cases)} | {statistics.median(rows):g} | {middle:.2f}, {worst:.2f} | {words:.1f}"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50)
