"""What a window officer writes down with the document in hand: it is verified, and has a receipt."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from xinju.audit.actions import Reference, record
from xinju.registry.actions.letting import ask_about
from xinju.registry.actions.linking import AlreadyJudged, Contradicted, judge
from xinju.registry.actions.moving import end_earlier_stays
from xinju.registry.actions.people import Entered, Origin, enter_people
from xinju.registry.actions.receipts import Line, issue, landed
from xinju.registry.actions.relations import Related, enter_kinships
from xinju.registry.actions.stays import Stayed, end_stay, enter_stays
from xinju.registry.actions.turns import take_turn
from xinju.registry.bridge import secrets
from xinju.registry.bridge.moving import MASTER
from xinju.registry.bridge.told import Told
from xinju.registry.models import (
    Household,
    HouseholdMember,
    Identity,
    Particulars,
    Person,
    Place,
    Receipt,
    Stay,
)
from xinju.registry.models.identities import How, Verdict
from xinju.registry.models.known import Door, Verification
from xinju.registry.models.receipts import Act
from xinju.registry.models.relations import Kin
from xinju.registry.queries.rooms import tail_of
from xinju.values.legal_days import day_of

SOURCE = "window"
HEAD = "head"
_SEEN = ({"code": "seen_at_the_window"},)


class NobodyHere(Exception):
    """There is no open stay that the window could end: the person lives nowhere here, or by the police's word only."""


@dataclass(frozen=True)
class Home:
    """Where somebody lives from a day on: a place of the register, or a free address in a division."""

    start: date
    division: str
    place: Place | None = None
    address: str = field(default="", repr=False)
    dwelling: str = ""

    def of(self, identity: int, client_id: UUID | None = None) -> Stayed:
        """The stay of one person there."""
        return Stayed(identity, self.start, self.division, place=self.place, address=self.address,
                      dwelling=self.dwelling, client_id=client_id)  # fmt: skip


@dataclass(frozen=True)
class AtWindow:
    """Who stands at the window, when, why and under which id the form sends it."""

    by: Reference
    at: datetime
    purpose: Reference
    client_id: UUID

    @property
    def origin(self) -> Origin:
        return Origin(SOURCE, Door.WINDOW, self.by, self.at, Verification.VERIFIED)


@transaction.atomic
def register(
    *, told: Told, is_child: bool, home: Home, window: AtWindow, apart: Collection[str] = ()
) -> Receipt:  # fmt: skip
    """Somebody registers at the window: who he is by the document seen, and where he lives. `apart` are keys of people whom the
    officer was shown and who are somebody else."""
    take_turn()
    if (known := landed(window.client_id)) is not None:
        return known
    (entered,) = enter_people(
        told=[told], origin=window.origin, observed_on=day_of(window.at), purpose=window.purpose
    )  # fmt: skip
    ask_about([entered], by=window.by, at=window.at)
    _keep_apart(entered, apart, window)
    return _moved_in(entered.identity, "" if is_child else told.number, told.name, home, window)


@transaction.atomic
def move(*, person: Person, home: Home, window: AtWindow) -> Receipt:
    """A known person moves: what was open ends the day before, the new stay begins."""
    take_turn()
    if (known := landed(window.client_id)) is not None:
        return known
    identity = window_identity(person, window)
    for stay in _open_stays(person).exclude(start__gte=home.start):
        _end(stay, home.start - timedelta(days=1), window)
    return _moved_in(identity, _tail(identity, window), person.name, home, window)


@transaction.atomic
def depart(*, person: Person, end: date, window: AtWindow) -> Receipt:
    """A known person leaves the district. Raises NobodyHere; ValueError where the end lies before the start."""
    take_turn()
    if (known := landed(window.client_id)) is not None:
        return known
    stays = list(_open_stays(person))
    if not stays:
        raise NobodyHere
    if any(stay.start > end for stay in stays):
        raise ValueError(f"a stay cannot end ({end}) before it starts")
    ended = [_end(stay, end, window) for stay in stays]
    identity = window_identity(person, window)
    line = Line(Act.LEFT, end, identity, person.name, _tail(identity, window), ended[0], has_duty=False)
    return _receipt([line], window, ended[0].place)


@transaction.atomic
def add_member(
    *, person: Person, told: Told, is_child: bool, relation: str, home: Home, window: AtWindow,
    apart: Collection[str] = (),
) -> Receipt:  # fmt: skip
    """Somebody who lives with a known person: a child (whose guardian he then is) or a spouse; both belong to one household.
    `apart` as when somebody registers."""
    take_turn()
    if (known := landed(window.client_id)) is not None:
        return known
    head = window_identity(person, window)
    (entered,) = enter_people(
        told=[told], origin=window.origin, observed_on=day_of(window.at), purpose=window.purpose
    )  # fmt: skip
    ask_about([entered], by=window.by, at=window.at)
    _keep_apart(entered, apart, window)
    _relate(head, entered.identity, relation, person.sex, window)
    _join_household(head, entered.identity, relation, home, window)
    return _moved_in(entered.identity, "" if is_child else told.number, told.name, home, window)


@transaction.atomic
def vouch(*, identity: Identity, window: AtWindow) -> Receipt:
    """The document of somebody who registered himself was seen: the window tells the same, and the two are one person."""
    take_turn()
    if (known := landed(window.client_id)) is not None:
        return known
    row = Particulars.objects.current().get(identity=identity)
    (entered,) = enter_people(
        told=[_told_by(row)], origin=window.origin, observed_on=day_of(window.at), purpose=window.purpose
    )  # fmt: skip
    ask_about([entered], by=window.by, at=window.at)
    _join(identity.pk, entered.identity, window)
    stays = [
        Stayed(entered.identity, stay.start, stay.division, place=stay.place, address=secrets.opened(stay, "address"))
        for stay in Stay.objects.current().filter(identity=identity, end__isnull=True)
    ]
    said = enter_stays(stays=stays, origin=window.origin, purpose=window.purpose)
    for stay in said:
        end_earlier_stays(stay=stay, origin=window.origin, purpose=window.purpose)
    number = "" if row.is_guardians else secrets.opened(row, "number")
    first = said[0] if said else None
    on = first.start if first else day_of(window.at)
    line = Line(Act.ARRIVED, on, entered.identity, row.name, number, first, has_duty=False)
    return _receipt([line], window, first.place if first else None)


def window_identity(person: Person, window: AtWindow) -> int:
    """The window's own view of a known person; made from what is held best where the window has none yet. Within the caller's
    transaction, and turn."""
    views = Identity.objects.filter(person=person)
    held = views.filter(source=SOURCE, particulars__superseded_at__isnull=True).order_by("pk").first()
    if held is not None:
        return held.pk
    rows = Particulars.objects.current().filter(identity__in=views).order_by("identity_id")
    row = rows.filter(is_guardians=False, number_index__isnull=False).first() or rows.first()
    if row is None:
        raise NobodyHere
    (entered,) = enter_people(
        told=[_told_by(row)], origin=window.origin, observed_on=day_of(window.at), purpose=window.purpose
    )  # fmt: skip
    _join(row.identity_id, entered.identity, window)
    return entered.identity


def _moved_in(identity: int, number: str, name: str, home: Home, window: AtWindow) -> Receipt:
    (stay,) = enter_stays(
        stays=[home.of(identity, window.client_id)], origin=window.origin, purpose=window.purpose
    )  # fmt: skip
    end_earlier_stays(stay=stay, origin=window.origin, purpose=window.purpose)
    line = Line(Act.ARRIVED, home.start, identity, name, number, stay, has_duty=False)
    return _receipt([line], window, home.place)


def _receipt(lines: Sequence[Line], window: AtWindow, place: Place | None) -> Receipt:
    return issue(
        client_id=window.client_id, door=Door.WINDOW, by=window.by, at=window.at, lines=lines, place=place
    )  # fmt: skip


def _open_stays(person: Person):
    return Stay.objects.current().filter(identity__person=person, end__isnull=True).exclude(source=MASTER)


def _end(stay: Stay, end: date, window: AtWindow) -> Stay:
    return end_stay(
        stay=stay, end=end, by=window.by, at=window.at, door=Door.WINDOW, source=SOURCE, purpose=window.purpose
    )  # fmt: skip


def _told_by(row: Particulars) -> Told:
    return Told(
        name=row.name, number=secrets.opened(row, "number"), document_kind=row.document_kind, birth_date=row.birth_date,
        sex=row.sex, phone=secrets.opened(row, "phone"), ethnic_group=row.ethnic_group, hukou=row.hukou,
        is_guardians=row.is_guardians,
    )  # fmt: skip


def _tail(identity: int, window: AtWindow) -> str:
    """The number of an adult for the receipt; blank for a child or a guardian's number."""
    row = Particulars.objects.current().get(identity=identity)
    return tail_of(row, day_of(window.at))


def _join(one: int, other: int, window: AtWindow) -> None:
    """The same person, said by whoever saw the document."""
    pair = Identity.objects.in_bulk([one, other])
    if one != other and pair[one].person_id != pair[other].person_id:
        _judge(pair[one], pair[other], Verdict.SAME, window)


def _keep_apart(entered: Entered, apart: Collection[str], window: AtWindow) -> None:
    """Somebody else, said by whoever saw the document, so that no machine asks again. Whom a clerk is asked about is left to him."""
    if not entered.is_new:
        return
    new = Identity.objects.get(pk=entered.identity)
    others = Identity.objects.filter(own__key__in=apart).exclude(pk__in=[new.pk, *entered.ask])
    for other in others.exclude(person=new.person_id).order_by("pk"):
        _judge(new, other, Verdict.DIFFERENT, window)


def _judge(one: Identity, other: Identity, verdict: Verdict, window: AtWindow) -> None:
    """Where others have judged otherwise a clerk decides."""
    try:
        with transaction.atomic():
            judge(
                first=one, second=other, verdict=verdict, how=How.CLERK, by=window.by, at=window.at,
                purpose=window.purpose, reasons=_SEEN,
            )  # fmt: skip
    except (AlreadyJudged, Contradicted):
        return


def _relate(head: int, member: int, relation: str, sex: str, window: AtWindow) -> None:
    if relation == Kin.SPOUSE:
        kin = Related(head, member, Kin.SPOUSE)
    else:
        parent = {"female": Kin.MOTHER, "male": Kin.FATHER}.get(sex, Kin.GUARDIAN)
        kin = Related(member, head, parent, is_guardian=True)
    enter_kinships(relations=[kin], origin=window.origin, purpose=window.purpose)


def _join_household(head: int, member: int, relation: str, home: Home, window: AtWindow) -> None:
    """Both in one household; the one that the head belongs to already, or a new one."""
    held = HouseholdMember.objects.current().filter(identity=head, end__isnull=True).first()
    household = held.household if held else Household.objects.create(place=home.place, opened_at=window.at)
    wanted = [(member, relation)] if held else [(head, HEAD), (member, relation)]
    there = set(HouseholdMember.objects.current().filter(household=household).values_list("identity", flat=True))
    HouseholdMember.objects.bulk_create(
        HouseholdMember(
            household=household, identity_id=one, relation=role, start=home.start, **window.origin.columns
        )
        for one, role in wanted
        if one not in there
    )  # fmt: skip
    record("registry.household_joined", about=household, by=window.by, purpose=window.purpose)
