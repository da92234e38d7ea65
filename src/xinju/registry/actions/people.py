"""Writing down what a source tells of people: every source keeps its own view; what is certainly one person is linked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from xinju.audit.actions import Reference, record, reference
from xinju.registry.actions.linking import refresh
from xinju.registry.actions.turns import take_turn
from xinju.registry.bridge.projection import day_of
from xinju.registry.bridge.told import (
    Indexed,
    Told,
    indexed,
    initials_of,
    numbers_of,
    pinyin_of,
    rows_of,
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

    A person whom the source has told of before gets a new row that supersedes the old one; of several rows for one person
    the last counts. A number that other sources hold under the same name links by itself; under another name, or where one
    is dead, it is for a clerk.
    """
    take_turn()
    those = indexed(told)
    held = _held(those, origin)
    fresh: dict[object, Indexed] = {}
    known: dict[int, tuple[Particulars, Indexed]] = {}
    for one in those:
        row = held.own(one)
        if row is None:
            fresh[_twin(one)] = one
        else:
            known[row.identity_id] = row, one
    opened = dict(zip(fresh, open_identities(list(fresh.values()), origin, observed_on), strict=True))
    asked, linked = _link_by_number(fresh, opened, held, origin)
    changed = _tell_again(
        {pk: one for pk, (row, one) in known.items() if not says_the_same(row, one)}, origin, observed_on
    )
    refresh(linked | changed, on=day_of(origin.at))
    record("registry.people_entered", about=origin.delivery or "registry:people", by=origin.by, purpose=purpose)
    return [_entered(one, held, opened, changed, asked) for one in those]


@dataclass(frozen=True)
class _Held:
    """What the registry holds of the people in a list: rows by their number's index, and the source's own without one."""

    by_number: Mapping[bytes, list[Particulars]]
    by_name: Mapping[object, Particulars]
    source: str

    def bearers(self, one: Indexed) -> list[Particulars]:
        """Rows that bear the person's own number, whichever key indexed them."""
        if one.own_number is None:
            return []
        return [row for index in one.number_candidates for row in self.by_number.get(index, ())]

    def own(self, one: Indexed) -> Particulars | None:
        """What this source has told of the person before."""
        if one.own_number is None:
            return self.by_name.get(_twin(one))
        return next((row for row in self.bearers(one) if row.source == self.source), None)


def _entered(
    one: Indexed, held: _Held, opened: Mapping[object, int], changed: set[int], asked: Mapping[int, tuple[int, ...]]
) -> Entered:
    known = held.own(one)
    if known is not None:
        return Entered(known.identity_id, False, known.identity_id in changed)
    identity = opened[_twin(one)]
    return Entered(identity, True, True, asked.get(identity, ()))


def _twin(one: Indexed) -> object:
    """What makes two rows of one source the same person."""
    told = one.told
    return one.own_number or (told.name, told.birth_date, one.number_index, one.phone_index)


def _held(those: Sequence[Indexed], origin: Origin) -> _Held:
    by_number: dict[bytes, list[Particulars]] = defaultdict(list)
    current = Particulars.objects.current().proven().select_related("identity").order_by("identity_id")
    for some in _slices(numbers_of(those)):
        for row in current.filter(number_index__in=some, is_guardians=False):
            by_number[bytes(row.number_index)].append(row)
    by_name: dict[object, Particulars] = {}
    for some in _slices(sorted({one.told.name for one in those if one.own_number is None})):
        for row in current.filter(name__in=some, source=origin.source):
            number, phone = (bytes(index) if index else None for index in (row.number_index, row.phone_index))
            if row.is_guardians or number is None:
                by_name.setdefault((row.name, row.birth_date, number, phone), row)
    return _Held(by_number, by_name, origin.source)


def open_identities(fresh: Sequence[Indexed], origin: Origin, observed_on: date) -> list[int]:
    """New identities, each the person that it is alone. Within the caller's transaction, and turn."""
    alone = (
        Person(
            name=one.told.name, pinyin=pinyin_of(one.told.name), initials=initials_of(one.told.name), sex=one.told.sex,
            birth_date=one.told.birth_date, died_on=one.told.died_on, last_sign_on=observed_on,
        )
        for one in fresh
    )  # fmt: skip
    persons = Person.objects.bulk_create(alone, batch_size=_AT_ONCE)
    views = (
        Identity(source=origin.source, own=person, person=person, opened_at=origin.at, delivery=origin.delivery)
        for person in persons
    )
    identities = [one.pk for one in Identity.objects.bulk_create(views, batch_size=_AT_ONCE)]
    rows = rows_of(fresh, identities, observed_on=observed_on, **origin.columns)
    Particulars.objects.bulk_create(rows, batch_size=_AT_ONCE)
    return identities


def _tell_again(news: Mapping[int, Indexed], origin: Origin, observed_on: date) -> set[int]:
    """Supersede the source's earlier rows of these identities where they say less or other, as they are once nobody else
    can write them."""
    changed: set[int] = set()
    for some in _slices(sorted(news)):
        held = Particulars.objects.current().select_for_update().filter(identity__in=some).order_by("identity_id")
        old = [row for row in held if not says_the_same(row, news[row.identity_id])]
        whole = indexed([with_what_was_known(row, news[row.identity_id].told) for row in old])
        again = rows_of(whole, [row.identity_id for row in old], observed_on=observed_on, **origin.columns)
        superseded = Particulars.objects.filter(pk__in=[row.pk for row in old])
        superseded.update(superseded_at=origin.at, superseded_by=reference(origin.by))
        Particulars.objects.bulk_create(again)
        changed.update(row.identity_id for row in old)
    return changed


def _link_by_number(
    fresh: Mapping[object, Indexed], opened: Mapping[object, int], held: _Held, origin: Origin
) -> tuple[dict[int, tuple[int, ...]], set[int]]:
    """Link each to the oldest identity of the person that bears its number under its name.

    Where two persons do, somebody has kept them apart: a link to both would join them behind the clerk's back. Answers with
    the identities to ask about, by the new one, and with the new ones that were linked.
    """
    ask: dict[int, tuple[int, ...]] = {}
    links: list[Link] = []
    for twin, one in fresh.items():
        oldest = _oldest(held.bearers(one))
        sure = _oldest([row for row in held.bearers(one) if _is_certain(row, one)])
        if len(sure) == 1:
            links += [_link(older, opened[twin], origin) for older in sure.values()]
        doubtful = tuple(oldest[person] for person in oldest if len(sure) != 1 or person not in sure)
        if doubtful:
            ask[opened[twin]] = doubtful
    Link.objects.bulk_create(links, batch_size=_AT_ONCE)
    return ask, {link.second_id for link in links}


def _oldest(rows: Sequence[Particulars]) -> dict[int, int]:
    """The oldest identity among the rows of each person."""
    return {row.identity.person_id: row.identity_id for row in reversed(rows)}


def _is_certain(row: Particulars, one: Indexed) -> bool:
    return same_name(row.name, one.told.name) and bool(row.died_on) == bool(one.told.died_on)


def _link(older: int, newer: int, origin: Origin) -> Link:
    return Link(
        first_id=older, second_id=newer, verdict=Verdict.SAME, how=How.RULE, made_at=origin.at,
        reasons=[{"code": "same_number_and_name"}], made_by=reference(origin.by),
    )  # fmt: skip


def _slices(keys: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (keys[start : start + _AT_ONCE] for start in range(0, len(keys), _AT_ONCE))
