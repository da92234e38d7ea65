"""What is wrong in a file, where, and what is expected there: as codes and values; words are made in one module per language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from xinju.packs import words_en, words_zh

Language = Literal["zh", "en"]
_WORDS = {"zh": words_zh, "en": words_en}


@dataclass(frozen=True, order=True)
class Problem:
    """One fault of one file.

    file, line  where it stands; the first line is 1, and 0 means the file as a whole
    path        the place inside the file: keys joined by dots, or the column of a table
    article     the article of the published text that the entry names, if it names one
    code        what kind of fault; each language has one sentence for it
    values      what the sentence quotes (already masked where personal)
    """

    file: str
    line: int
    path: str = ""
    article: str = ""
    code: str = ""
    values: tuple[tuple[str, str], ...] = ()

    def value(self, name: str) -> str:
        """One of the quoted values, or an empty text."""
        return dict(self.values).get(name, "")


class Unreadable(Exception):
    """A file that cannot be used, with every fault found in it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(say(problem, "en") for problem in self.problems))


def nearest(wrong: str, right: Iterable[str]) -> str:
    """The likeliest right spelling of a wrong name, or an empty text."""
    return next(iter(get_close_matches(wrong, list(right), n=1, cutoff=0.6)), "")


def listed(names: Iterable[str], limit: int = 12) -> str:
    """Names in one line, cut off after `limit`."""
    every = list(names)
    return ", ".join(every[:limit]) + (" …" if len(every) > limit else "")


def sentence(problem: Problem, language: Language) -> str:
    """What is wrong and what is expected, without the place."""
    words = _WORDS[language]
    values: Mapping[str, str] = dict(problem.values)
    text = words.SENTENCES[problem.code].format(**values)
    return text + (words.NEAREST.format(nearest=values["nearest"]) if values.get("nearest") else "")


def say(problem: Problem, language: Language) -> str:
    """The whole message in one line: file, line, place, article, what is wrong, what is expected."""
    words = _WORDS[language]
    place = f"{problem.file}:{problem.line}" if problem.line else problem.file
    path = f" {problem.path}" if problem.path else ""
    article = words.ARTICLE.format(article=problem.article) if problem.article else ""
    return words.MESSAGE.format(place=place, path=path, article=article, sentence=sentence(problem, language))
