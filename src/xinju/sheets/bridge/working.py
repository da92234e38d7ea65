"""A sheet's cases worked by hand, run now, beside what comes out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from xinju.engines.scoring.reference import Evaluator
from xinju.packs.case_results import result_of, shown
from xinju.packs.cases import Case, load_cases
from xinju.packs.problems import Language
from xinju.sheets.bridge.editions import Book


@dataclass(frozen=True)
class Figure:
    """One figure: what it is called, what was worked out by hand, what comes out now."""

    label: str
    by_hand: str
    found: str

    @property
    def holds(self) -> bool:
        return self.by_hand == self.found


@dataclass(frozen=True)
class WorkedCase:
    name: str
    as_of: date
    by_hand: str
    line: int
    figures: tuple[Figure, ...]

    @property
    def holds(self) -> bool:
        return all(one.holds for one in self.figures)


def worked(book: Book, language: Language) -> tuple[WorkedCase, ...]:
    """Every case of the file. Unreadable if a case cannot be read."""
    evaluator = Evaluator(book.sheet)
    labels = book.labels(language)
    return tuple(_worked(evaluator, case, labels) for case in load_cases(book.edition.path, book.sheet))


def _worked(evaluator: Evaluator, case: Case, labels: dict[str, str]) -> WorkedCase:
    statement = evaluator.statement(case.application, as_of=case.as_of, known_at=case.known_at)
    figures = tuple(
        Figure(labels.get(f"item:{one.name}", one.name), shown(one), result_of(statement, one.name))
        for one in case.expected
    )
    return WorkedCase(case.name, case.as_of, case.by_hand, case.line, figures)
