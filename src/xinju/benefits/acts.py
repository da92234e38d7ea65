"""What rounds have computed from people's facts, for the registry: runs on frozen facts, and each child's result in them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from xinju.audit.actions import reference
from xinju.benefits.models import Result, Run
from xinju.points.queries import numbers_with
from xinju.registry.acts import Act

_AT_ONCE = 500


def tells(persons: Collection[UUID]) -> Iterable[Act]:
    """Runs that ranked an application with one of these people by facts of the registry, and the results of those
    applications. A round whose list brought its own points used no facts."""
    runs = {run.pk: run for run in Run.objects.exclude(round__facts="").select_related("round")}
    if not runs:
        return
    keys = sorted(persons)
    for start in range(0, len(keys), _AT_ONCE):
        people = numbers_with(keys[start : start + _AT_ONCE])
        for result in _results(runs, sorted(people)):
            run = runs[result.run_id]
            for person in sorted(people[result.number]):
                for one in (run, result):
                    yield Act(person, reference(one), run.at, known_until=run.round.known_at)


def _results(runs: Collection[int], numbers: list[str]) -> Iterable[Result]:
    for start in range(0, len(numbers), _AT_ONCE):
        yield from Result.objects.filter(run__in=runs, number__in=numbers[start : start + _AT_ONCE])
