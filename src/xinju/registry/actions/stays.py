"""Arrivals, moves and departures: a stay begins, ends with a date, and is never rewritten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction

from xinju.audit.actions import Reference, record, reference
from xinju.registry.actions.linking import refresh
from xinju.registry.actions.origin import Origin
from xinju.registry.actions.telling_again import note_again
from xinju.registry.actions.turns import take_turn
from xinju.registry.bridge import secrets
from xinju.registry.bridge.moving import MASTER
from xinju.registry.bridge.tellings import StayWords, words_of
from xinju.registry.models import Place, Stay
from xinju.registry.models.inserting import insert
from xinju.values.legal_days import day_of

_AT_ONCE = 500


class AlreadyEnded(Exception):
    """Somebody has entered an end in the meantime: `stay` is what is held now."""

    def __init__(self, stay: Stay) -> None:
        super().__init__(f"ended on {stay.end}")
        self.stay = stay


@dataclass(frozen=True)
class Stayed:
    """One stay as a source tells it. Without `place` the free `address` is sealed; `division` is needed either way."""

    identity: int
    start: date
    division: str
    end: date | None = None
    place: Place | None = None
    address: str = field(default="", repr=False)
    dwelling: str = ""
    reason: str = ""
    client_id: UUID | None = None


@transaction.atomic
def enter_stays(*, stays: Sequence[Stayed], origin: Origin, purpose: Reference) -> list[Stay]:
    """Write down stays. What the same source said of the same person, first day and division is superseded; told again in the
    same words, or under a client's id that has landed, it changes nothing. Answers with the stays in force, in order.
    """
    take_turn()
    found: list[Stay] = []
    for start in range(0, len(stays), _AT_ONCE):
        found += _enter(stays[start : start + _AT_ONCE], origin)
    refresh({one.identity for one in stays}, on=day_of(origin.at))
    record("registry.stays_entered", about=origin.delivery or "registry:stays", by=origin.by, purpose=purpose)
    return found


@transaction.atomic
def end_stay(*, stay: Stay, end: date, by: Reference, at: datetime, door: str, source: str, purpose: Reference) -> Stay:
    """The person left: a row with the last day supersedes the open one, and what others say of the same stay but the master's own
    word. ValueError if the end lies before the start; AlreadyEnded if somebody has entered another end meanwhile; the same end
    again changes nothing."""
    take_turn()
    if end < stay.start:
        raise ValueError(f"a stay cannot end ({end}) before it starts ({stay.start})")
    rows = list(
        Stay.objects.current().select_for_update().filter(
            identity=stay.identity, start=stay.start, division=stay.division, place=stay.place
        ).order_by("-id")
    )  # fmt: skip
    held = next((row for row in rows if row.pk == stay.pk), rows[0] if rows else None)
    if held is None:
        raise AlreadyEnded(stay)
    ended = next((row for row in rows if row.end is not None and row.pk >= held.pk), None)
    if ended is not None and ended.end != end:
        raise AlreadyEnded(ended)
    going = [row.pk for row in rows if row.end is None and (row.pk == held.pk or row.source != MASTER)]
    if ended is not None and not going:
        return ended
    _supersede(going, by, at)
    if ended is None:
        ended = _successor(held, end=end, source=source, door=door, by=by, at=at)
        ended.save()
    refresh({held.identity_id}, on=day_of(at))
    record("registry.stay_ended", about=ended, by=by, purpose=purpose)
    return ended


def _enter(stays: Sequence[Stayed], origin: Origin) -> list[Stay]:
    landed = {
        one.client_id: one for one in Stay.objects.filter(client_id__in=[s.client_id for s in stays if s.client_id])
    }
    held = {}
    for row in Stay.objects.current().filter(identity__in={one.identity for one in stays}, source=origin.source):
        held[_slot(row)] = row
    heard = _heard_before_the_end([one for one in stays if _slot(one) not in held], origin) if origin.delivery else {}
    fresh: dict[tuple[int, date, str], Stay] = {}
    answer: list[Stay | tuple[int, date, str]] = []
    superseded: list[int] = []
    again: list[tuple[Stay, tuple[str, ...]]] = []
    for one in stays:
        slot = _slot(one)
        known = landed.get(one.client_id) if one.client_id else None
        if known is None and slot in held and _words(one).adds_nothing_to(words_of(held[slot])):
            known = held[slot]
            again.append((known, _words(one).fields))
        elif known is None and slot in heard and _words(one).adds_nothing_to(words_of(heard[slot])):
            known = heard[slot]
            again.append((known, _words(one).fields))
        if known is None:
            superseded += [held[slot].pk] if slot in held else []
            fresh[slot] = _row(one, origin)
        answer.append(known or slot)
    _supersede(superseded, origin.by, origin.at)
    insert(list(fresh.values()))
    note_again(again, origin)
    return [fresh[one] if isinstance(one, tuple) else one for one in answer]


def _heard_before_the_end(stays: Sequence[Stayed], origin: Origin) -> dict[tuple[int, date, str], Stay]:
    """What this source had said of a stay when somebody else ended it. A file repeats old open stays: the same words again are
    no news to whoever heard them and wrote down the end."""
    told = {_slot(one) for one in stays if one.end is None}
    ended = Stay.objects.current().filter(identity__in={slot[0] for slot in told}, end__isnull=False)
    ends = {(*_slot(row), row.recorded_at) for row in ended.exclude(source=origin.source) if _slot(row) in told}
    if not ends:
        return {}
    before = Stay.objects.filter(identity__in={end[0] for end in ends}, source=origin.source, end__isnull=True)
    return {_slot(row): row for row in before.order_by("pk") if (*_slot(row), row.superseded_at) in ends}


def _slot(one: Stay | Stayed) -> tuple[int, date, str]:
    return one.identity if isinstance(one, Stayed) else one.identity_id, one.start, one.division


def _row(one: Stayed, origin: Origin) -> Stay:
    key = uuid4()
    return Stay(
        key=key, identity_id=one.identity, place=one.place, division=one.division, start=one.start, end=one.end,
        address_sealed=secrets.seal("address", key, one.address), dwelling=one.dwelling, reason=one.reason,
        client_id=one.client_id, **origin.columns,
    )  # fmt: skip


def _words(one: Stayed) -> StayWords:
    return StayWords(one.end, one.place.pk if one.place else None, one.dwelling, one.reason, one.address)


def _successor(row: Stay, *, end: date, source: str, door: str, by: Reference, at: datetime) -> Stay:
    key = uuid4()
    return Stay(
        key=key, identity=row.identity, place=row.place, division=row.division, start=row.start, end=end,
        address_sealed=secrets.seal("address", key, secrets.opened(row, "address")), dwelling=row.dwelling,
        reason=row.reason, source=source, door=door, by=reference(by), legal_basis=row.legal_basis,
        verification=row.verification, recorded_at=at,
    )  # fmt: skip


def _supersede(pks: Sequence[int], by: Reference, at: datetime) -> None:
    Stay.objects.current().filter(pk__in=pks).update(superseded_at=at, superseded_by=reference(by))
