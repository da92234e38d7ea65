"""What is right, found by trying everything: slow, short, and sharing no line with the engine or the checker.

`claims` are {child: [(school, order), …]} by wish; smaller orders go first, equal orders are tied.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

Claims = Mapping[str, Sequence[tuple[str, int]]]
Result = dict[str, str | None]


def every_result(claims: Claims) -> Iterator[Result]:
    options = [[None, *(school for school, _ in wishes)] for wishes in claims.values()]
    for chosen in product(*options):
        yield dict(zip(claims, chosen, strict=True))


def is_stable(claims: Claims, places: Mapping[str, int], result: Result) -> bool:
    """Nobody stands above the places, and nobody could claim a place it prefers."""
    return all(
        _may_stay(claims, places, result, child) and not _envies(claims, places, result, child) for child in claims
    )


def best_stable(claims: Claims, places: Mapping[str, int]) -> Result:
    """The stable result that no child would change for another stable one. There is exactly one."""
    stable = [result for result in every_result(claims) if is_stable(claims, places, result)]
    best = [
        r for r in stable if all(_likes(claims, child, r) <= _likes(claims, child, o) for o in stable for child in r)
    ]
    assert len(best) == 1
    return best[0]


def called(turns: Sequence[tuple[object, str, int, str]], places: Mapping[str, int]) -> Result:
    """Candidacies (turn, child, wish, school) called one turn at a time; those of one turn see the same free places."""
    result: Result = {child: None for _, child, _, _ in turns}
    for turn in sorted({turn for turn, _, _, _ in turns}):
        free = {school for school in places if sum(s == school for s in result.values()) < places[school]}
        now: Result = {}
        for _, child, _, school in sorted((one for one in turns if one[0] == turn), key=lambda one: one[2]):
            if result[child] is None and child not in now and school in free:
                now[child] = school
        result |= now
    return result


def _before(claims: Claims, result: Result, school: str, order: int) -> int:
    return sum(1 for child, at in result.items() if at == school and dict(claims[child])[school] < order)


def _may_stay(claims: Claims, places: Mapping[str, int], result: Result, child: str) -> bool:
    school = result[child]
    return school is None or _before(claims, result, school, dict(claims[child])[school]) < places[school]


def _envies(claims: Claims, places: Mapping[str, int], result: Result, child: str) -> bool:
    better = list(claims[child])[: _likes(claims, child, result)]
    return any(_before(claims, result, school, order) < places[school] for school, order in better)


def _likes(claims: Claims, child: str, result: Result) -> int:
    """0 for the first wish, and so on; the length of the list for no place."""
    schools = [school for school, _ in claims[child]]
    return len(schools) if result[child] is None else schools.index(result[child])
