"""Where and why a cell, a row or a file cannot be used: data, put into words by `words/faults_*`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True)
class Fault:
    """One thing to mend.

    `line` counts from 1 as the spreadsheet program does, 0 for the whole file; `cell` is an address such as C7 or
    empty; `column` is the label as it stands in the file. `value` is already masked. `code` and `values` say what was
    expected.
    """

    file: str
    code: str
    sheet: str = ""
    line: int = 0
    column: str = ""
    cell: str = ""
    value: str = ""
    values: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
