"""One pair judged, with its reasons as data: which fields agree how, and what each is worth (log2 weights)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from xinju.engines.linkage.cleaning import clean_one
from xinju.engines.linkage.model import Model
from xinju.engines.linkage.particulars import Cleaned, Particulars
from xinju.engines.linkage.scheme import PEOPLE, Effect, Scheme


@dataclass(frozen=True)
class Evidence:
    """What one comparison says: the level's code (None: a value is missing) and its weight, log2(m / u)."""

    comparison: str
    level: str | None
    weight: float


@dataclass(frozen=True)
class Judged:
    """Two records: the outcome, the code of the rule that decided or None, the weight (log2 of the odds), the evidence."""

    left: str
    right: str
    outcome: Effect
    rule: str | None
    weight: float
    evidence: tuple[Evidence, ...]


def compare_one(
    record: Particulars, candidates: Iterable[Particulars | Cleaned], model: Model, scheme: Scheme = PEOPLE
) -> list[Judged]:
    """One new record against candidates from anywhere, likeliest first. Outcomes as in a whole run, before clusters are looked at.

    Clean candidates are taken as they come out of an index; written ones are cleaned here.
    """
    one = model.prepared(clean_one(record))
    others = (other if isinstance(other, Cleaned) else model.prepared(clean_one(other)) for other in candidates)
    return sorted(
        (judge(one, other, model, scheme) for other in others), key=lambda judged: (-judged.weight, judged.right)
    )


def judge(left: Cleaned, right: Cleaned, model: Model, scheme: Scheme = PEOPLE) -> Judged:
    """Two prepared records: rules first, then the weight."""
    evidence = tuple(
        Evidence(comparison.code, level, model.weight(comparison.code, level))
        for comparison in scheme.comparisons
        for level in (comparison.level_of(left, right),)
    )
    weight = model.start + sum(one.weight for one in evidence)
    rule = scheme.rule_for(left, right)
    is_independent = scheme.is_independent({one.comparison: one.level for one in evidence})
    outcome = outcome_of(rule.effect if rule else None, weight, model, model.margin if is_independent else 0.0)
    return Judged(left.key, right.key, outcome, rule.code if rule else None, weight, evidence)


def outcome_of(effect: Effect | None, weight: float, model: Model, margin: float = 0.0) -> Effect:
    """A rule merges or keeps apart; a rule for the clerk only forbids to merge; else the weight decides. `margin` is what the
    pair need not reach of the merging threshold."""
    if effect in ("merge", "apart"):
        return effect
    if weight < model.clerk_at:
        return "apart"
    return "clerk" if effect == "clerk" or weight < model.merge_at - margin else "merge"


def explain(pair: Mapping[str, str | None], model: Model, scheme: Scheme = PEOPLE) -> tuple[Evidence, ...]:
    """The evidence of a row of `Linked.pairs`, strongest first in either direction."""
    evidence = (Evidence(c.code, pair[c.code], model.weight(c.code, pair[c.code])) for c in scheme.comparisons)
    return tuple(sorted(evidence, key=lambda one: -abs(one.weight)))


@dataclass(frozen=True)
class Piece:
    """A stretch of two texts laid side by side."""

    left: str
    right: str

    @property
    def is_same(self) -> bool:
        return self.left == self.right


def side_by_side(left: str, right: str) -> tuple[Piece, ...]:
    """Two texts in pieces, equal ones and differing ones in turn, so that a page can mark the differing characters."""
    steps = SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
    return tuple(Piece(left[a:b], right[c:d]) for _, a, b, c, d in steps)
