"""A model learns from clerks' answers: a logistic regression that starts from the trained weights and leaves them only for reasons.

The weights of Fellegi and Sunter treat fields as independent; families, who share door, phone and family name, are not.
Answers correct that. The fit is the maximum a posteriori with a normal prior around the trained weights (Gelman et al.
2008), found by Newton's method: a few answers move little, thousands decide.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import floor, log

import numpy as np
from numpy.typing import NDArray

from xinju.engines.linkage.comparing import judge
from xinju.engines.linkage.model import Model
from xinju.engines.linkage.particulars import Cleaned
from xinju.engines.linkage.scheme import PEOPLE, Scheme

Floats = NDArray[np.float64]
ENOUGH = 300  # answers; with fewer, three in a thousand wrong ones would as likely as not be missing among them
BORNE_OUT = 100  # answered pairs that are one person, between a threshold and the lower one that it is moved to
PROMISED = 50  # answers for which counts what a weight promises by itself


@dataclass(frozen=True)
class Reviewed:
    """A clerk's answer about a pair: the level code of each comparison (None: it said nothing) and whether it is one person.

    `is_bound` says that a rule forbids to merge the pair by weight: it teaches weights, but no threshold.
    """

    levels: Mapping[str, str | None]
    is_same: bool
    is_bound: bool = False


def reviewed(left: Cleaned, right: Cleaned, is_same: bool, model: Model, scheme: Scheme = PEOPLE) -> Reviewed:
    """The answer about two prepared records."""
    evidence = judge(left, right, model, scheme).evidence
    return Reviewed({one.comparison: one.level for one in evidence}, is_same)


def refit(model: Model, answers: Iterable[Reviewed], scheme: Scheme = PEOPLE, stiffness: float = 0.35) -> Model:
    """The model with weights corrected by answers. `stiffness` is the prior's precision per natural-log weight."""
    pairs = list(answers)
    if not pairs:
        return model
    names = list(scheme.levels())
    place = {name: 1 + number for number, name in enumerate(names)}
    rows = np.zeros((len(pairs), len(names) + 1))
    rows[:, 0] = 1
    for row, pair in zip(rows, pairs, strict=True):
        for comparison, level in pair.levels.items():
            if level is not None:
                row[place[comparison, level]] = 1
    start = np.array([model.start, *(model.weight(*name) for name in names)]) * log(2)
    fitted = _fit(rows, np.array([pair.is_same for pair in pairs], float), start, stiffness) / log(2)
    odds = 2.0 ** fitted[0]
    chances: dict[str, dict[str, tuple[float, float]]] = {}
    for (comparison, level), weight in zip(names, fitted[1:], strict=True):
        chances.setdefault(comparison, {})[level] = _with_weight(model.chances[comparison][level][0], float(weight))
    return replace(model, prior=odds / (1 + odds), chances=chances)


def _with_weight(m: float, weight: float) -> tuple[float, float]:
    """Chances in the ratio of a weight: only the ratio counts, and both must stay at 1 or below."""
    u = m / 2.0**weight
    return (m, u) if u <= 1 else (m / u, 1.0)


def _fit(rows: Floats, same: Floats, start: Floats, stiffness: float) -> Floats:
    beta = start.copy()
    for _ in range(50):
        chance = 1 / (1 + np.exp(-np.clip(rows @ beta, -35, 35)))
        slope = rows.T @ (same - chance) - stiffness * (beta - start)
        bend = (rows * (chance * (1 - chance))[:, None]).T @ rows + stiffness * np.eye(len(beta))
        step = np.clip(np.linalg.solve(bend, slope), -3, 3)
        beta += step
        if np.abs(step).max() < 1e-8:
            break
    return beta


def with_thresholds(
    model: Model,
    weights: Sequence[float] | Floats,
    wrong: float = 1e-4,
    missed: float = 2e-4,
    answers: Iterable[Reviewed] = (),
    undone: Iterable[Reviewed] = (),
) -> Model:
    """The model with thresholds for these weights of found pairs, and no margin: merge so low that the expected share of wrong merges stays
    at `wrong`, ask so low that the expected share of true pairs left apart stays at `missed`.

    Only as good as the weights are honest: refit first. Answers correct what the weights promise, each for the found pairs of
    about its weight: clerks see doubtful pairs only, so that one wrong answer among few stands for few of all merges. Merges
    `undone` as wrong are counted among all found pairs of their weight, of which nobody looked at the others.
    """
    ordered = np.sort(np.asarray(weights, float))[::-1]
    if not len(ordered):
        return model
    different = _chance_of_two_people(ordered, _told(model, answers))
    different = np.maximum(different, _share_undone(ordered, _told(model, undone)))
    ends = np.append(ordered[1:] < ordered[:-1], True)  # equal weights go one way together
    merged = ends & (np.cumsum(different) / np.arange(1, len(ordered) + 1) <= wrong)
    merge_at = _just_below(ordered[merged.nonzero()[0].max()]) if merged.any() else _just_below(ordered[0]) + 1
    asked = np.cumsum(1 - different) >= (1 - missed) * (1 - different).sum()
    clerk_at = _just_below(ordered[asked.argmax()])
    return replace(model, merge_at=merge_at, clerk_at=min(clerk_at, merge_at), margin=0.0)


def with_answered_thresholds(
    model: Model,
    weights: Sequence[float] | Floats,
    answers: Sequence[Reviewed],
    wrong: float = 1e-4,
    missed: float = 2e-4,
    undone: Sequence[Reviewed] = (),
) -> Model:
    """`with_thresholds` by answers and undone merges, the merging threshold lowered only where BORNE_OUT of them between the old and the new one say
    one person, and no further than they reach; raised no further than over the pairs that may not be merged.

    `weights` are those of found pairs that no rule decides against. Fewer than ENOUGH answers change nothing, nor do so few
    pairs that the expected share of wrong ones would be less than one of them.
    """
    told = _told(model, answers)
    if len(told) < ENOUGH or len(weights) * wrong < 1:
        return model
    settled = with_thresholds(model, weights, wrong, missed, answers, undone)
    if settled.merge_at < model.merge_at:
        between = [weight for weight, is_same in told if is_same and settled.merge_at <= weight < model.merge_at]
        merge_at = max(settled.merge_at, _just_below(min(between)) if len(between) >= BORNE_OUT else model.merge_at)
    else:
        found = np.asarray(weights, float)
        refused = found[found < settled.merge_at]
        merge_at = max(model.merge_at, _just_above(refused.max())) if len(refused) else model.merge_at
    return replace(settled, merge_at=merge_at, clerk_at=min(settled.clerk_at, merge_at))


def _chance_of_two_people(ordered: Floats, told: Sequence[tuple[float, bool]]) -> Floats:
    """For each found pair the chance that it is two people: what its weight promises, corrected by the answers about pairs of
    the same weight to the bit, of which the promise counts for PROMISED."""
    promised = 1 / (1 + 2.0 ** np.clip(ordered, -60, 60))
    if not told:
        return promised
    many: Counter[int] = Counter(floor(weight) for weight, _ in told)
    bad: Counter[int] = Counter(floor(weight) for weight, is_same in told if not is_same)
    bits = np.floor(ordered).astype(int)
    found = promised.copy()
    for bit, count in many.items():
        here = bits == bit
        found[here] = (bad[bit] + PROMISED * promised[here]) / (count + PROMISED)
    return found


def _share_undone(ordered: Floats, undone: Sequence[tuple[float, bool]]) -> Floats:
    """For each found pair the share of those of its weight, to the bit, that are known to have been merged wrongly. At least
    so many are: who was merged wrongly and has not noticed is not among them, so that this only raises what else is expected."""
    share = np.zeros(len(ordered))
    bits = np.floor(ordered).astype(int)
    for bit, count in Counter(floor(weight) for weight, _ in undone).items():
        here = bits == bit
        share[here] = min(1.0, count / max(1, int(here.sum())))
    return share


def _told(model: Model, answers: Iterable[Reviewed]) -> list[tuple[float, bool]]:
    """Weight and answer of each pair that the weight alone decides."""
    return [
        (model.start + sum(model.weight(*each) for each in one.levels.items()), one.is_same)
        for one in answers
        if not one.is_bound
    ]


def _just_below(weight: float) -> float:
    """A rounded threshold under a weight: on it, the last bit of a sum would decide."""
    return floor(float(weight) * 1000 - 0.5) / 1000


def _just_above(weight: float) -> float:
    return floor(float(weight) * 1000 + 1.5) / 1000
