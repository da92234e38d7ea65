"""The registry's people as records to be linked: sealed numbers and phones are opened here, into memory only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from xinju.engines.linkage import particulars as linkage
from xinju.registry.acts import acts_on
from xinju.registry.bridge import secrets
from xinju.registry.bridge.permits import held_by
from xinju.registry.bridge.told import Told
from xinju.registry.models import Identity, Particulars, Stay
from xinju.registry.models.slices import slices

AT_ONCE = 2_000
USABLE = ("valid", "due")
Claims = Mapping[str, frozenset[str]]  # what one person has one of → what this one has


class _Told(NamedTuple):
    """The columns of `Particulars` that linkage reads; no object of the table is made of each row of a city."""

    identity_id: int
    key: UUID
    source: str
    name: str
    document_kind: str
    number_sealed: bytes | None
    phone_sealed: bytes | None
    is_guardians: bool
    birth_date: date | None
    sex: str
    died_on: date | None


class _Home(NamedTuple):
    """The columns of a `Stay` and its place likewise."""

    identity_id: int
    key: UUID
    address_sealed: bytes | None
    place__address: str | None


def everybody(*, on: date) -> Iterator[list[linkage.Particulars]]:
    """Every identity as one record, in batches; nothing of it is kept."""
    last = 0
    while some := list(Identity.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        yield written(some, on=on, only_proven=True)
        last = some[-1]


def how_many() -> int:
    """How many records `everybody` gives."""
    return Particulars.objects.current().proven().count()


def written(identities: Sequence[int], *, on: date, only_proven: bool = False) -> list[linkage.Particulars]:
    """These identities as records under their number as key; those whose telling was withdrawn are left out.

    `only_proven` leaves out what somebody typed and nobody has verified: no machine joins it to anybody.
    """
    current = Particulars.objects.current()
    return _records(current.proven() if only_proven else current, identities, claims_of(identities, on=on))


def as_told(identities: Sequence[int]) -> list[linkage.Particulars]:
    """These identities as `written`, without what they hold: whoever is not in the registry yet holds nothing against it."""
    return _records(Particulars.objects.current(), identities, {})


def from_telling(told: Told, *, address: str = "") -> linkage.Particulars:
    """Somebody who is not in the registry yet."""
    return linkage.Particulars(
        key="new",
        name=told.name,
        document_kind=told.document_kind,
        number="" if told.is_guardians else told.number,
        kin_number=told.number if told.is_guardians else "",
        birth=told.birth_date,
        sex=told.sex,
        phone=told.phone,
        address=address,
        deceased=told.died_on is not None,
    )


def claims_of(identities: Sequence[int], *, on: date) -> dict[int, Claims]:
    """Of what each identity holds something that one person has one of only: valid permits, applications, being alive."""
    found: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for some in slices(identities):
        for held in held_by(some):
            if held.issued_on <= on and held.standing(on) in USABLE:
                found[held.identity]["permit"].add(held.number or f"{held.issued_on} {held.division}")
        told = Particulars.objects.current().filter(identity__in=some).values_list("identity", "died_on")
        for one, died_on in told:
            found[one]["living"].add("no" if died_on else "yes")
        owns: dict[UUID, int] = dict(Identity.objects.filter(pk__in=some).values_list("own__key", "pk"))
        for act in acts_on(list(owns)):
            if act.one_of:
                found[owns[act.person]][f"application {act.one_of}"].add(act.reference)
    return {one: {kind: frozenset(held) for kind, held in kinds.items()} for one, kinds in found.items()}


def _records(
    rows: QuerySet[Particulars], identities: Sequence[int], claims: Mapping[int, Claims]
) -> list[linkage.Particulars]:
    homes = _homes(identities)
    return [
        _written(row, homes.get(row.identity_id), claims.get(row.identity_id, {}))
        for some in slices(identities)
        for row in map(_Told._make, rows.filter(identity__in=some).order_by("identity_id").values_list(*_Told._fields))
    ]


def _homes(identities: Sequence[int]) -> dict[int, _Home]:
    """The stay that began last, by identity."""
    found: dict[int, _Home] = {}
    for some in slices(identities):
        stays = Stay.objects.current().filter(identity__in=some).order_by("start", "id")
        found.update((row[0], _Home._make(row)) for row in stays.values_list(*_Home._fields))
    return found


def _written(row: _Told, home: _Home | None, claims: Claims) -> linkage.Particulars:
    number = secrets.opened(row, "number")
    applications = sorted(one for kind, held in claims.items() if kind.startswith("application") for one in held)
    return linkage.Particulars(
        key=str(row.identity_id),
        source=row.source,
        name=row.name,
        document_kind=row.document_kind,
        number="" if row.is_guardians else number,
        kin_number=number if row.is_guardians else "",
        birth=row.birth_date,
        sex=row.sex,
        phone=secrets.opened(row, "phone"),
        address=_address(home),
        permit=min(claims.get("permit", ()), default=""),
        application=min(applications, default=""),
        deceased=row.died_on is not None,
    )


def _address(home: _Home | None) -> str:
    if home is None:
        return ""
    return secrets.opened(home, "address") if home.place__address is None else home.place__address
