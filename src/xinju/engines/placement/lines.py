"""Lines of a pool: as many children as it has places stand above, and only they are placed; those tied at it are above."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .candidacies import Candidacy
from .model import Round


@dataclass(frozen=True)
class Drawn:
    """Who stands above the lines and who below, and each drawn pool's last child above: the line is its key.

    A pool that more places than children ask for has no line.
    """

    above: tuple[Candidacy, ...]
    below: tuple[Candidacy, ...]
    last: Mapping[str, Candidacy]


def places_by_pool(round_: Round, places: Mapping[str, int], pool_places: Mapping[str, int]) -> dict[str, int]:
    """How many children each pool's line lets through: its schools' places, or its own number where that is less."""
    room = {pool.code: 0 for pool in round_.pools}
    for school in round_.schools:
        if school.pool is not None:
            room[school.pool] += places.get(school.code, 0)
    return {pool: min(count, pool_places.get(pool, count)) for pool, count in room.items()}


def draw_lines(standing: Sequence[Candidacy], pool_of: Mapping[str, str], room: Mapping[str, int]) -> Drawn:
    """Each child stands at its best order in the pool; schools of no pool have no line."""
    best: dict[str, dict[str, Candidacy]] = defaultdict(dict)
    for one in standing:
        pool = pool_of.get(one.school)
        if pool is not None:
            best[pool][one.application] = min(one, best[pool].get(one.application, one), key=lambda other: other.order)
    last = {pool: _last_above(list(children.values()), room[pool]) for pool, children in best.items()}

    def is_above(one: Candidacy) -> bool:
        pool = pool_of.get(one.school)
        line = last.get(pool or "")
        return pool is None or (line is not None and best[pool][one.application].order <= line.order)

    return Drawn(
        above=tuple(one for one in standing if is_above(one)),
        below=tuple(one for one in standing if not is_above(one)),
        last={pool: one for pool, one in last.items() if one is not None and len(best[pool]) >= room[pool]},
    )


def _last_above(children: list[Candidacy], room: int) -> Candidacy | None:
    ranked = sorted(children, key=lambda one: (one.order, one.application))
    return ranked[min(room, len(ranked)) - 1] if room else None
