"""How places are given, in plain Python: called in turn, or children proposing. Made to be read; `kernels` is quick.

One rule serves every tie: a candidacy is accepted while fewer children than there are places stand *strictly* before
it. So a whole tied group is taken together, even above the places, and with a lottery each group is one child.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from heapq import heappop, heappush
from itertools import groupby

from .candidacies import Candidacy, Field
from .model import Mechanism

Given = dict[str, Candidacy]


def give(field: Field) -> Given:
    """Who is placed in the stage, by application."""
    if field.stage.mechanism is Mechanism.DEFERRED:
        return propose(field.candidacies, field.places)
    return call_in_turn(field.candidacies, field.places, field.pool_of, field.pool_places)


def call_in_turn(
    candidacies: Iterable[Candidacy],
    places: Mapping[str, int],
    pool_of: Mapping[str, str],
    pool_places: Mapping[str, int],
) -> Given:
    """Call candidacies in turn; each child takes the first of its wishes, called at that turn, with a place left."""
    taken: Counter[str] = Counter()
    taken_in_pool: Counter[str] = Counter()
    given: Given = {}

    def is_open(school: str) -> bool:
        pool = pool_of.get(school, "")
        return taken[school] < places[school] and (pool not in pool_places or taken_in_pool[pool] < pool_places[pool])

    called = sorted(candidacies, key=lambda one: (one.turn, one.wish))
    for _, group in groupby(called, key=lambda one: one.turn):
        accepted: Given = {}
        for one in group:
            if one.application not in given and one.application not in accepted and is_open(one.school):
                accepted[one.application] = one
        taken.update(one.school for one in accepted.values())
        taken_in_pool.update(pool_of.get(one.school, "") for one in accepted.values())
        given |= accepted
    return given


def propose(candidacies: Iterable[Candidacy], places: Mapping[str, int]) -> Given:
    """Children propose by wish; a school keeps the best and sends back the worst group it need not keep."""
    waiting: dict[str, list[Candidacy]] = defaultdict(list)
    for one in sorted(candidacies, key=lambda one: -one.wish):
        waiting[one.application].append(one)
    held: dict[str, list[tuple[int, str]]] = {school: [] for school in places}
    tied: Counter[tuple[str, int]] = Counter()
    given: Given = {}
    free = list(waiting)
    while free:
        application = free.pop()
        if not waiting[application]:
            continue
        one = waiting[application].pop()
        given[application] = one
        heappush(held[one.school], (-one.order, application))
        tied[one.school, one.order] += 1
        for sent_back in _send_back(held[one.school], one.school, tied, places[one.school]):
            del given[sent_back]
            free.append(sent_back)
    return given


def _send_back(held: list[tuple[int, str]], school: str, tied: Counter[tuple[str, int]], places: int) -> list[str]:
    sent = []
    while held and len(held) - tied[school, -held[0][0]] >= places:
        worst = -held[0][0]
        for _ in range(tied.pop((school, worst))):
            sent.append(heappop(held)[1])
    return sent
