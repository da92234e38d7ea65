"""Typed questions to nodes: is it a list, a number, a day? Every fault is noted; one entry's fault does not hide another's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date
from fractions import Fraction
from typing import NoReturn

from xinju.engines.scoring.language.sources import FIRST_DAY, LAST_DAY
from xinju.packs.problems import Problem, listed, nearest
from xinju.packs.yaml_reader import Node

NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?%?|[+-]?[0-9]+/[1-9][0-9]*", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", re.ASCII)


class Skip(Exception):
    """This entry is beyond use; its fault is noted, go on with the next."""


def exact(text: str) -> Fraction | None:
    """An integer, a decimal, a fraction `1/3` or a percentage `50%`, exactly; None if it is none of these."""
    if not NUMBER.fullmatch(text) or len(text) > 40:
        return None
    return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)


def day(text: str) -> date | None:
    """A day written 2023-04-30, or None."""
    match = _DAY.fullmatch(text)
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


class Reading:
    """Answers typed questions about the nodes of one file and keeps what it found wrong."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.article = ""

    def note(self, node: Node, code: str, **values: str) -> None:
        found = node.problem(code, **values)
        self.problems.append(Problem(found.file, found.line, found.path, self.article, found.code, found.values))

    def refuse(self, node: Node, code: str, **values: str) -> NoReturn:
        self.note(node, code, **values)
        raise Skip

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """What goes wrong inside is noted and does not stop what follows."""
        with suppress(Skip):
            yield

    def mapping(
        self, node: Node, allowed: Iterable[str] | None = None, required: Iterable[str] = ()
    ) -> dict[str, Node]:
        """The entries; keys that are not allowed are noted and left out."""
        if not isinstance(node.content, dict):
            self.refuse(node, "expected_mapping", value=node.shown)
        entries = dict(node.content)
        if allowed is not None:
            right = sorted(allowed)
            for key in [key for key in entries if key not in right]:
                part = entries.pop(key)
                if "：" in key and part.content is None:
                    self.note(part, "wide_colon", value=key)
                else:
                    self.note(part, "unknown_key", value=key, expected=listed(right, 40), nearest=nearest(key, right))
        missing = [key for key in required if key not in entries]
        if missing:
            self.refuse(node, "missing_key", value=listed(missing))
        return entries

    def entries(self, node: Node | None) -> dict[str, Node]:
        """The entries of a mapping that may be absent or empty."""
        return {} if node is None or node.content is None else self.mapping(node)

    def parts(self, node: Node) -> tuple[Node, ...]:
        if not isinstance(node.content, tuple):
            self.refuse(node, "expected_list", value=node.shown)
        return node.content

    def one_or_more(self, node: Node) -> tuple[Node, ...]:
        """A list, or one thing that stands for a list of one."""
        return node.content if isinstance(node.content, tuple) else (node,)

    def text(self, node: Node) -> str:
        if not isinstance(node.content, str):
            self.refuse(node, "expected_text", value=node.shown)
        if _CONTROL.search(node.content):
            self.refuse(node, "control_character", value=_CONTROL.sub("?", node.shown))
        return node.content

    def texts(self, node: Node) -> tuple[str, ...]:
        return tuple(self.text(part) for part in self.one_or_more(node))

    def optional_text(self, entries: Mapping[str, Node], key: str) -> str:
        return self.label(entries[key]) if key in entries and entries[key].content is not None else ""

    def label(self, node: Node) -> str:
        """A text for people; where both languages are given (`{zh: …, en: …}`) the Chinese one."""
        if isinstance(node.content, dict):
            return self.text(self.mapping(node, ("zh", "en"), ("zh",))["zh"])
        return self.text(node)

    def number(self, node: Node) -> Fraction:
        value = exact(node.content) if isinstance(node.content, str) else None
        if value is None:
            is_long = isinstance(node.content, str) and NUMBER.fullmatch(node.content)
            self.refuse(node, "number_too_long" if is_long else "expected_number", value=node.shown)
        return value

    def whole(self, node: Node) -> int:
        value = self.number(node)
        if value.denominator != 1:
            self.refuse(node, "expected_whole", value=node.shown)
        return int(value)

    def flag(self, node: Node) -> bool:
        if node.quoted or node.content not in ("true", "false"):
            self.refuse(node, "expected_flag", value=node.shown)
        return node.content == "true"

    def day(self, node: Node) -> date:
        value = day(node.content) if isinstance(node.content, str) else None
        if value is None:
            self.refuse(node, "expected_day", value=node.shown)
        if not FIRST_DAY <= value <= LAST_DAY:
            self.refuse(node, "out_of_range", value=node.shown, low=str(FIRST_DAY), high=str(LAST_DAY))
        return value

    def whole_within(self, node: Node, low: int, high: int) -> int:
        """A whole number that is not absurd: what lies outside is a slip of the pen and would leave every calendar."""
        value = self.whole(node)
        if not low <= value <= high:
            self.refuse(node, "out_of_range", value=node.shown, low=f"{low:,}", high=f"{high:,}")
        return value

    def month_day(self, node: Node) -> tuple[int, int]:
        """A day of any year, written 08-31."""
        value = day(f"2000-{node.content}") if isinstance(node.content, str) else None  # a leap year has every day
        if value is None:
            self.refuse(node, "expected_month_day", value=node.shown)
        return value.month, value.day

    def one_of(self, node: Node, right: Iterable[str]) -> str:
        every = list(right)
        value = self.text(node)
        if value not in every:
            self.refuse(node, "unknown_choice", value=value, expected=listed(every, 40), nearest=nearest(value, every))
        return value
