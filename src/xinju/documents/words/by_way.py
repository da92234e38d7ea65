"""What a service takes where the text does not say how points are rounded: the same sentence for each way that differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from xinju.documents.words.amounts import Amounts
from xinju.documents.words.shapes import ServiceShape, SpanShape


@dataclass(frozen=True)
class ByWay:
    """The words of one language; `ways` names the ways to round."""

    amounts: Amounts
    words: Mapping[str, str]
    ways: Mapping[str, str]

    def gate(self, result: ServiceShape, condition: str) -> str:
        """Who is let in by which way; empty where that is not what leaves the gate open."""
        met, missed = ([one.way for one in result.readings if one.gate is wanted] for wanted in (True, False))
        if not met or not missed:
            return ""
        return self.words["gate_by_way"].format(met=self._ways(met), missed=self._ways(missed), condition=condition)

    def pays(self, result: ServiceShape, unit: str) -> str:
        """What is paid in which way; empty where all pay the same."""
        said = self._each([(one.way, one.pays) for one in result.readings], unit)
        if not said:
            return ""
        least = min(0 if one.pays is None else one.pays.low for one in result.readings)
        return self.words["pays_by_way"].format(least=self.amounts.counted(least, unit), ways=said)

    def rank(self, result: ServiceShape) -> Iterator[str]:
        """The rank keys that are not the same in all ways."""
        for position, _ in enumerate(result.rank):
            said = self._each([(one.way, one.rank[position]) for one in result.readings], "")
            if said:
                yield self.words["rank_by_way"].format(n=position + 1, ways=said)

    def _each(self, found: Sequence[tuple[str, SpanShape | None]], unit: str) -> str:
        """Each amount with the ways in which it comes out; empty for one amount."""
        by_amount: dict[str, list[str]] = {}
        for way, value in found:
            by_amount.setdefault(self._amount(value, unit), []).append(way)
        if len(by_amount) < 2:
            return ""
        said = [self.words["by_way"].format(ways=self._ways(ways), amount=amount) for amount, ways in by_amount.items()]
        return self.words["next"].join(said)

    def _amount(self, value: SpanShape | None, unit: str) -> str:
        return self.words["nothing"] if value is None else self.amounts.span(value, unit)

    def _ways(self, ways: Sequence[str]) -> str:
        return self.words["list"].join(self.words["a_way"].format(way=self.ways[way]) for way in ways)
