"""Everything that is held on one person, for the officer's page; the resident's own view is made of the same parts."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from uuid import UUID

from xinju.accounts.access import Account
from xinju.audit import queries as audit
from xinju.audit.queries import Look
from xinju.cases import queries as cases
from xinju.packs.records import DeclaredRecord
from xinju.registry.access.people import may_open, sees_protected, sees_records
from xinju.registry.bridge import secrets
from xinju.registry.bridge.held import Held, Value, as_told, held, is_child
from xinju.registry.bridge.rules import record_types, rules
from xinju.registry.models import Holding, HouseholdMember, Identity, Kinship, Particulars, Person, Record, Stay
from xinju.registry.models.relations import Kin

LOOKS_SHOWN = 50
ROWS_OF_A_TYPE = 120  # ten years of monthly rows; the rest is in the file that can be taken along
_PEOPLE = "registry.person"


@dataclass(frozen=True)
class Relative:
    """Somebody who belongs to the person: `kin` is what they are to the person, from a day until a day."""

    person: Person
    kin: str
    is_guardian: bool
    row: Kinship | HouseholdMember
    may_open: bool = False


@dataclass(frozen=True)
class Lived:
    """A stay with its address in clear; blank where it is hidden or not known."""

    stay: Stay
    address: str = field(repr=False)


@dataclass(frozen=True)
class PersonFile:
    """One person. `sources` are the sources that tell of them; `references` what the person is called in audit and cases."""

    person: Person
    identities: tuple[int, ...]
    sources: tuple[str, ...]
    values: tuple[Held, ...]
    is_child: bool
    hides_address: bool
    bears_guardians_number: bool
    stays: tuple[Lived, ...]
    kin: tuple[Relative, ...]
    household: tuple[Relative, ...]
    holdings: tuple[Holding, ...]
    records: tuple[tuple[DeclaredRecord, tuple[Record, ...]], ...]
    references: tuple[str, ...]


def speaker(key: UUID) -> Person | None:
    """The person that speaks now for the one of this key: after a merge another one."""
    found = Person.objects.filter(key=key).first()
    while found is not None and found.into_id is not None:
        found = found.into
    return found


def person(key: UUID, *, asker: Account) -> Person | None:
    """The person that speaks for this key, if the asker may open their page."""
    found = speaker(key)
    return found if found is not None and may_open(asker, found) else None


def file_of(person: Person, *, asker: Account, on: date) -> PersonFile:
    """The person's file as the asker may read it. Reading it is a look, which the view records."""
    hidden = person.is_protected and not sees_protected(asker)
    return read_file(person, on=on, hides_address=hidden, with_records=sees_records(asker), asker=asker)


def read_file(
    person: Person, *, on: date, hides_address: bool, with_records: bool = True, asker: Account | None = None
) -> PersonFile:
    """The file as somebody sees it whose right to it is settled."""
    identities = tuple(person.identities.order_by("pk").values_list("pk", flat=True))
    told = list(Particulars.objects.current().filter(identity__in=identities).order_by("pk"))
    values = held(told, rules())
    if hides_address:
        values = tuple(one for one in values if one.best.field != "hukou_address")
    return PersonFile(
        person=person,
        identities=identities,
        sources=tuple(dict.fromkeys(row.source for row in told)),
        values=values,
        is_child=is_child(person.birth_date, on),
        hides_address=hides_address,
        bears_guardians_number=any(row.is_guardians for row in told),
        stays=_stays(identities, hides_address),
        kin=_kin(identities, asker),
        household=_household(identities, asker),
        holdings=() if hides_address else tuple(_holdings(identities)),
        records=_records(identities, hides_address) if with_records else (),
        references=references_of(identities),
    )


def references_of(identities: Collection[int]) -> tuple[str, ...]:
    """What the person is called in the audit and in cases: each identity's own person, the identities themselves."""
    own = Identity.objects.filter(pk__in=identities).order_by("pk").values_list("own_id", flat=True)
    return tuple([f"{_PEOPLE}:{pk}" for pk in own] + [f"{Identity._meta.label_lower}:{pk}" for pk in identities])


def looks(file: PersonFile, *, asker: Account | str) -> list[Look]:
    """Who looked lately, the latest first."""
    return audit.looks_at_any(file.references, asker=asker)[:LOOKS_SHOWN]


def cases_of(file: PersonFile, *, asker: Account | str) -> list[cases.Case]:
    """Cases about the person that the asker may see, the open ones first."""
    found = {row.pk: row for reference in file.references for row in cases.about(reference, asker)}
    return sorted(found.values(), key=lambda row: (row.closed_on is not None, row.due_on or date.max, row.pk))


def typed_here(person: Person, *, asker: Account) -> list[Particulars]:
    """What was typed at a door of ours and not told by a department: for handing on to the master."""
    rows = Particulars.objects.current().filter(identity__person=person).exclude(door__in=("file", "api"))
    return list(rows.order_by("pk")) if may_open(asker, person) else []


def _stays(identities: Collection[int], hides_address: bool) -> tuple[Lived, ...]:
    rows = Stay.objects.current().filter(identity__in=identities).select_related("place").order_by("-start", "-pk")
    return tuple(Lived(row, "" if hides_address else _address(row)) for row in rows)


def _address(stay: Stay) -> str:
    return stay.place.address if stay.place else secrets.opened(stay, "address")


_TURNED = {Kin.FATHER: "child", Kin.MOTHER: "child", Kin.GUARDIAN: "ward", Kin.GRANDPARENT: "grandchild"}


def _kin(identities: Collection[int], asker: Account | None) -> tuple[Relative, ...]:
    rows = Kinship.objects.current()
    theirs = rows.filter(identity__in=identities).select_related("other__person")
    mine = rows.filter(other__in=identities).select_related("identity__person")
    found = [_relative(row.other.person, row.kin, row.is_guardian, row, asker) for row in theirs]
    found += [
        _relative(row.identity.person, _TURNED.get(row.kin, row.kin), row.is_guardian, row, asker) for row in mine
    ]
    return tuple(sorted(found, key=lambda one: (one.row.end is not None, one.kin, one.row.pk)))


def _household(identities: Collection[int], asker: Account | None) -> tuple[Relative, ...]:
    members = HouseholdMember.objects.current()
    houses = members.filter(identity__in=identities, end=None).values_list("household", flat=True)
    rows = members.filter(household__in=list(houses), end=None).exclude(identity__in=identities)
    return tuple(
        _relative(row.identity.person, row.relation, False, row, asker)
        for row in rows.select_related("identity__person").order_by("pk")
    )


def _relative(
    person: Person, kin: str, is_guardian: bool, row: Kinship | HouseholdMember, asker: Account | None
) -> Relative:
    return Relative(person, kin, is_guardian, row, asker is not None and may_open(asker, person))


def _holdings(identities: Collection[int]) -> Iterable[Holding]:
    return Holding.objects.current().filter(identity__in=identities).select_related("place").order_by("-start", "pk")


# What tells where somebody lives goes with the address; the record that protects it is for that duty alone.
_TELL_WHERE = frozenset({"address_protection", "stay", "lease", "home_ownership", "employer_housing"})


def _records(identities: Collection[int], hides_address: bool) -> tuple[tuple[DeclaredRecord, tuple[Record, ...]], ...]:
    types = record_types()
    rows = Record.objects.current().filter(identity__in=identities).order_by("type", "-start", "-pk")
    by_type = {key: tuple(those)[:ROWS_OF_A_TYPE] for key, those in groupby(rows, key=lambda row: row.type)}
    shown = [key for key in by_type if key in types and not (hides_address and key in _TELL_WHERE)]
    return tuple((types[key], by_type[key]) for key in shown)


def told_values(rows: Iterable[Particulars]) -> list[Value]:
    """Every value of these rows as its source tells it."""
    return as_told(rows)
