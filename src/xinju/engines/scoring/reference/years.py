"""One rule for each of several years: the years' scenes, and what their numbers make together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from xinju.engines.scoring.language.numbers import EachYear
from xinju.engines.scoring.reference import spanning
from xinju.engines.scoring.reference.records import Scene
from xinju.engines.scoring.spans import Span, counted
from xinju.engines.scoring.statement import Step


def scenes(node: EachYear, scene: Scene) -> list[Scene]:
    """The scene as each year sees it, the latest first: its last day is the as-of day, nothing before its first is seen."""
    around = replace(scene.around, year=True)
    return [
        replace(scene, as_of=last, after=before if scene.after is None else max(before, scene.after), around=around)
        for before, last in node.stretches(scene.as_of)
    ]


def together(node: EachYear, scene: Scene, parts: Sequence[Step]) -> Step:
    """The years added (or the best of them), or the highest."""
    stretches = tuple((before + timedelta(days=1), last) for before, last in node.stretches(scene.as_of))
    facts = {"years": stretches, "calendar": node.calendar, "combine": node.combine, "best": node.best}
    spans = [counted(part.value) for part in parts]
    if node.combine == "highest":
        value = Span(max(span.low for span in spans), max(span.high for span in spans))
    else:
        value = spanning.added(spans) if node.best is None else spanning.added_best(spans, node.best)
    return Step("each_year", value, facts, tuple(parts))
