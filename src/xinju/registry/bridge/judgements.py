"""What the judgements in force say of two identities by way of others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import Q

from xinju.registry.bridge.projection import joined_with
from xinju.registry.models import Link
from xinju.registry.models.identities import Verdict

WITHDRAWN = "withdrawn"  # the reason of a link that went with its delivery: nobody judged


def dividing(first: int, second: int) -> list[Link]:
    """Judgements that say of somebody of the first person and somebody of the second that they are different."""
    here, there = set(joined_with([first])), set(joined_with([second]))
    between = Q(first__in=here, second__in=there) | Q(first__in=there, second__in=here)
    return list(Link.objects.in_force().filter(between, verdict=Verdict.DIFFERENT).order_by("pk"))


def joining(first: int, second: int) -> list[Link]:
    """The shortest way of links that makes the two one person; none where they are two."""
    pairs = {pair for met in joined_with([first]).values() for pair in met}
    way = _way(first, second, pairs)
    links = {(link.first_id, link.second_id): link for link in _same(way)}
    return [links[pair] for pair in way]


def kept_apart(identities: Iterable[int]) -> dict[tuple[int, int], bool]:
    """Pairs among these that no machine may join: judged different (true), or joined once and parted by somebody (false)."""
    those = sorted(set(identities))
    found: dict[tuple[int, int], bool] = {}
    for start in range(0, len(those), 500):
        links = Link.objects.filter(first__in=those[start : start + 500])
        undone = links.filter(verdict=Verdict.SAME, superseded_at__isnull=False).exclude(undo_reason=WITHDRAWN)
        found.update(dict.fromkeys(undone.values_list("first", "second"), False))
        different = links.in_force().filter(verdict=Verdict.DIFFERENT)
        found.update(dict.fromkeys(different.values_list("first", "second"), True))
    known = set(those)
    return {pair: judged for pair, judged in found.items() if pair[1] in known}


def _way(first: int, second: int, pairs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    beside: dict[int, list[int]] = {}
    for one, other in sorted(pairs):
        beside.setdefault(one, []).append(other)
        beside.setdefault(other, []).append(one)
    came_from: dict[int, int] = {first: first}
    frontier = [first]
    while frontier and second not in came_from:
        reached = {other: one for one in frontier for other in beside.get(one, ()) if other not in came_from}
        came_from |= reached
        frontier = list(reached)
    return _back(first, second, came_from)


def _back(first: int, second: int, came_from: Mapping[int, int]) -> list[tuple[int, int]]:
    way: list[tuple[int, int]] = []
    at = second
    while at in came_from and at != first:
        way.append((min(at, came_from[at]), max(at, came_from[at])))
        at = came_from[at]
    return way[::-1]


def _same(pairs: Iterable[tuple[int, int]]) -> Iterable[Link]:
    wanted = list(pairs)
    rows = Link.objects.in_force().filter(verdict=Verdict.SAME)
    return rows.filter(first__in=[pair[0] for pair in wanted], second__in=[pair[1] for pair in wanted])
