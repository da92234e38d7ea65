"""Writing down what a source tells of people: every source keeps its own view; what is certainly one person is linked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import uuid4

from django.db import transaction

from xinju.audit.actions import Reference, record, reference
from xinju.registry.actions.linking import AlreadyJudged, Contradicted, judge, refresh
from xinju.registry.actions.origin import Origin
from xinju.registry.actions.telling_again import note_again
from xinju.registry.actions.turns import take_turn
from xinju.registry.bridge.own_views import OwnViews, own_views, telling_of
from xinju.registry.bridge.told import (
    ROW_COLUMNS,
    Indexed,
    Told,
    fields_of,
    indexed,
    initials_of,
    numbers_of,
    pinyin_of,
    plain_rows_of,
    rows_of,
    same_name,
    says_the_same,
    with_what_was_known,
)
from xinju.registry.models import Identity, Link, Particulars, Person
from xinju.registry.models.identities import How, Verdict
from xinju.registry.models.inserting import insert, insert_plain, insert_plain_numbered
from xinju.registry.models.slices import slices
from xinju.values.legal_days import day_of

__all__ = ["Entered", "Origin", "enter_people", "open_identities"]

_BY_NUMBER = [{"code": "same_number_and_name"}]


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

    A person whom the source has told of before, under the same number and name, gets a new row that supersedes the old one; of
    several rows for one person the last counts. A number that other sources hold under the same name links by itself; under
    another name, in whichever source, or where one is dead, it is for a clerk.
    """
    take_turn()
    those = indexed(told)
    views = own_views(those, source=origin.source, on=observed_on)
    fresh: dict[object, Indexed] = {}
    known: dict[int, tuple[Particulars, Indexed]] = {}
    for one in those:
        row = views.row_of(one)
        if row is None:
            fresh[telling_of(one)] = one
        else:
            known[row.identity_id] = row, one
    found = _found(fresh)
    speakers = [one.quietly for one in found.values()]
    opened = dict(zip(fresh, _open(list(fresh.values()), speakers, origin, observed_on), strict=True))
    insert([_link(one.older, opened[telling], origin) for telling, one in found.items() if one.older is not None])
    linked = {opened[telling] for telling, one in found.items() if one.older is not None and one.quietly is None}
    _seen(speakers, observed_on)
    asked = _asked(fresh, found, opened, views)
    news = {pk: one for pk, (row, one) in known.items() if not says_the_same(row, one)}
    numbered = {pk: one for pk, one in news.items() if one.own_number and not _has_number(known[pk][0])}
    borne = _found(numbered)
    changed = _tell_again(news, origin, observed_on)
    same = ((row, fields_of(one.told)) for pk, (row, one) in known.items() if pk not in news)
    note_again(same, origin, on=observed_on)
    refresh(linked | changed, on=day_of(origin.at))
    asked |= {pk: ask for pk, one in borne.items() if (ask := _joined(pk, one, origin, purpose))}
    record("registry.people_entered", about=origin.delivery or "registry:people", by=origin.by, purpose=purpose)
    return [_entered(one, views, opened, changed, asked) for one in those]


def _asked(
    fresh: Mapping[object, Indexed],
    found: Mapping[object, _Found],
    opened: Mapping[object, int],
    views: OwnViews,
) -> dict[int, tuple[int, ...]]:
    """About whom a clerk is asked: bearers of the number, others of the list under it, and children who had none."""
    asked: dict[int, tuple[int, ...]] = {}
    under: dict[bytes, list[int]] = defaultdict(list)
    for telling, one in fresh.items():
        others = under[one.own_number] if one.own_number else []
        ask = (*found[telling].ask, *views.doubtful(one), *others)
        others.append(opened[telling])
        if ask:
            asked[opened[telling]] = ask
    return asked


def _has_number(row: Particulars) -> bool:
    return row.number_index is not None and not row.is_guardians


def _joined(identity: int, found: _Found, origin: Origin, purpose: Reference) -> tuple[int, ...]:
    """A known person has got a number: link whoever bears it under the same name; answers with whom a clerk is asked about."""
    if found.older is None:
        return found.ask
    first, second = Identity.objects.get(pk=identity), Identity.objects.get(pk=found.older)
    try:
        with transaction.atomic():
            judge(
                first=first, second=second, verdict=Verdict.SAME, how=How.RULE, by=origin.by, at=origin.at,
                purpose=purpose, reasons=_BY_NUMBER,
            )  # fmt: skip
    except (AlreadyJudged, Contradicted):
        return (*found.ask, found.older)
    return found.ask


def _entered(
    one: Indexed, views: OwnViews, opened: Mapping[object, int], changed: set[int], asked: Mapping[int, tuple[int, ...]]
) -> Entered:
    known = views.row_of(one)
    if known is not None:
        return Entered(known.identity_id, False, known.identity_id in changed, asked.get(known.identity_id, ()))
    identity = opened[telling_of(one)]
    return Entered(identity, True, True, asked.get(identity, ()))


def open_identities(fresh: Sequence[Indexed], origin: Origin, observed_on: date) -> list[int]:
    """New identities, each the person that it is alone. Within the caller's transaction, and turn."""
    return _open(fresh, [None] * len(fresh), origin, observed_on)


_PERSON = ("key", "into_id", "name", "pinyin", "initials", "sex", "birth_date", "died_on", "last_sign_on")


def _open(fresh: Sequence[Indexed], speakers: Sequence[Person | None], origin: Origin, observed_on: date) -> list[int]:
    """New identities; beside each the person that speaks for it, or None where it is the person that it is alone."""
    seen = observed_on.isoformat()
    persons = insert_plain_numbered(
        Person, _PERSON, [_person(one.told, who, seen) for one, who in zip(fresh, speakers, strict=True)]
    )
    whose = [(own, speaker.pk if speaker else own) for own, speaker in zip(persons, speakers, strict=True)]
    identities = insert_plain_numbered(
        Identity, ("own_id", "person_id"), whose,
        source=origin.source, opened_at=origin.at, delivery=origin.delivery,
    )  # fmt: skip
    rows = plain_rows_of(fresh, identities)
    insert_plain(Particulars, ROW_COLUMNS, rows, observed_on=observed_on, **origin.columns)
    return identities


def _person(told: Told, speaker: Person | None, seen: str) -> tuple[Any, ...]:
    """The person that this telling makes alone; blank where another speaks for it."""
    if speaker is not None:
        return (uuid4().hex, speaker.pk, "", "", "", "", None, None, None)
    born, died = (day.isoformat() if day else None for day in (told.birth_date, told.died_on))
    pinyin, initials = pinyin_of(told.name), initials_of(told.name)
    return (uuid4().hex, None, told.name, pinyin, initials, told.sex, born, died, seen)


def _tell_again(news: Mapping[int, Indexed], origin: Origin, observed_on: date) -> set[int]:
    """Supersede the source's earlier rows of these identities where they say less or other, as they are once nobody else
    can write them."""
    changed: set[int] = set()
    for some in slices(sorted(news)):
        held = Particulars.objects.current().select_for_update().filter(identity__in=some).order_by("identity_id")
        old = [row for row in held if not says_the_same(row, news[row.identity_id])]
        whole = indexed([with_what_was_known(row, news[row.identity_id].told) for row in old])
        whole_of = {row.pk: one for row, one in zip(old, whole, strict=True)}
        again = rows_of(whole, [row.identity_id for row in old], observed_on=observed_on, **origin.columns)
        for row, new in zip(old, again, strict=True):
            new.disputed = [name for name in row.disputed if getattr(row, name) == getattr(new, name)]
            own = fields_of(news[row.identity_id].told)
            new.carried = " ".join(name for name in fields_of(whole_of[row.pk].told) if name not in own)
        superseded = Particulars.objects.filter(pk__in=[row.pk for row in old])
        superseded.update(superseded_at=origin.at, superseded_by=reference(origin.by))
        insert(again)
        changed.update(row.identity_id for row in old)
    return changed


@dataclass(frozen=True)
class _Found:
    """Whose the number is that a new telling bears.

    older     the oldest identity of the person that bears it under its name; None where there is none or are two: somebody
              has kept them apart, and a link to both would join them behind the clerk's back
    quietly   that person, where the telling says nothing but what is shown of it already
    ask       identities that a clerk is asked about
    """

    older: int | None = None
    quietly: Person | None = None
    ask: tuple[int, ...] = ()


class _Bearer(NamedTuple):
    """Who bears a number: an identity and the person that speaks for it. No object is made of each of a city's rows."""

    identity: int
    person: int
    name: str
    died_on: date | None


def _found(fresh: Mapping[object, Indexed]) -> dict[object, _Found]:
    """Whose the numbers of new tellings are, over all sources."""
    bearers = _bearers(list(fresh.values()))
    borne = {
        telling: [bearer for index in one.number_candidates for bearer in bearers.get(index, ())]
        if one.own_number
        else []
        for telling, one in fresh.items()
    }
    persons = Person.objects.in_bulk({bearer.person for those in borne.values() for bearer in those})
    return {telling: _found_of(fresh[telling], those, persons) for telling, those in borne.items()}


def _bearers(those: Sequence[Indexed]) -> dict[bytes, list[_Bearer]]:
    found: dict[bytes, list[_Bearer]] = defaultdict(list)
    current = Particulars.objects.current().proven().filter(is_guardians=False).order_by("identity_id")
    columns = ("number_index", "identity_id", "identity__person_id", "name", "died_on")
    for some in slices(numbers_of(those)):
        for index, *rest in current.filter(number_index__in=some).values_list(*columns):
            found[bytes(index)].append(_Bearer(*rest))
    return found


def _found_of(one: Indexed, bearers: Sequence[_Bearer], persons: Mapping[int, Person]) -> _Found:
    if not bearers:
        return _Found()
    oldest, sure = _oldest(bearers), _oldest([bearer for bearer in bearers if _is_certain(bearer, one)])
    if len(sure) != 1:
        return _Found(ask=tuple(oldest.values()))
    ((person, older),) = sure.items()
    ask = tuple(identity for whose, identity in oldest.items() if whose != person)
    speaker = persons[person]
    return _Found(older, speaker if not ask and _adds_nothing(one.told, speaker) else None, ask)


def _adds_nothing(told: Told, shown: Person) -> bool:
    """Would the person look the same with this telling? A value equal to the best one changes it under no ranking."""
    same = told.name == shown.name and told.sex in ("", shown.sex)
    return same and told.birth_date in (None, shown.birth_date) and told.died_on == shown.died_on


def _seen(persons: Sequence[Person | None], on: date) -> None:
    """These people were seen by a source on that day."""
    keys = sorted({person.pk for person in persons if person is not None})
    for some in slices(keys):
        Person.objects.filter(pk__in=some, last_sign_on__lt=on).update(last_sign_on=on)


def _oldest(bearers: Sequence[_Bearer]) -> dict[int, int]:
    """The oldest identity of each person among them."""
    return {bearer.person: bearer.identity for bearer in reversed(bearers)}


def _is_certain(bearer: _Bearer, one: Indexed) -> bool:
    return same_name(bearer.name, one.told.name) and bool(bearer.died_on) == bool(one.told.died_on)


def _link(older: int, newer: int, origin: Origin) -> Link:
    return Link(
        first_id=older, second_id=newer, verdict=Verdict.SAME, how=How.RULE, made_at=origin.at,
        reasons=_BY_NUMBER, made_by=reference(origin.by),
    )  # fmt: skip
