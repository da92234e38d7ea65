"""A model learns from clerks' answers: a logistic regression that starts from the trained weights and leaves them only for reasons.

The weights of Fellegi and Sunter treat fields as independent; families, who share door, phone and family name, are not.
Answers correct that. The fit is the maximum a posteriori with a normal prior around the trained weights (Gelman et al.
2008), found by Newton's method: a few answers move little, thousands decide.
"""

from __future__ import annotations

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
ENOUGH = (
    300  # answers; fewer set no threshold: three in a thousand wrong ones would as likely as not be missing among them
)
BORNE_OUT = 100  # answered pairs that are one person, between a threshold and the lower one that it is moved to


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
    model: Model, weights: Sequence[float] | Floats, wrong: float = 1e-4, missed: float = 1e-3
) -> Model:
    """The model with thresholds for these weights of found pairs, and no margin: merge so low that the expected share of wrong merges stays
    at `wrong`, ask so low that the expected share of true pairs left apart stays at `missed`.

    Only as good as the weights are honest: refit first.
    """
    ordered = np.sort(np.asarray(weights, float))[::-1]
    if not len(ordered):
        return model
    true = 1 / (1 + 2.0 ** -np.clip(ordered, -60, 60))
    ends = np.append(ordered[1:] < ordered[:-1], True)  # equal weights go one way together
    merged = ends & (np.cumsum(1 - true) / np.arange(1, len(ordered) + 1) <= wrong)
    merge_at = _just_below(ordered[merged.nonzero()[0].max()]) if merged.any() else _just_below(ordered[0]) + 1
    asked = np.cumsum(true) >= (1 - missed) * true.sum()
    clerk_at = _just_below(ordered[asked.argmax()])
    return replace(model, merge_at=merge_at, clerk_at=min(clerk_at, merge_at), margin=0.0)


def with_answered_thresholds(
    model: Model,
    weights: Sequence[float] | Floats,
    answers: Sequence[Reviewed],
    wrong: float = 1e-4,
    missed: float = 1e-3,
) -> Model:
    """`with_thresholds` as far as answers bear it out: `guarded`, and lowered no further than BORNE_OUT answered pairs reach.

    `weights` are those of found pairs that no rule decides against. Fewer than ENOUGH answers change nothing, nor do so few
    pairs that the expected share of wrong ones would be less than one of them.
    """
    told = [one for some in _told(model, answers) for one in some]
    if len(told) < ENOUGH or len(weights) * wrong < 1:
        return model
    expected = with_thresholds(model, weights, wrong, missed)
    merge_at = _lowered(model.merge_at, told, expected.merge_at, wrong)
    independent_at = min(merge_at, model.merge_at - model.margin)
    same = sorted(weight for weight, is_same in told if is_same)
    asked = _just_below(same[floor(missed * len(same))]) if same else model.clerk_at
    clerk_at = min(expected.clerk_at, asked, independent_at)
    return guarded(_with(replace(model, clerk_at=clerk_at), merge_at, independent_at), answers, wrong)


def guarded(model: Model, answers: Sequence[Reviewed], wrong: float = 1e-4) -> Model:
    """The model with its merging thresholds raised, never lowered, until of the answered pairs above them so few are two people:
    the one for pairs that agree in what no family shares by theirs, the other by the others.

    Fewer than ENOUGH answers change nothing.
    """
    told = _told(model, answers)
    if sum(map(len, told)) < ENOUGH:
        return model
    found = [_raised(*each, wrong) for each in zip(_thresholds(model), told, strict=True)]
    return model if tuple(found) == _thresholds(model) else _with(model, *found)


def _thresholds(model: Model) -> tuple[float, float]:
    """From where on a pair merges, and from where on one that agrees in what no family shares."""
    return model.merge_at, model.merge_at - model.margin


def _with(model: Model, merge_at: float, independent_at: float) -> Model:
    """The model with these thresholds; the second is never the higher one."""
    merge_at = max(merge_at, independent_at)
    return replace(model, merge_at=merge_at, margin=merge_at - independent_at)


def _lowered(threshold: float, told: Sequence[tuple[float, bool]], floor_at: float, wrong: float) -> float:
    already = sum(weight >= threshold for weight, is_same in told if is_same)
    reached = [
        weight
        for weight, so_far in _sound(told, wrong)
        if floor_at <= weight < threshold and so_far - already >= BORNE_OUT
    ]
    return _just_below(min(reached)) if reached else threshold


def _raised(threshold: float, told: Sequence[tuple[float, bool]], wrong: float) -> float:
    if not any(weight >= threshold and not is_same for weight, is_same in told):
        return threshold
    sound = [weight for weight, _ in _sound(told, wrong)]
    return max(threshold, _just_below(min(sound)) if sound else _just_below(max(told)[0]) + 1)


def _sound(told: Sequence[tuple[float, bool]], wrong: float) -> list[tuple[float, int]]:
    """Weights from which on upwards so few answered pairs are two people, highest first, each with how many are one person."""
    ordered = sorted(told, reverse=True)
    weights, different = np.array([one[0] for one in ordered]), np.array([not one[1] for one in ordered])
    ends = np.append(weights[1:] < weights[:-1], True)  # equal weights go one way together
    many, bad = np.arange(1, len(ordered) + 1), np.cumsum(different)
    kept = ends & (bad <= wrong * many)
    return [(float(weight), int(same)) for weight, same in zip(weights[kept], (many - bad)[kept], strict=True)]


def _told(model: Model, answers: Iterable[Reviewed]) -> tuple[list[tuple[float, bool]], list[tuple[float, bool]]]:
    """Weight and answer of each pair that the weight alone decides: first of those that a family may share, then of the others."""
    found: tuple[list[tuple[float, bool]], list[tuple[float, bool]]] = ([], [])
    for one in answers:
        if not one.is_bound:
            weight = model.start + sum(model.weight(*each) for each in one.levels.items())
            codes = {comparison.code: one.levels.get(comparison.code) for comparison in PEOPLE.comparisons}
            found[PEOPLE.is_independent(codes)].append((weight, one.is_same))
    return found


def _just_below(weight: float) -> float:
    """A rounded threshold under a weight: on it, the last bit of a sum would decide."""
    return floor(float(weight) * 1000 - 0.5) / 1000
