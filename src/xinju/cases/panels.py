"""What an app above adds to the page of a case: a fragment with the facts of its subject, and where its work is done.

An app calls `register` in its `AppConfig.ready`. A case type without one is shown with its own evidence only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from xinju.cases.access import Asker
from xinju.cases.queries import CaseFile


@dataclass(frozen=True)
class Panel:
    """A template fragment with its values, shown on the left of the case; `link` leads to the subject's own page."""

    template: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    link: str = ""


MakesPanel = Callable[[CaseFile, Asker], Panel | None]
_MAKERS: dict[str, MakesPanel] = {}


def register(case_type: str, make: MakesPanel) -> None:
    """Show what `make` answers on the page of each case of this type. ValueError where another one is registered."""
    if _MAKERS.get(case_type, make) is not make:
        raise ValueError(f"case type {case_type!r} has a panel already")
    _MAKERS[case_type] = make


def panel_of(file: CaseFile, asker: Asker) -> Panel | None:
    """The panel of this case for this asker, or None."""
    make = _MAKERS.get(file.row.type)
    return make(file, asker) if make else None
