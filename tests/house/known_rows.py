"""Rows that lie in the invented district: for each page of one row, how to make it and what stands in its address.

One entry a URL name. `test_access_matrix.py` opens the page with it as an officer from here and from the district beside.
"""

from collections.abc import Callable
from datetime import date

from xinju.cases import actions as cases

VILLAGE = "990102001001"


def case() -> dict[str, str]:
    """A verification at a door of the village, waiting for its grid worker."""
    row = cases.open_case(
        type="verification",
        subject="registry.person:1",
        region=VILLAGE,
        at="visit",
        by="job:test",
        opened_on=date(2026, 5, 12),
    )
    return {"key": row.key}


KNOWN: dict[str, Callable[[], dict[str, object]]] = {
    "desk:case": case,
    "desk:move": lambda: case() | {"move": "nobody_home"},
    "desk:hand-over": case,
}
