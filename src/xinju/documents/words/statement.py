"""What a statement tells in one language: its sentences, conditions, records, choices and services."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xinju.documents.words.amounts import Amounts
from xinju.documents.words.by_way import ByWay
from xinju.documents.words.sentences import Sentences
from xinju.documents.words.shapes import Names, SelectionShape, ServiceShape, StepShape


@dataclass(frozen=True)
class StatementWords:
    """The words of one language; keys as in `statement_zh` and `statement_en`."""

    amounts: Amounts
    words: Mapping[str, str]
    whys: Mapping[str, str]
    ways: Mapping[str, str]

    def sentence(self, step: StepShape, names: Names, unit: str = "points") -> str:
        """One sentence for a line, group or payment: the facts, the sum, its limits, and what is not known.

        `unit` is points, or a currency's own word. KeyError for a step whose code has no words.
        """
        return self._sentences(names).sentence(step, unit)

    def condition(self, step: StepShape, names: Names) -> str:
        """What a gate or veto asks and what was found."""
        return self._sentences(names).condition(step)

    def record_reasons(self, step: StepShape, names: Names) -> tuple[str, ...]:
        """The records that were looked at below a step, counted or why not; months in a row in one line."""
        return self._sentences(names).reasons.lines([used for part in step.walk() for used in part.used])

    def selection(self, found: SelectionShape, names: Names) -> str:
        """Who plays a role, by whose choice, and the points of each way."""
        ways = self.words["list"].join(
            self.words["way"].format(label=names.role(key), amount=self.amounts.span(span, "points"))
            for key, span in found.ways
        )
        who = names.role(found.candidate) if found.candidate is not None else ""
        by = "only" if found.by == "best" and len(found.ways) == 1 else found.by
        return self.words[f"selected_{by}"].format(role=names.role(found.role), who=who, ways=ways)

    def service(self, result: ServiceShape, names: Names, unit: str = "") -> tuple[str, ...]:
        """Gate, bars and payment of a service, and what hangs on how points are rounded, a sentence each."""
        said, by_way = [], ByWay(self.amounts, self.words, self.ways)
        if result.gate_step is not None:
            gate = {True: "gate_met", False: "gate_missed", None: "gate_unknown"}[result.gate]
            condition = self.condition(result.gate_step, names)
            said.append(by_way.gate(result, condition) or self.words[gate].format(condition=condition))
        said += [self.words["barred"].format(bar=names.bar(key) or key) for key in result.blocked_by]
        said += [self.words["maybe_barred"].format(bar=names.bar(key) or key) for key in result.maybe_blocked_by]
        if result.pays_step is not None:
            told = by_way.pays(result, unit)
            said.append(told or self.words["pays"].format(sentence=self.sentence(result.pays_step, names, unit)))
        return (*said, *by_way.rank(result))

    def _sentences(self, names: Names) -> Sentences:
        return Sentences(self.amounts, self.words, self.whys, self.ways, names)
