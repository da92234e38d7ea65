"""A decision about the end of a band that services ask for in their gates and payments: its number counts there, or it does not."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any, Literal

from xinju.engines.scoring.check.finding import Finding, Reading, Stretch
from xinju.engines.scoring.check.places import Survey
from xinju.engines.scoring.language import numbers as n
from xinju.engines.scoring.language.decisions import Decision
from xinju.engines.scoring.language.numbers import All, Compare, Condition, Named, Not, Ruled
from xinju.engines.scoring.language.sheets import Sheet
from xinju.engines.scoring.language.sources import Bounds
from xinju.engines.scoring.readings import mapped

Side = Literal["low", "high"]
Change = tuple[str, str, Side, bool]  # service, spot, which end of its band, whether the number counts


def with_boundary(sheet: Sheet, finding: Finding, reading: Reading, decision: Decision) -> Sheet:
    """The sheet itself where the end is not drawn at that number, so that there is nothing to move."""
    stretch: Stretch = finding.values["stretch"]  # type: ignore[assignment]
    if not stretch.is_one_value or stretch.first is None or finding.of is None:
        return sheet
    end = _End(Survey(sheet), finding.of, stretch.first, decision)
    for service, spot, side, counts in _changes(finding, reading):
        sheet = end.moved(sheet, service, spot, side, counts)
    return sheet


def _changes(finding: Finding, reading: Reading) -> list[Change]:
    if finding.code == "boundary":
        places = [place for one in finding.readings for place in one.values["places"]]  # type: ignore[attr-defined]
        side: Side = finding.values["side"]  # type: ignore[assignment]
        return [(service, spot, side, reading.code == "included") for service, spot in places]
    lower, upper = finding.values["services"]  # type: ignore[misc]
    if finding.code == "overlap":  # the other band lets go of the number
        return [(upper, "gate", "low", False) if reading.code == "lower" else (lower, "gate", "high", False)]
    taken: dict[str, Change] = {"lower": (lower, "gate", "high", True), "upper": (upper, "gate", "low", True)}
    return [taken[reading.code]] if reading.code in taken else []


class _End:
    """One number of the line at which bands of one measure end."""

    def __init__(self, survey: Survey, of: n.Number, value: Fraction, decision: Decision) -> None:
        self.survey, self.of, self.value, self.decision = survey, survey.plain(of), value, decision

    def moved(self, sheet: Sheet, key: str, spot: str, side: Side, counts: bool) -> Sheet:
        service = sheet.services[key]
        if spot == "gate" and service.gate is not None:
            changed = replace(service, gate=self._condition(service.gate, side, counts))
        elif spot == "pays" and service.pays is not None:
            changed = replace(service, pays=mapped(service.pays, lambda node, _: self._payment(node, side, counts)))
        else:
            return sheet
        same = changed.gate is service.gate and changed.pays is service.pays
        return sheet if same else replace(sheet, services={**sheet.services, key: changed})

    def _condition(self, node: Condition, side: Side, counts: bool) -> Condition:
        """With the end moved in its plain comparisons; what is negated ends on the other side. A name gives way to what it means."""
        match node:
            case Compare(of, bounds) if self.survey.plain(of) == self.of:
                moved = self._bounds(bounds, side, counts)
                return node if moved == bounds else Ruled(Compare(of, moved), node, self.decision)
            case Named(name):
                meant = self.survey.sheet.conditions[name]
                found = self._condition(meant, side, counts)
                return node if found is meant else found
            case Not(of):
                found = self._condition(of, "high" if side == "low" else "low", not counts)
                return node if found is of else Not(found)
            case All(parts):
                found_parts = tuple(self._condition(part, side, counts) for part in parts)
                return node if all(a is b for a, b in zip(found_parts, parts, strict=True)) else All(found_parts)
            case Ruled(of, instead, decision):
                now, before = self._condition(of, side, counts), self._condition(instead, side, counts)
                return node if now is of and before is instead else Ruled(now, before, decision)
        return node

    def _payment(self, node: Any, side: Side, counts: bool) -> Any:
        if isinstance(node, n.Bracket) and self.survey.plain(node.of) == self.of:
            rows = tuple(replace(row, bounds=self._bounds(row.bounds, side, counts)) for row in node.rows)
            return node if rows == node.rows else n.Decided(replace(node, rows=rows), node, self.decision)
        if isinstance(node, n.When):
            pairs = tuple((self._condition(condition, side, counts), then) for condition, then in node.rows)
            same = all(a is b for (a, _), (b, _) in zip(pairs, node.rows, strict=True))
            return node if same else replace(node, rows=pairs)
        return node

    def _bounds(self, bounds: Bounds, side: Side, counts: bool) -> Bounds:
        if side == "low" and self.value in (bounds.at_least, bounds.over):
            end = {"at_least": self.value, "over": None} if counts else {"at_least": None, "over": self.value}
        elif side == "high" and self.value in (bounds.up_to, bounds.under):
            end = {"up_to": self.value, "under": None} if counts else {"up_to": None, "under": self.value}
        else:
            return bounds
        return replace(bounds, **end)
