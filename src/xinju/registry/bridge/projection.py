"""From identities and the links in force to persons: who is one, and the best value of each field.

A function of rows alone: whoever was merged and unmerged in whatever order, the same links give the same persons.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Max, Q

from xinju.engines.linkage.choosing import Chosen, Offered, choose
from xinju.engines.linkage.components import components
from xinju.packs.registry_rules import RegistryRules
from xinju.registry.bridge.permits import newest_numbers
from xinju.registry.bridge.said import Said, said
from xinju.registry.bridge.told import initials_of, pinyin_of
from xinju.registry.models import Identity, Link, Particulars, Record, Stay
from xinju.registry.models.identities import Verdict
from xinju.registry.models.known import Door, Verification
from xinju.registry.models.slices import slices
from xinju.values.legal_days import day_of

FIELDS = ("name", "sex", "birth_date", "died_on")
NOTHING: Mapping[str, Any] = {
    "name": "", "pinyin": "", "initials": "", "sex": "", "birth_date": None, "died_on": None, "division": "",
    "place_id": None, "is_protected": False, "last_sign_on": None, "permit_number": "",
}  # fmt: skip
PROTECTION = "address_protection"


class _Stayed(NamedTuple):
    """The columns of a `Stay` that tell where somebody lives."""

    pk: int
    identity_id: int
    start: date
    end: date | None
    division: str
    place_id: int | None
    door: str
    source: str
    verification: str
    recorded_at: datetime
    delivery_id: int | None

    @property
    def told_in_order(self) -> tuple[int, int, str, int]:
        """Which of one source's was told later: by its delivery, for a withdrawal writes rows anew; at a door by the row."""
        place = self.place_id or 0
        return (0, self.pk, "", 0) if self.delivery_id is None else (self.delivery_id, 0, self.division, place)


@dataclass(frozen=True)
class Projection:
    """One component: the person that speaks for it, its identities, and what is shown of it."""

    speaker: int
    identities: frozenset[int]
    values: Mapping[str, Any]
    conflicts: Mapping[str, Chosen]


def joined_with(identities: Iterable[int], *, without: Link | None = None) -> dict[int, set[tuple[int, int]]]:
    """All identities that links in force join to these, each with the SAME links at it; as if `without` had been undone."""
    same = Link.objects.in_force().filter(verdict=Verdict.SAME).exclude(pk=without.pk if without else None)
    found: dict[int, set[tuple[int, int]]] = {}
    frontier = set(identities)
    while frontier:
        found.update({one: set() for one in frontier if one not in found})
        reached: set[int] = set()
        for some in slices(sorted(frontier)):
            for pair in same.filter(Q(first__in=some) | Q(second__in=some)).values_list("first", "second"):
                reached.update(pair)
        frontier = reached - set(found)
    for some in slices(sorted(found)):
        for pair in same.filter(first__in=some).values_list("first", "second"):
            found[pair[0]].add(pair)
    return found


def project(
    identities: Iterable[int], rules: RegistryRules, *, on: date, without: Link | None = None
) -> list[Projection]:
    """The persons of these identities and of all that are joined with them, as things stand on a day, or on the day of what was
    recorded last: what comes in late under an older day takes nobody's address. As if `without` had been undone."""
    links = joined_with(identities, without=without)
    parts = components(links, {pair for pairs in links.values() for pair in pairs})
    everyone = sorted(links)
    owners = dict(_read(Identity.objects.all(), "id__in", everyone, "id", "own_id"))
    told = _grouped(Particulars.objects.current(), everyone, said)
    stays = _grouped(Stay.objects.current(), everyone, _stayed)
    signs = _last_records(everyone)
    protected = _protected(everyone, on)
    found = [_projection(part, owners, told, stays, signs, protected, rules, on) for part in sorted(parts, key=min)]
    return _with_permits(found, newest_numbers(everyone))


def _projection(
    part: frozenset[int],
    owners: Mapping[int, int],
    told: Mapping[int, Sequence[Said]],
    stays: Mapping[int, Sequence[_Stayed]],
    signs: Mapping[int, date],
    protected: frozenset[int],
    rules: RegistryRules,
    on: date,
) -> Projection:
    rows = [row for one in part for row in told.get(one, ())]
    homes = [stay for one in part for stay in stays.get(one, ())]
    chosen = {field: choose((_offered(row, field) for row in rows), rules.ranking_of(field)) for field in FIELDS}
    values: dict[str, Any] = {field: found.best.value if found else None for field, found in chosen.items()}
    values["name"], values["sex"] = values["name"] or "", values["sex"] or ""
    values["pinyin"], values["initials"] = pinyin_of(values["name"]), initials_of(values["name"])
    home = _home(homes, rules, max([on, *(day_of(row.recorded_at) for row in (*rows, *homes))]))
    values["division"], values["place_id"] = (home.division, home.place_id) if home else ("", None)
    values["is_protected"] = bool(part & protected)
    days = [row.observed_on for row in rows] + [day_of(stay.recorded_at) for stay in homes]
    values["last_sign_on"] = max([*days, *(signs[one] for one in part if one in signs)], default=None)
    conflicts = {field: found for field, found in chosen.items() if found and found.against}
    return Projection(owners[min(part)], part, values, conflicts)


def _with_permits(found: Sequence[Projection], numbers: Mapping[int, str]) -> list[Projection]:
    """Each person with the number by which a permit is looked for; of two identities with one, the later one's."""
    return [
        replace(one, values={**one.values, "permit_number": next((numbers[i] for i in by_age if i in numbers), "")})
        for one in found
        for by_age in [sorted(one.identities, reverse=True)]
    ]


def _home(stays: Sequence[_Stayed], rules: RegistryRules, on: date) -> _Stayed | None:
    """Where the person lives on that day: the stay that began last, among those of one day the best source's.

    What somebody typed under this name and number moves nobody until it is verified, unless nothing else is known.
    """
    here = [stay for stay in stays if stay.start <= on and (stay.end is None or stay.end >= on)]
    here = [stay for stay in here if not _is_unproven(stay)] or here
    newest = max((stay.start for stay in here), default=None)
    those = sorted((stay for stay in here if stay.start == newest), key=lambda stay: stay.told_in_order)
    offered = [Offered(stay, stay.source, stay.verification, stay.start, at) for at, stay in enumerate(those)]
    found = choose(offered, rules.ranking_of("place"))
    return found.best.value if found else None


def _is_unproven(stay: _Stayed) -> bool:
    return stay.door == Door.SELF and stay.verification == Verification.PENDING


def _offered(row: Said, field: str) -> Offered:
    return Offered(getattr(row, field), row.source, row.verification_of(field), row.observed_on, row.pk)


def _grouped(rows: Any, identities: Sequence[int], read: Callable[[Any], Iterable[Any]]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for some in slices(identities):
        for row in read(rows.filter(identity__in=some).order_by("id")):
            found[row.identity_id].append(row)
    return found


def _stayed(rows: Any) -> Iterable[_Stayed]:
    return map(_Stayed._make, rows.values_list(*_Stayed._fields))


def _last_records(identities: Sequence[int]) -> dict[int, date]:
    """The last day that a record speaks of, by identity."""
    found: dict[int, date] = {}
    for some in slices(identities):
        rows = Record.objects.current().filter(identity__in=some).values("identity").annotate(last=Max("recorded_at"))
        found.update({row["identity"]: day_of(row["last"]) for row in rows.order_by()})
    return found


def _protected(identities: Sequence[int], on: date) -> frozenset[int]:
    found: set[int] = set()
    for some in slices(identities):
        rows = Record.objects.current().filter(identity__in=some, type=PROTECTION)
        rows = rows.filter(Q(start__isnull=True) | Q(start__lte=on), Q(end__isnull=True) | Q(end__gte=on))
        found.update(rows.values_list("identity", flat=True))
    return frozenset(found)


def _read(rows: Any, condition: str, keys: Sequence[int], *columns: str) -> Iterable[tuple[Any, ...]]:
    for some in slices(keys):
        yield from rows.filter(**{condition: some}).values_list(*columns)
