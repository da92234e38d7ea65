"""A trained model as plain data, and the weight of a pair under it (Fellegi and Sunter 1969; parameters found by Splink)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import log2
from typing import Any

from xinju.engines.linkage.particulars import Cleaned

Chances = Mapping[
    str, Mapping[str, tuple[float, float]]
]  # comparison → level → (among one person's records, among others')


@dataclass(frozen=True)
class Model:
    """What was learned from records and clerks' answers.

    `prior` is the chance that two records drawn at random are one person. `chances` holds m and u of each level, only their
    ratio counts. At `merge_at` a weight merges, from `clerk_at` on a clerk is asked (log2 of the odds). `merge_at` holds a
    `margin` against what families share, door, phone and family name, which the weights take for independent; a pair that
    agrees in what no family shares (`Scheme.independent`) merges without it. `commonness` names the frequent names (1 or 2), `crowded` the phones and doors that too many share to say anything, as digests.
    """

    prior: float
    chances: Chances
    merge_at: float = 14.0
    clerk_at: float = 2.0
    margin: float = 0.0
    commonness: Mapping[str, int] = field(default_factory=dict, repr=False)
    crowded: Mapping[str, frozenset[str]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        if not 0 < self.prior < 1:
            raise ValueError(f"prior {self.prior}: expected a chance between 0 and 1")
        if self.clerk_at > self.merge_at:
            raise ValueError(f"clerk_at {self.clerk_at} lies above merge_at {self.merge_at}")
        if self.margin < 0:
            raise ValueError(f"margin {self.margin}: expected 0 or more")
        for comparison, levels in self.chances.items():
            for level, (m, u) in levels.items():
                if not (0 < m <= 1 and 0 < u <= 1):
                    raise ValueError(f"{comparison}.{level}: m {m}, u {u}; expected chances above 0, up to 1")

    @property
    def start(self) -> float:
        """The weight before anything is compared."""
        return log2(self.prior / (1 - self.prior))

    def weight(self, comparison: str, level: str | None) -> float:
        """log2(m / u) of one level; nothing where the comparison says nothing."""
        if level is None:
            return 0.0
        m, u = self.chances[comparison][level]
        return log2(m / u)

    def prepared(self, record: Cleaned) -> Cleaned:
        """The record with its name's commonness, without a phone or door that is crowded."""
        crowded = {name: None for name, digests in self.crowded.items() if is_in(getattr(record, name), digests)}
        return replace(record, commonness=self.commonness.get(record.name or "", 0), **crowded)

    def as_plain(self) -> dict[str, Any]:
        """Nothing but texts, numbers, lists and mappings, fit for JSON. Holds frequent names, no phone and no address."""
        return {
            "prior": self.prior,
            "merge_at": self.merge_at,
            "clerk_at": self.clerk_at,
            "margin": self.margin,
            "chances": {
                key: {level: list(pair) for level, pair in levels.items()} for key, levels in self.chances.items()
            },
            "commonness": dict(sorted(self.commonness.items())),
            "crowded": {key: sorted(digests) for key, digests in self.crowded.items()},
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Model:
        """The model that `as_plain` wrote. ValueError names what is wrong."""
        try:
            return cls(
                prior=float(plain["prior"]),
                chances={
                    key: {level: (float(m), float(u)) for level, (m, u) in levels.items()}
                    for key, levels in plain["chances"].items()
                },
                merge_at=float(plain["merge_at"]),
                clerk_at=float(plain["clerk_at"]),
                margin=float(plain.get("margin", 0.0)),  # models kept before there was one
                commonness={name: int(step) for name, step in plain["commonness"].items()},
                crowded={key: frozenset(digests) for key, digests in plain["crowded"].items()},
            )
        except (KeyError, TypeError, AttributeError) as fault:
            raise ValueError(f"not a linkage model: {fault!r}") from fault


def digest(text: str) -> str:
    """How a crowded value stands in a model; DuckDB's md5() gives the same."""
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def is_in(value: str | None, digests: frozenset[str]) -> bool:
    return value is not None and bool(digests) and digest(value) in digests
