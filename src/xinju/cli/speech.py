"""What the command says: results to the standard output, all else to the error output, Chinese unless LANG asks otherwise."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn


def language() -> str:
    """zh or en, by XINJU_LANGUAGE, else by the usual variables; Chinese where nothing is said."""
    said = os.environ.get("XINJU_LANGUAGE") or os.environ.get("LC_ALL") or os.environ.get("LANG") or "zh"
    return "en" if said.lower().startswith("en") else "zh"


def chosen(zh: str, en: str) -> str:
    return en if language() == "en" else zh


def complain(zh: str, en: str | None = None) -> None:
    """One line to the error output."""
    print(chosen(zh, en or zh), file=sys.stderr)


def print_json(value: Any) -> None:
    json.dump(value, sys.stdout, ensure_ascii=False, indent=2, default=_plain)
    print()


def _plain(value: Any) -> Any:
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, (set, frozenset, tuple)):
        return list(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def width(text: str) -> int:
    """Columns of a terminal that a text takes: Chinese characters take two."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def print_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Aligned columns, Chinese characters counted as two."""
    table = [list(header), *(list(row) for row in rows)]
    widths = [max(width(row[column]) for row in table) for column in range(len(header))]
    for row in table:
        cells = [cell + " " * (widths[column] - width(cell)) for column, cell in enumerate(row)]
        print("  ".join(cells).rstrip())


def progress() -> Progress:
    """A bar on the error output: what is being done, how far, since when."""
    from rich.console import Console

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(file=sys.stderr))
