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


@dataclass(frozen=True)
class Reviewed:
    """A clerk's answer about a pair: the level code of each comparison (None: it said nothing) and whether it is one person."""

    levels: Mapping[str, str | None]
    is_same: bool


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
    """The model with thresholds for these weights of found pairs: merge so low that the expected share of wrong merges stays
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
    return replace(model, merge_at=merge_at, clerk_at=min(clerk_at, merge_at))


def _just_below(weight: float) -> float:
    """A rounded threshold under a weight: on it, the last bit of a sum would decide."""
    return floor(float(weight) * 1000 - 0.5) / 1000
