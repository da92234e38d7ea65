"""A department's file from receipt to what it brings: looked through, and landed in batches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from xinju.audit.actions import Reference, record, reference
from xinju.registry.actions.answers import answer
from xinju.registry.actions.origin import Origin
from xinju.registry.actions.people import Entered, enter_people
from xinju.registry.actions.records import Kept, keep_records
from xinju.registry.actions.stays import Stayed, enter_stays
from xinju.registry.actions.turns import take_turn
from xinju.registry.bridge import rules
from xinju.registry.bridge.recorded import Recorded
from xinju.registry.bridge.told import Told
from xinju.registry.models import Delivery, RememberedMapping
from xinju.registry.models.deliveries import DeliveryState
from xinju.registry.models.records import Strength
from xinju.values.legal_days import day_of

PERSON, STAY = "person", "stay"


class NotNow(Exception):
    """The delivery is not in a state for this: `state` is what it is now."""

    def __init__(self, delivery: Delivery) -> None:
        super().__init__(delivery.state)
        self.state = delivery.state


@dataclass(frozen=True)
class LandingRow:
    """One good row of a delivery: whom it is about and what it says, without the identity.

    `says_none` answers a query list: the department holds nothing of this person.
    """

    told: Told
    line: int
    start: date | None = None
    end: date | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    address: str = field(default="", repr=False)
    strength: str = Strength.ROW
    says_none: bool = False

    def recorded(self, identity: int) -> Recorded:
        """The fact under an identity."""
        return Recorded(identity, self.start, self.end, self.values, self.strength, self.line)


def first_of(*, source: str, record_type: str, digest: str) -> Delivery | None:
    """The delivery that brought this content before and has not been withdrawn."""
    held = Delivery.objects.exclude(state=DeliveryState.WITHDRAWN)
    return held.filter(source=source, record_type=record_type, digest=digest).first()


@transaction.atomic
def receive(*, delivery: Delivery, by: Reference) -> Delivery:
    """Take a delivery in; nobody has looked into it yet. Answers with the one that is kept: the first with this content or
    this client's id. IntegrityError where two come at the same moment: the second then finds the first."""
    first = first_of(source=delivery.source, record_type=delivery.record_type, digest=delivery.digest)
    if first is None and delivery.client_id:
        first = Delivery.objects.filter(client_id=delivery.client_id).first()
    if first is not None:
        return first
    delivery.save()
    record("registry.delivery_received", about=delivery, by=by, purpose=delivery)
    return delivery


@transaction.atomic
def looked_through(
    *, delivery: Delivery, counts: Mapping[str, object], mapping: Mapping[str, str], marked_file: str, by: Reference
) -> Delivery:
    """Note what was found in the file. Raises NotNow where it lands already or was withdrawn."""
    delivery = _locked(delivery, DeliveryState.RECEIVED)
    delivery.counts, delivery.mapping, delivery.marked_file = dict(counts), dict(mapping), marked_file
    delivery.state = DeliveryState.PREVIEW
    delivery.save(update_fields=["counts", "mapping", "marked_file", "state"])
    record("registry.delivery_looked_through", about=delivery, by=by, purpose=delivery)
    return delivery


@transaction.atomic
def expect(*, delivery: Delivery, forecast: Mapping[str, int]) -> Delivery:
    """Note what landing would change, for the page on which an officer decides. Raises NotNow once it lands."""
    delivery = _locked(delivery, DeliveryState.PREVIEW)
    delivery.counts = {**delivery.counts, "forecast": dict(forecast)}
    delivery.save(update_fields=["counts"])
    return delivery


@transaction.atomic
def map_headings(*, delivery: Delivery, headings: Mapping[str, str], by: Reference) -> Delivery:
    """An officer says which heading is which column; the file is to be looked through again. Raises NotNow."""
    delivery = _locked(delivery, DeliveryState.PREVIEW, DeliveryState.RECEIVED)
    delivery.mapping, delivery.state = dict(headings), DeliveryState.RECEIVED
    delivery.save(update_fields=["mapping", "state"])
    record("registry.delivery_mapped", about=delivery, by=by, purpose=delivery)
    return delivery


@transaction.atomic
def finish_landing(*, delivery: Delivery, by: Reference, at: datetime) -> Delivery:
    """All good rows are in; the source's headings are remembered for its next file. A second time it changes nothing."""
    take_turn()
    delivery = _locked(delivery, DeliveryState.PREVIEW, DeliveryState.LANDING, DeliveryState.LANDED)
    if delivery.state == DeliveryState.LANDED:
        return delivery
    delivery.state, delivery.landed_at = DeliveryState.LANDED, at
    delivery.save(update_fields=["state", "landed_at"])
    RememberedMapping.objects.update_or_create(
        source=delivery.source,
        record_type=delivery.record_type,
        defaults={"headings": delivery.mapping, "learnt_at": at, "by": reference(by)},
    )
    record("registry.delivery_landed", about=delivery, by=by, purpose=delivery)
    return delivery


def refuse_unready(delivery: Delivery) -> None:
    """Raise NotNow unless its rows may land: looked through to the end, and not withdrawn."""
    if delivery.state not in (DeliveryState.PREVIEW, DeliveryState.LANDING) or delivery.counts.get("broken_off"):
        raise NotNow(delivery)


@transaction.atomic
def land_batch(*, delivery: Delivery, rows: Sequence[LandingRow], start: int, by: Reference, at: datetime) -> Delivery:
    """Let some rows in, of which `start` come before them, and note in the same transaction how far it came. Rows that are in
    already are passed over. Raises NotNow for a delivery that was withdrawn."""
    take_turn()
    delivery = Delivery.objects.select_for_update().get(pk=delivery.pk)
    rows = rows[max(0, delivery.landed_to - start) :]
    if delivery.state == DeliveryState.LANDED or not rows:
        return delivery
    refuse_unready(delivery)
    origin = Origin(
        source=delivery.source, door=delivery.door, by=by, at=at, verification=delivery.verification,
        legal_basis=delivery.legal_basis, delivery=delivery,
    )  # fmt: skip
    tells = [row for row in rows if not row.says_none]
    people = list(dict.fromkeys(row.told for row in reversed(tells)))[::-1]  # the last of what is told of one counts
    entered = enter_people(told=people, origin=origin, observed_on=day_of(delivery.received_at), purpose=delivery)
    identity_of = {told: one.identity for told, one in zip(people, entered, strict=True)}
    kept = _keep_facts(delivery, origin, [(identity_of[row.told], row) for row in tells])
    answer(delivery, rows)
    delivery.counts = _more(delivery.counts, entered, kept)
    delivery.landed_to += len(rows)
    delivery.state = DeliveryState.LANDING
    delivery.save(update_fields=["counts", "landed_to", "state"])
    return delivery


def _keep_facts(delivery: Delivery, origin: Origin, pairs: Sequence[tuple[int, LandingRow]]) -> Kept:
    if delivery.record_type == STAY:
        enter_stays(stays=[_stayed(identity, row) for identity, row in pairs], origin=origin, purpose=delivery)
    elif delivery.record_type != PERSON:
        declared = rules.record_types()[delivery.record_type]
        return keep_records(
            declared=declared, rows=[row.recorded(identity) for identity, row in pairs], origin=origin, purpose=delivery
        )
    return Kept()


def _more(counts: Mapping[str, Any], entered: Sequence[Entered], kept: Kept) -> dict[str, Any]:
    """The delivery's figures with those of one batch more."""
    here = {
        "new_people": len({one.identity for one in entered if one.is_new}),
        "new": kept.new,
        "superseding": kept.superseding,
        "unchanged": kept.unchanged,
    }
    doubtful = [[one.identity, *one.ask] for one in entered if one.ask]
    summed = {key: counts.get(key, 0) + value for key, value in here.items()}
    return {**counts, **summed, "to_clerk": [*counts.get("to_clerk", []), *doubtful]}


def _locked(delivery: Delivery, *states: DeliveryState) -> Delivery:
    """The row as it is now, held until the transaction ends. Raises NotNow in any other state."""
    delivery = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if delivery.state not in states:
        raise NotNow(delivery)
    return delivery


def _stayed(identity: int, row: LandingRow) -> Stayed:
    assert row.start is not None
    return Stayed(
        identity, row.start, row.values.get("division", ""), row.end, address=row.address,
        dwelling=row.values.get("dwelling", ""),
    )  # fmt: skip
