"""Writing down what a source tells of people: every source keeps its own view; what is certainly one person is linked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from xinju.audit.actions import Reference, record, reference
from xinju.registry.actions.linking import refresh
from xinju.registry.bridge.projection import day_of
from xinju.registry.bridge.told import (
    Indexed,
    Told,
    indexed,
    numbers_of,
    particulars,
    same_name,
    says_the_same,
    with_what_was_known,
)
from xinju.registry.models import Delivery, Identity, Link, Particulars, Person
from xinju.registry.models.identities import How, Verdict

_AT_ONCE = 500


@dataclass(frozen=True)
class Origin:
    """Where tellings come from: one delivery, one form, one visit."""

    source: str
    door: str
    by: Reference
    at: datetime
    verification: str
    legal_basis: str = ""
    delivery: Delivery | None = None

    @property
    def columns(self) -> dict[str, object]:
        """The columns of `Known`."""
        return {
            "source": self.source,
            "door": self.door,
            "by": reference(self.by),
            "recorded_at": self.at,
            "verification": self.verification,
            "legal_basis": self.legal_basis,
            "delivery": self.delivery,
        }


@dataclass(frozen=True)
class Entered:
    """What became of one telling. `ask` are identities that bear the same number under another name: a clerk decides."""

    identity: int
    is_new: bool
    is_changed: bool
    ask: tuple[int, ...] = ()


@transaction.atomic
def enter_people(*, told: Sequence[Told], origin: Origin, observed_on: date, purpose: Reference) -> list[Entered]:
    """Write down what one source tells of these people, in the order given; the same telling again changes nothing.

    A person whom the source has told of before gets a new row that supersedes the old one. A number that other sources
    hold under the same name links by itself; under another name, or where one is dead, it is for a clerk.
    """
    those = indexed(told)
    held = _held_by_number(those)
    entered: list[Entered] = []
    dirty: set[int] = set()
    fresh: dict[object, int] = {}
    for one in those:
        twin = _twin(one)
        known = fresh.get(twin) or _own(one, held, origin)
        if known is not None:
            changed = _tell_again(known, one, origin, observed_on)
            entered.append(Entered(known, False, changed))
            dirty |= {known} if changed else set()
            continue
        identity = _open(one, origin, observed_on)
        fresh[twin] = identity.pk
        ask = _link_by_number(identity, one, held, origin)
        dirty.add(identity.pk)
        entered.append(Entered(identity.pk, True, True, ask))
    refresh(dirty, on=day_of(origin.at))
    record("registry.people_entered", about=origin.delivery or "registry:people", by=origin.by, purpose=purpose)
    return entered


def _twin(one: Indexed) -> object:
    """What makes two rows of one source the same person."""
    told = one.told
    return one.own_number or (told.name, told.birth_date, one.number_index, one.phone_index)


def _held_by_number(those: Sequence[Indexed]) -> Mapping[bytes, list[Particulars]]:
    found: dict[bytes, list[Particulars]] = defaultdict(list)
    numbers = numbers_of(those)
    for start in range(0, len(numbers), _AT_ONCE):
        rows = Particulars.objects.current().filter(
            number_index__in=numbers[start : start + _AT_ONCE], is_guardians=False
        )
        for row in rows.select_related("identity").order_by("identity_id"):
            found[bytes(row.number_index)].append(row)
    return found


def _bearers(one: Indexed, held: Mapping[bytes, list[Particulars]]) -> list[Particulars]:
    """Rows that bear the person's own number, whichever key indexed them."""
    return [] if one.own_number is None else [row for index in one.number_candidates for row in held.get(index, ())]


def _own(one: Indexed, held: Mapping[bytes, list[Particulars]], origin: Origin) -> int | None:
    """The identity under which this source has told of the person before."""
    if one.own_number is not None:
        return next((row.identity_id for row in _bearers(one, held) if row.source == origin.source), None)
    rows = Particulars.objects.current().filter(
        Q(number_index=one.number_index) if one.number_index else Q(number_index__isnull=True),
        Q(phone_index=one.phone_index) if one.phone_index else Q(phone_index__isnull=True),
        source=origin.source,
        name=one.told.name,
        birth_date=one.told.birth_date,
    )
    return rows.values_list("identity_id", flat=True).first()


def _open(one: Indexed, origin: Origin, observed_on: date) -> Identity:
    person = Person.objects.create()
    identity = Identity.objects.create(
        source=origin.source, own=person, person=person, opened_at=origin.at, delivery=origin.delivery
    )
    particulars(one, identity=identity, observed_on=observed_on, **origin.columns).save()
    return identity


def _tell_again(known: int, one: Indexed, origin: Origin, observed_on: date) -> bool:
    """Supersede the source's earlier row where this one says more or other."""
    row = Particulars.objects.current().select_for_update().get(identity=known)
    if says_the_same(row, one):
        return False
    (whole,) = indexed([with_what_was_known(row, one.told)])
    row.superseded_at, row.superseded_by = origin.at, reference(origin.by)
    row.save(update_fields=["superseded_at", "superseded_by"])
    particulars(whole, identity_id=known, observed_on=observed_on, **origin.columns).save()
    return True


def _link_by_number(
    identity: Identity, one: Indexed, held: Mapping[bytes, list[Particulars]], origin: Origin
) -> tuple[int, ...]:
    """Link to the oldest identity of each person that bears the number under this name; answer with those to ask about."""
    persons: set[int] = set()
    ask = []
    for row in _bearers(one, held):
        if not same_name(row.name, one.told.name) or bool(row.died_on) != bool(one.told.died_on):
            ask.append(row.identity_id)
        elif row.identity.person_id not in persons:
            persons.add(row.identity.person_id)
            Link.objects.create(
                first_id=min(row.identity_id, identity.pk), second_id=max(row.identity_id, identity.pk),
                verdict=Verdict.SAME, how=How.RULE, reasons=[{"code": "same_number_and_name"}], made_at=origin.at,
                made_by=reference(origin.by),
            )  # fmt: skip
    return tuple(ask)
