"""Verified sources that contradict each other: a case is opened, an officer finds who is right, the others' word is disputed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from xinju.audit.actions import Reference, record, reference
from xinju.cases import actions as cases
from xinju.cases import queries as case_queries
from xinju.registry.actions.linking import refresh
from xinju.registry.actions.turns import take_turn
from xinju.registry.bridge.again import again_of
from xinju.registry.bridge.conflicting import Contradiction, contradiction_of, contradictions
from xinju.registry.models import Delivery, Particulars, Person
from xinju.values.legal_days import day_of

CONFLICT = "conflict"
_AT_ONCE = 500


class NotInConflict(Exception):
    """Somebody has settled it, or told otherwise, in the meantime; or the row chosen is none of those in conflict."""


def open_conflicts(*, delivery: Delivery, by: Reference, at: datetime) -> int:
    """Open a case for each person about whom this delivery contradicts another verified source. Answers with how many."""
    told = Particulars.objects.current().filter(delivery=delivery).order_by("identity_id")
    identities = list(told.values_list("identity_id", flat=True))
    opened = 0
    for start in range(0, len(identities), _AT_ONCE):
        opened += open_conflicts_of(identities=identities[start : start + _AT_ONCE], by=by, at=at)
    return opened


@transaction.atomic
def open_conflicts_of(*, identities: Iterable[int], by: Reference, at: datetime) -> int:
    """The same for some identities. A contradiction that was settled, or found to hold both ways, is not opened again
    until other rows contradict each other."""
    take_turn()
    opened = 0
    for found in contradictions(identities, on=day_of(at)):
        person = Person.objects.get(pk=found.person)
        if case_queries.about(reference(person), "job:registry").filter(type=CONFLICT, closed_on=None).exists():
            continue
        case = cases.open_case(
            type=CONFLICT, subject=reference(person), region=person.division, opened_on=day_of(at), by=by,
            client_id=f"conflict:{found.digest}",
        )  # fmt: skip
        opened += case.version == 1
    return opened


@transaction.atomic
def settle_conflict(
    *,
    case: str,
    person: Person,
    chosen: Mapping[str, int],
    grounds: str,
    by: Reference,
    at: datetime,
    client_id: str,
    version: int | None = None,
) -> list[Particulars]:
    """Say whose value of each field in conflict is right (`chosen`: field → row of particulars). The others keep saying what
    they say, disputed in that field; a source that repeats itself changes nothing in this.

    Answers with the rows that supersede. Raises NotInConflict, and what `cases.move` raises.
    """
    take_turn()
    found = contradiction_of(person, on=day_of(at))
    if found is None or set(found.fields) != set(chosen):
        raise NotInConflict
    wrong = _wrong(found, chosen)
    rows = [_disputed(row, wrong[row.pk], by, at) for row in Particulars.objects.current().filter(pk__in=wrong)]
    refresh({row.identity_id for row in rows}, on=day_of(at))
    taken = " ".join(f"registry.particulars:{pk}" for pk in sorted(set(chosen.values())))
    cases.move(
        case=case, move="settle", evidence={"grounds": grounds, "chosen": taken[:60]}, by=by, on=day_of(at),
        client_id=client_id, version=version,
    )  # fmt: skip
    record("registry.conflict_settled", about=person, by=by, purpose=f"cases.case:{case}")
    return rows


def _wrong(found: Contradiction, chosen: Mapping[str, int]) -> dict[int, list[str]]:
    """Fields in which a row is not right, by row."""
    wrong: dict[int, list[str]] = {}
    for name, conflict in found.fields.items():
        offers = (conflict.best, *conflict.against)
        right = next((offer for offer in offers if offer.order == chosen[name]), None)
        if right is None:
            raise NotInConflict
        for offer in offers:
            if offer.value != right.value:
                wrong.setdefault(offer.order, []).append(name)
    return wrong


def _disputed(row: Particulars, fields: list[str], by: Reference, at: datetime) -> Particulars:
    row.superseded_at, row.superseded_by = at, reference(by)
    row.save(update_fields=["superseded_at", "superseded_by"])
    anew = again_of(row, at)
    anew.by, anew.disputed = reference(by), sorted({*row.disputed, *fields})
    anew.save()
    return anew
