"""Two people side by side, with what a clerk needs to tell whether they are one; and what an undo would part again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from xinju.engines.linkage.choosing import Offered, choose
from xinju.engines.linkage.comparing import Judged, Piece, side_by_side
from xinju.registry.bridge import linking, rules, secrets
from xinju.registry.bridge.between import Between, acts_between
from xinju.registry.bridge.permits import held_by
from xinju.registry.bridge.projection import Projection, project
from xinju.registry.models import Identity, Kinship, Link, Particulars, Person, Stay

__all__ = ["Between", "Beside", "Parted", "Piece", "Side", "Told", "parted", "side_by_side", "two_sides"]

FIELDS = (
    "name", "document_kind", "number", "birth_date", "sex", "ethnic_group", "phone", "hukou", "hukou_address", "died_on",
)  # fmt: skip
SEALED = ("number", "phone", "hukou_address")


@dataclass(frozen=True)
class Told:
    """What one source says of one field. `is_guardians`: the number is the guardian's."""

    value: Any = field(repr=False)
    source: str
    verification: str
    observed_on: date
    is_guardians: bool = False


@dataclass(frozen=True)
class Side:
    """One of two people. `fields`: by field what each source says, the best first; sealed values are open in here."""

    person: Person
    identities: tuple[int, ...]
    sources: tuple[str, ...]
    fields: Mapping[str, tuple[Told, ...]] = field(repr=False)
    stays: tuple[tuple[Stay, str], ...] = field(repr=False)
    kin: tuple[Kinship, ...] = ()
    permits: int = 0


@dataclass(frozen=True)
class Beside:
    """Two sides and what the linkage engine makes of them."""

    left: Side
    right: Side
    judged: Judged | None


@dataclass(frozen=True)
class Parted:
    """What stands apart once a link is undone, and what was done since it was made. One projection: they stay one by way of
    other links."""

    persons: tuple[Projection, ...]
    acts: tuple[Between, ...]

    def side_of(self, identity: int) -> Projection | None:
        """The person to whom an identity belongs then."""
        return next((one for one in self.persons if identity in one.identities), None)


def two_sides(first: Identity, second: Identity, *, on: date) -> Beside:
    """The persons of these identities; where they are one already, the two identities alone."""
    alone = first.person_id == second.person_id
    sides = [_side(one, [one.pk] if alone else _members(one.person), on) for one in (first, second)]
    return Beside(sides[0], sides[1], linking.compared(first.pk, second.pk, on=on))


def parted(link: Link, *, on: date, until: Any) -> Parted:
    """What an undo of this link would leave; nothing is written."""
    found = project([link.first_id, link.second_id], rules.rules(), on=on, without=link)
    return Parted(tuple(found), tuple(acts_between(link, until=until)))


def _members(person: Person) -> list[int]:
    return list(person.identities.order_by("pk").values_list("pk", flat=True))


def _side(identity: Identity, members: Sequence[int], on: date) -> Side:
    rows = list(Particulars.objects.current().filter(identity__in=members).order_by("pk"))
    stays = Stay.objects.current().filter(identity__in=members).select_related("place").order_by("-start", "-pk")
    kin = Kinship.objects.current().filter(identity__in=members).select_related("other__person").order_by("pk")
    return Side(
        person=identity.person if len(members) > 1 else identity.own,
        identities=tuple(members),
        sources=tuple(dict.fromkeys(row.source for row in rows)),
        fields={name: tuple(_ranked(name, rows)) for name in FIELDS},
        stays=tuple((stay, stay.place.address if stay.place else secrets.opened(stay, "address")) for stay in stays),
        kin=tuple(kin),
        permits=sum(one.terms.ended_on is None for one in held_by(members)),
    )


def _ranked(name: str, rows: Iterable[Particulars]) -> Iterable[Told]:
    """Every source's value, the one that counts first; the same value from several sources once."""
    left = {
        row.pk: Told(
            secrets.opened(row, name) if name in SEALED else getattr(row, name),
            row.source, row.verification_of(name), row.observed_on, name == "number" and row.is_guardians,
        )
        for row in rows
    }  # fmt: skip
    seen = set()
    while True:
        offers = [
            Offered(told.value, told.source, told.verification, told.observed_on, pk) for pk, told in left.items()
        ]
        best = choose(offers, rules.rules().ranking_of(name))
        if best is None:
            return
        told = left.pop(best.best.order)
        if (told.value, told.is_guardians) not in seen:
            seen.add((told.value, told.is_guardians))
            yield told
