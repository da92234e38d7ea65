"""A department's file from receipt to withdrawal: looked through, landed in batches, taken back as a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from xinju.audit.actions import Reference, record, reference
from xinju.registry.actions.linking import refresh
from xinju.registry.actions.people import Origin, enter_people
from xinju.registry.actions.records import keep_records
from xinju.registry.actions.stays import Stayed, enter_stays
from xinju.registry.actions.turns import take_turn
from xinju.registry.bridge import rules
from xinju.registry.bridge.again import again_of
from xinju.registry.bridge.projection import day_of
from xinju.registry.bridge.recorded import Recorded
from xinju.registry.bridge.told import Told
from xinju.registry.models import Delivery, Identity, Link, Particulars, Record, RememberedMapping, Stay
from xinju.registry.models.deliveries import DeliveryState
from xinju.registry.models.records import Strength

PERSON, STAY = "person", "stay"


class NotNow(Exception):
    """The delivery is not in a state for this: `state` is what it is now."""

    def __init__(self, delivery: Delivery) -> None:
        super().__init__(delivery.state)
        self.state = delivery.state


@dataclass(frozen=True)
class LandingRow:
    """One good row of a delivery: whom it is about and what it says, without the identity."""

    told: Told
    line: int
    start: date | None = None
    end: date | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    address: str = field(default="", repr=False)
    strength: str = Strength.ROW


def first_of(*, source: str, record_type: str, digest: str) -> Delivery | None:
    """The delivery that brought this content before and has not been withdrawn."""
    held = Delivery.objects.exclude(state=DeliveryState.WITHDRAWN)
    return held.filter(source=source, record_type=record_type, digest=digest).first()


@transaction.atomic
def receive(*, delivery: Delivery, by: Reference) -> Delivery:
    """Take a delivery in that has been looked through; nothing of it lands yet."""
    delivery.save()
    record("registry.delivery_received", about=delivery, by=by, purpose=delivery)
    return delivery


@transaction.atomic
def finish_landing(*, delivery: Delivery, by: Reference, at: datetime) -> Delivery:
    """All good rows are in; the source's headings are remembered for its next file."""
    delivery.state, delivery.landed_at = DeliveryState.LANDED, at
    delivery.save(update_fields=["state", "landed_at"])
    RememberedMapping.objects.update_or_create(
        source=delivery.source,
        record_type=delivery.record_type,
        defaults={"headings": delivery.mapping, "learnt_at": at, "by": reference(by)},
    )
    record("registry.delivery_landed", about=delivery, by=by, purpose=delivery)
    return delivery


@transaction.atomic
def withdraw(*, delivery: Delivery, because: str, by: Reference, at: datetime) -> Mapping[str, int]:
    """Take a whole delivery back: every fact that it brought is superseded, every link that rests on its people undone.

    Answers with how many of each. What other deliveries told before is in force again only where it was not superseded by
    this one; those rows are brought back as new ones. A second withdrawal changes nothing.
    """
    take_turn()
    delivery = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if delivery.state == DeliveryState.WITHDRAWN:
        return {}
    identities = set(Identity.objects.filter(delivery=delivery).values_list("pk", flat=True))
    links = Link.objects.in_force().filter(second__delivery=delivery)
    touched = set(links.values_list("first", flat=True)) | identities
    counts = {"links": links.update(superseded_at=at, superseded_by=reference(by), undo_reason="withdrawn")}
    for name, table in (("records", Record), ("stays", Stay), ("people", Particulars)):
        rows = table.objects.current().filter(delivery=delivery)
        touched |= set(rows.values_list("identity", flat=True))
        counts[name] = rows.update(superseded_at=at, superseded_by=reference(by))
        counts[f"{name}_back"] = _bring_back(table, delivery, at)
    delivery.state, delivery.withdrawn_at = DeliveryState.WITHDRAWN, at
    delivery.withdrawn_by, delivery.withdrawn_because = reference(by), because
    delivery.save()
    refresh(touched, on=day_of(at))
    record("registry.delivery_withdrawn", about=delivery, by=by, purpose=delivery)
    return counts


@transaction.atomic
def land_batch(*, delivery: Delivery, rows: Sequence[LandingRow], by: Reference, at: datetime) -> Delivery:
    """Let some rows in and note in the same transaction how far it came. Raises NotNow for a delivery that was withdrawn."""
    take_turn()
    delivery = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if delivery.state == DeliveryState.WITHDRAWN:
        raise NotNow(delivery)
    origin = Origin(
        source=delivery.source, door=delivery.door, by=by, at=at, verification=delivery.verification,
        legal_basis=delivery.legal_basis, delivery=delivery,
    )  # fmt: skip
    entered = enter_people(
        told=[row.told for row in rows], origin=origin, observed_on=day_of(delivery.received_at), purpose=delivery
    )
    pairs = [(one.identity, row) for one, row in zip(entered, rows, strict=True)]
    if delivery.record_type == STAY:
        enter_stays(stays=[_stayed(identity, row) for identity, row in pairs], origin=origin, purpose=delivery)
    elif delivery.record_type != PERSON:
        declared = rules.record_types()[delivery.record_type]
        keep_records(declared=declared, rows=[_recorded(*pair) for pair in pairs], origin=origin, purpose=delivery)
    doubtful = [[one.identity, *one.ask] for one in entered if one.ask]
    delivery.counts = {
        **delivery.counts,
        "new_people": delivery.counts.get("new_people", 0) + sum(one.is_new for one in entered),
        "to_clerk": [*delivery.counts.get("to_clerk", []), *doubtful],
    }
    delivery.landed_to += len(rows)
    delivery.state = DeliveryState.LANDING
    delivery.save(update_fields=["counts", "landed_to", "state"])
    return delivery


def _bring_back(table: type[Record] | type[Stay] | type[Particulars], delivery: Delivery, at: datetime) -> int:
    """What this delivery superseded is held to be so again, as new rows: the old ones keep telling what was known."""
    mine = table.objects.filter(delivery=delivery)
    slot = {"record": "slot", "stay": "identity", "particulars": "identity"}[table._meta.model_name or ""]
    before = table.objects.filter(superseded_at__in=mine.values("recorded_at"), superseded_by__in=mine.values("by"))
    before = before.filter(**{f"{slot}__in": mine.values(slot)}).exclude(delivery=delivery)
    rows = [row for row in before.order_by("pk") if not _is_held(table, row)]
    for row in rows:
        again_of(row, at).save()
    return len(rows)


def _is_held(table: type[Record] | type[Stay] | type[Particulars], row: Record | Stay | Particulars) -> bool:
    held = table.objects.current().filter(identity=row.identity_id)
    if isinstance(row, Record):
        held = held.filter(slot=row.slot)
    elif isinstance(row, Stay):
        held = held.filter(start=row.start, division=row.division)
    return held.exists()


def _stayed(identity: int, row: LandingRow) -> Stayed:
    assert row.start is not None
    return Stayed(
        identity, row.start, row.values.get("division", ""), row.end, address=row.address,
        dwelling=row.values.get("dwelling", ""),
    )  # fmt: skip


def _recorded(identity: int, row: LandingRow) -> Recorded:
    return Recorded(identity, row.start, row.end, row.values, row.strength, row.line)
