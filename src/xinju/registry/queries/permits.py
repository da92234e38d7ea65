"""Reads of residence registration and permits: one person's file, an application, what is due, the status list."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from uuid import UUID

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Substr

from xinju.accounts.access import Account, Role, has_role, region_filter, sees_region
from xinju.accounts.queries import person_of
from xinju.cases import queries as cases
from xinju.cases.queries import CaseFile
from xinju.packs.permit_rules import PermitRules, Words
from xinju.registry.bridge.permit_cards import card_of, public_keys_by_id, signer
from xinju.registry.bridge.permit_conditions import (
    HELD,
    MISSING,
    Finding,
    Findings,
    against_issue,
    findings,
    papers_needed,
)
from xinju.registry.bridge.permit_rules import permit_rules
from xinju.registry.bridge.permits import Held, held_by, numbers_in_force
from xinju.registry.bridge.rules import district
from xinju.registry.models import (
    Declared,
    Identity,
    Kinship,
    PaperCheck,
    Permit,
    PermitApplication,
    PermitEvent,
    PermitPaper,
    PermitStation,
    Person,
    Stay,
)
from xinju.registry.models.relations import Kin
from xinju.values.legal_days import day_of
from xinju.values.period import full_years
from xinju.vault.permit_papers import REPLACED, REVOKED, SUSPENDED, Card, StatusList, sign_card, sign_list

__all__ = [
    "ApplicationFile", "Finding", "Findings", "Held", "Permit", "PermitApplication", "PermitEvent", "PermitFile",
    "PermitRules", "PermitStation", "Person", "Registration", "Words", "application_file", "applications_to_hand_over",
    "due_soon", "file_of_permit", "file_of_person", "identity_by_id", "identity_of_person", "identity_to_act_for",
    "kin_of", "may_ask_online", "my_file", "papers_online", "permit_of_case", "places", "papers_needed", "permit_rules", "permits_of", "public_keys",
    "signed_status_list", "station",
    "stations", "status_list", "status_stamp", "token_of", "valid_numbers",
]  # fmt: skip

AHEAD = timedelta(days=31)
KEPT_ON_LIST = timedelta(days=400)  # a paper that ran out longer ago is refused by its own last day
COMMUNITY = 12  # digits of a community's code
Asker = Account | str


@dataclass(frozen=True)
class Registration:
    """A stay as the resident sees it: since when, where, the day it was registered, the number of the receipt where one was given."""

    stay: Stay
    registered_on: date
    receipt: str


@dataclass(frozen=True)
class PermitFile:
    """Registration and permits of one person on a day. `applications` newest first, each with its open or closed case."""

    person: Person
    identities: tuple[int, ...]
    registrations: tuple[Registration, ...]
    held: tuple[Held, ...]
    findings: Findings
    applications: tuple[tuple[PermitApplication, CaseFile], ...]
    endorsements: tuple[CaseFile, ...]
    age: int | None

    @property
    def current(self) -> Held | None:
        """The permit to speak of: the newest one that has not ended, else the newest."""
        return next((one for one in self.held if one.terms.ended_on is None), self.held[0] if self.held else None)


@dataclass(frozen=True)
class ApplicationFile:
    """One application with its case, its checks of papers, and what the registry says on this day."""

    application: PermitApplication
    person: Person
    case: CaseFile
    checks: tuple[PaperCheck, ...]
    findings: Findings
    lacks: tuple[str, ...]

    @property
    def papers(self) -> dict[str, str]:
        """How each paper stands after the latest check."""
        return dict(self.checks[-1].papers) if self.checks else {}

    @property
    def missing(self) -> tuple[str, ...]:
        """Keys of the missing papers, in one order on either database: PostgreSQL sorts a JSON field's keys by length."""
        return tuple(sorted(key for key, state in self.papers.items() if state == MISSING))


def valid_numbers(identities: Collection[int], on: date) -> frozenset[str]:
    """Numbers of permits that these identities can use on that day: two of them are never merged by a machine."""
    return frozenset(numbers_in_force(identities, on).values())


def permits_of(person: UUID, *, asker: Asker, on: date) -> list[Held]:
    """Every permit of a person, the newest first; none where the asker may not see the person."""
    found = _seen(person, asker)
    return held_by(_identities(found)) if found else []


def file_of_person(person: UUID, *, asker: Asker, on: date) -> PermitFile | None:
    """Registration and permits of a person; None where there is none that the asker may see."""
    found = _seen(person, asker)
    return _file(found, asker, on) if found else None


def my_file(account: Account, *, on: date) -> PermitFile | None:
    """The same for the person for whom a resident's account stands; None while it is not bound."""
    key = person_of(account)
    return file_of_person(UUID(key), asker=account, on=on) if key else None


def file_of_permit(key: UUID, *, asker: Asker, on: date) -> tuple[Permit, PermitFile] | None:
    """A permit that was issued here with the file of its holder."""
    permit = Permit.objects.select_related("identity__person", "application").filter(key=key).first()
    file = file_of_person(permit.identity.person.key, asker=asker, on=on) if permit else None
    return (permit, file) if permit and file else None


def application_file(case: str, *, asker: Asker, on: date) -> ApplicationFile | None:
    """An application by its case; None where there is none that the asker may see."""
    row = (
        PermitApplication.objects.select_related("identity__person", "proxy__person", "station")
        .filter(case=case)
        .first()
    )
    person = _seen(row.identity.person.key, asker) if row else None
    found = cases.case(case, "job:permits" if has_role(asker, Role.PERSON) else asker) if person else None
    if row is None or person is None or found is None:
        return None
    checks = tuple(PaperCheck.objects.filter(case=case).order_by("id"))
    said = findings(_identities(person), permit_rules(), on)
    lacks = against_issue(said, row.ground, checks[-1].papers if checks else {}, permit_rules())
    return ApplicationFile(row, person, cases.case_file(found, asker, on=on), checks, said, lacks)


def due_soon(asker: Asker, *, on: date) -> QuerySet[Permit]:
    """Permits issued here whose year is full within a month or that nobody has endorsed in time, the longest due first."""
    rows = Permit.objects.not_ended().filter(due__lte=on + AHEAD).select_related("identity__person")
    return rows.filter(region_filter(asker, "division")).order_by("due", "id")


def late_within(asker: Asker, *, on: date, digits: int) -> dict[str, int]:
    """How many permits were not endorsed in time, by division of so many digits."""
    late = due_soon(asker, on=on).filter(due__lt=on).order_by()
    return dict(late.values_list(Substr("division", 1, digits)).annotate(Count("pk")))


def applications_to_hand_over(asker: Asker, *, on: date, division: str = "") -> list[PermitApplication]:
    """Applications that were approved and whose permit waits to be handed over, within a division."""
    waiting = cases.inbox("job:permits", on=on, type="residence_permit", state="making")
    rows = PermitApplication.objects.filter(case__in=list(waiting.values_list("key", flat=True)))
    rows = rows.filter(region_filter(asker, "division"), division__startswith=division)
    return list(rows.select_related("identity__person", "station").order_by("division", "id"))


def stations(asker: Asker) -> QuerySet[PermitStation]:
    """Mobile stations of the asker's region, the latest first."""
    return PermitStation.objects.filter(region_filter(asker, "division"))


def station(key: UUID, *, asker: Asker) -> tuple[PermitStation, list[PermitApplication]] | None:
    """A mobile station with the permits to take along."""
    found = stations(asker).filter(key=key).first()
    if found is None:
        return None
    rows = found.applications.select_related("identity__person").order_by("division", "id")
    return found, list(rows)


def status_list(on: date) -> StatusList:
    """The papers made here that are not in force at the end of a day, for everybody to take along."""
    later = PermitPaper.objects.filter(permit=OuterRef("permit"), id__gt=OuterRef("id"))
    rows = PermitPaper.objects.filter(until__gte=on - KEPT_ON_LIST).annotate(is_replaced=Exists(later))
    rows = rows.filter(Q(permit__ended_on__lte=on) | Q(until__lt=on) | Q(is_replaced=True))
    found = {}
    for serial, ended, replaced in rows.values_list("id", "permit__ended_on", "is_replaced"):
        if ended is not None and ended <= on:
            found[serial] = REVOKED
        elif replaced:
            found[serial] = REPLACED
        else:
            found[serial] = SUSPENDED
    upto = PermitPaper.objects.aggregate(last=Max("id"))["last"] or 0
    rules = permit_rules()
    return StatusList(on, on + timedelta(days=rules.trusted_days), upto, district().code, found)


def status_stamp() -> tuple[int, int]:
    """Changes whenever the list of a day would."""
    papers, events = (table.objects.aggregate(last=Max("id"))["last"] or 0 for table in (PermitPaper, PermitEvent))
    return papers, events


def token_of(permit: Permit, *, on: date) -> tuple[Card, str]:
    """The newest paper of a permit issued here, and its signed code."""
    card = card_of(permit, on)
    return card, sign_card(card, signer())


def signed_status_list(on: date) -> str:
    """The list as it is published; made anew only when something has happened."""
    return _signed_list(on, status_stamp(), tuple(public_keys_by_id()))


def public_keys() -> dict[str, bytes]:
    """By id, every public key whose papers can be checked."""
    return public_keys_by_id()


@lru_cache(maxsize=2)
def _signed_list(on: date, stamp: tuple[int, int], keys: tuple[str, ...]) -> str:
    return sign_list(status_list(on), signer())


def kin_of(file: PermitFile) -> list[tuple[int, str, str]]:
    """Who may apply in a person's stead as far as the registry knows: identity, name, and what they are to the person."""
    rows = Kinship.objects.current().filter(identity__in=file.identities).select_related("other__person")
    found = {row.other.person_id: (row.other_id, row.other.person.name, str(Kin(row.kin).label)) for row in rows}
    return list(found.values())


def identity_by_id(key: int) -> Identity:
    """The identity with this key, as `enter_people` answers with it."""
    return Identity.objects.get(pk=key)


def identity_of_person(person: UUID, *, asker: Asker) -> int:
    """The identity under which new acts for this person are kept. Person.DoesNotExist where the asker may not see it."""
    found = _seen(person, asker)
    if found is None:
        raise Person.DoesNotExist
    return _identities(found)[0]


def papers_online(file: PermitFile) -> dict[str, str]:
    """The papers of an endorsement that is asked for without coming: all held by the registry, since it shows the condition."""
    return {key: HELD for key, one in file.findings.conditions.items() if one.holds}


def may_ask_online(file: PermitFile, on: date) -> bool:
    """Can the holder ask without papers? The permit was issued here, its window is open, and the registry shows a condition."""
    current = file.current
    is_due = current is not None and current.permit is not None and current.standing(on) in ("due", "suspended")
    waiting = any(case.row.state == "checking" for case in file.endorsements)
    return is_due and not waiting and bool(papers_online(file))


def identity_to_act_for(file: PermitFile) -> Identity:
    """The identity under which new acts for a person are kept: that of the source which has known them longest."""
    return Identity.objects.get(pk=file.identities[0])


def permit_of_case(row: cases.Case) -> Permit | None:
    """The permit that an endorsement's case is about."""
    kind, _, key = row.subject.partition(":")
    if kind != "registry.permit" or not key.isdecimal():
        return None
    return Permit.objects.select_related("identity__person").filter(pk=int(key)).first()


def places(asker: Account) -> list[tuple[str, str, str]]:
    """Communities of the asker's region: code, Chinese and English name."""
    return [
        (one.code, one.name, one.english)
        for one in district().regions
        if len(one.code) == COMMUNITY and sees_region(asker, one.code)
    ]


def _file(person: Person, asker: Asker, on: date) -> PermitFile:
    identities = _identities(person)
    applications = PermitApplication.objects.filter(identity__in=identities).select_related("station").order_by("-id")
    held = tuple(held_by(identities))
    own = "job:permits" if has_role(asker, Role.PERSON) else asker
    endorsing = [
        cases.case_file(row, asker, on=on)
        for one in held
        if one.permit is not None
        for row in cases.about(f"registry.permit:{one.permit.pk}", own)
    ]
    with_cases = [
        (row, cases.case_file(found, asker, on=on))
        for row in applications
        if (found := cases.case(row.case, own)) is not None
    ]
    return PermitFile(
        person, identities, _registrations(identities), held, findings(identities, permit_rules(), on),
        tuple(with_cases), tuple(endorsing), full_years(person.birth_date, on) if person.birth_date else None,
    )  # fmt: skip


def _registrations(identities: Collection[int]) -> tuple[Registration, ...]:
    rows = Stay.objects.current().filter(identity__in=identities).select_related("place").order_by("-start", "-id")
    lines = (
        Declared.objects.filter(stay__identity__in=identities).order_by("-id").values_list("stay", "receipt__number")
    )
    number = dict(lines)
    return tuple(Registration(row, day_of(row.recorded_at), number.get(row.pk, "")) for row in rows)


def _seen(key: UUID, asker: Asker) -> Person | None:
    """The person that speaks for this key now, if the asker may see it: jobs, the person, officers of the region."""
    row = Person.objects.select_related("into").filter(key=key).first()
    person = row.into or row if row else None
    if person is None or isinstance(asker, str):
        return person
    if has_role(asker, Role.PERSON):
        own = Person.objects.filter(key=person_of(asker) or key).select_related("into").first()
        is_own = person_of(asker) is not None and own is not None and (own.into_id or own.pk) == person.pk
        return person if is_own else None
    return person if sees_region(asker, person.division) else None


def _identities(person: Person) -> tuple[int, ...]:
    return tuple(Identity.objects.filter(person=person).order_by("id").values_list("id", flat=True))
