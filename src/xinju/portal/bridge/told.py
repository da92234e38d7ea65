"""Reasons of the evaluator in words, for conditions that the district's pack gives no words to."""

from __future__ import annotations

from xinju.documents.words import statement_en, statement_zh
from xinju.documents.words.labels import SheetNames
from xinju.documents.words.shapes import StepShape
from xinju.packs.problems import Language
from xinju.sheets.bridge.editions import Book

_WORDS = {"zh": statement_zh, "en": statement_en}


def condition(book: Book, step: StepShape, language: Language) -> str:
    """What is asked and what was found."""
    return _WORDS[language].condition(step, SheetNames(book.sheet, book.labels(language)))
