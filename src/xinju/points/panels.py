"""What the page of a review shows: the result as it was known then, and as it is known now."""

from __future__ import annotations

from fractions import Fraction

from xinju.cases import panels
from xinju.cases.access import Asker
from xinju.cases.panels import Panel
from xinju.cases.queries import CaseFile
from xinju.documents.figures import points_text
from xinju.points import queries
from xinju.web.language import chosen


def register() -> None:
    """Called once the apps are loaded."""
    panels.register("decision_review", _then_and_now)


def _then_and_now(file: CaseFile, asker: Asker) -> Panel | None:
    found = queries.review_in(file.row.key, asker=asker)
    if found is None:
        return None
    rows = [(_label(one.key), _shown(one.then), _shown(one.now)) for one in queries.differences(found)]
    return Panel("points/review.html", {"rows": rows, "decision": found.decision, "review": found})


def _label(key: str) -> str:
    kind, _, name = key.partition(":")
    words = {
        "item": chosen("项目", "item"), "group": chosen("合计", "sum"), "bar": chosen("限制", "bar"),
        "service": chosen("服务", "service"),
    }  # fmt: skip
    return chosen("总分", "Total") if key == "group:total" else f"{words.get(kind, kind)} {name}"


def _shown(value: object) -> str:
    """Points as a figure, or as a span where something is not known; a verdict as a word."""
    if isinstance(value, list) and len(value) == 3 and isinstance(value[0], str):
        low, high = (points_text(Fraction(end)) for end in value[:2])
        return low if low == high else f"{low}–{high}"
    if isinstance(value, bool):
        return chosen("是", "yes") if value else chosen("否", "no")
    if isinstance(value, list):
        return _shown(value[0])
    return "—" if value is None else str(value)
