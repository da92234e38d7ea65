"""Reads for whoever goes from door to door: today's doors, one room, what is asked there, and somebody by a whole number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from xinju.accounts.access import Officer, Role, answers_for, has_role
from xinju.cases import queries as cases
from xinju.registry.access.places import visible
from xinju.registry.bridge import secrets
from xinju.registry.bridge.documents import document_of, phone_of
from xinju.registry.bridge.rooms import Occupant, Room, room_of
from xinju.registry.bridge.told import Told
from xinju.registry.models import Doubt, Particulars, Person, Place, Visit
from xinju.registry.models.identities import DocumentKind
from xinju.registry.models.places import PlaceKind
from xinju.registry.models.slices import slices
from xinju.registry.models.visits import Reason, VisitOutcome
from xinju.values.citizen_id import CitizenId
from xinju.values.period import add_months

__all__ = ["Door", "Known", "Occupant", "Reason", "Room", "Task", "Told", "Unsound", "VisitOutcome", "as_asked", "by_number_or_phone",
           "doors_today", "is_room", "open_tasks", "place", "place_of_plate", "refuse_blank", "room", "tails", "task", "telling",
           "visits_at"]  # fmt: skip

CASE = "verification"
ADULT_MONTHS = 18 * 12
MOST_FOUND = 5


@dataclass(frozen=True)
class Task:
    """One thing to verify at a door, with the case in which it is done."""

    doubt: Doubt
    case: cases.Case

    @property
    def person(self) -> Person:
        return self.doubt.identity.person


@dataclass(frozen=True)
class Door:
    """A door that waits for a visit: everything asked there is one visit. `tried` are the hours at which nobody was home."""

    place: Place | None
    tasks: tuple[Task, ...]
    tried: tuple[str, ...] = ()

    @property
    def due_on(self) -> date:
        return min(task.case.due_on for task in self.tasks)

    @property
    def reasons(self) -> list[str]:
        return sorted({task.doubt.reason for task in self.tasks}, key=Reason.values.index)


@dataclass(frozen=True)
class Known:
    """Somebody found by a whole number or phone: no more than tells the worker that it is the one at the door."""

    key: UUID
    identity: int
    name: str
    tail: str
    lives_here: bool


def doors_today(asker: Officer, *, on: date) -> list[Door]:
    """Doors with something that waits for the asker, in walking order; last what has no door yet."""
    waiting = {case.key: case for case in cases.inbox(asker, on=on, type=CASE)}
    rows = Doubt.objects.select_related("identity__person", "place__parent__parent__parent")
    at: dict[Place | None, list[Task]] = defaultdict(list)
    for some in slices(sorted(waiting)):
        for doubt in rows.filter(case__in=some).order_by("pk"):
            at[doubt.place].append(Task(doubt, waiting[doubt.case]))
    tried = _tried([place.pk for place in at if place is not None])
    doors = [
        Door(place, tuple(tasks), tuple(tried.get(place.pk, ())) if _is_second(tasks) and place else ())
        for place, tasks in at.items()
    ]
    return sorted(doors, key=lambda door: walking(door.place) if door.place else ((2, 0, ""),))


def walking(place: Place) -> tuple[tuple[int, int, str], ...]:
    """Where a place comes on a walk: by street and building, then up the floors, then along the rooms."""
    way: list[tuple[int, int, str]] = []
    node: Place | None = place
    while node is not None:
        way.append((1, 0, node.search) if node.parent is None else (1, node.order, node.label))
        node = node.parent
    return tuple(reversed(way))


def place(key: UUID, asker: Officer) -> Place | None:
    """The place of this key, if it lies where the asker works."""
    return _visible(asker).filter(key=key).select_related("parent__parent__parent").first()


def place_of_plate(plate: str, asker: Officer) -> Place | None:
    """The place whose door plate bears this, if it lies where the asker works."""
    return _visible(asker).filter(plate=plate).first()


def room(found: Place, *, asker: Officer, on: date) -> Room:
    """Who lives behind a door; people whose address is protected are not shown there."""
    held = room_of(found, on=on)
    return Room(held.place, tuple(one for one in held.occupants if not one.person.is_protected), held.version)


def open_tasks(found: Place, asker: Officer) -> list[Task]:
    """What is still asked about people at this door, whoever has it now."""
    rows = Doubt.objects.filter(place=found).select_related("identity__person").order_by("pk")
    held = ((doubt, cases.case(doubt.case, asker)) for doubt in rows)
    return [Task(doubt, case) for doubt, case in held if case is not None and case.closed_on is None]


def task(case_key: str, asker: Officer) -> Task | None:
    """What is asked in this case, if the asker may see it."""
    row = cases.case(case_key, asker)
    doubt = Doubt.objects.select_related("identity__person", "place").filter(case=case_key).first()
    return Task(doubt, row) if row is not None and doubt is not None else None


@dataclass(frozen=True)
class AsAsked:
    """How a department finds somebody among its own: name and number in clear, which never reach a repr or a log."""

    name: str = field(repr=False)
    number: str = field(repr=False)


def as_asked(task: Task, *, asker: Officer) -> AsAsked | None:
    """Whom the department compares, for its own clerk while the case waits for them; the look at the case is on record."""
    kind = cases.kind_of(task.case)
    is_asked = task.case.closed_on is None and kind.states[task.case.state].role == Role.DEPARTMENT_CLERK
    if not (is_asked and answers_for(asker, task.case.department)):
        return None
    rows = Particulars.objects.current().filter(identity__person=task.person, is_guardians=False)
    row = rows.filter(number_sealed__isnull=False).order_by("-pk").first()
    return AsAsked(task.person.name, secrets.opened(row, "number") if row is not None else "")


def name_at_the_door(task: Task, *, asker: Officer) -> str:
    """Whom the grid worker asks for, while the case waits for one: his pages of doors name the same people; blank for everybody
    else, and where the address is protected."""
    kind = cases.kind_of(task.case)
    is_asked = task.case.closed_on is None and kind.states[task.case.state].role == Role.GRID_WORKER
    is_his = has_role(asker, Role.GRID_WORKER) and not task.person.is_protected
    return task.person.name if is_asked and is_his else ""


def tails(persons: Iterable[Person], *, asker: Officer, on: date) -> dict[int, str]:
    """The last four characters of an adult's number, by person; nothing for children and where none is known."""
    adults = {one.pk for one in persons if one.birth_date and one.birth_date <= add_months(on, -ADULT_MONTHS)}
    rows = Particulars.objects.current().filter(identity__person__in=adults, is_guardians=False)
    rows = rows.filter(number_sealed__isnull=False).order_by("-pk").select_related("identity")
    return {row.identity.person_id: secrets.opened(row, "number")[-4:] for row in rows}


def by_number_or_phone(text: str, *, at: Place, asker: Officer, on: date) -> list[Known]:
    """People who bear exactly this document number or this phone. A guardian's number finds the guardian."""
    number, phone = document_of(text), phone_of(text)
    rows = Particulars.objects.current().proven().none()
    if number.number and number.fault is None:
        found = secrets.number_candidates(number.number)
        rows = Particulars.objects.current().proven().filter(number_index__in=found, is_guardians=False)
    elif phone:
        rows = Particulars.objects.current().proven().filter(phone_index__in=secrets.phone_candidates(phone))
    rows = (
        rows.filter(identity__person__died_on__isnull=True).select_related("identity__person").order_by("identity_id")
    )
    first: dict[int, Particulars] = {}
    for row in rows:
        first.setdefault(row.identity.person_id, row)
    shown = list(first.values())[:MOST_FOUND]
    tail = tails([row.identity.person for row in shown], asker=asker, on=on)
    return [
        Known(
            row.identity.person.key, row.identity_id, row.identity.person.name, tail.get(row.identity.person_id, ""),
            row.identity.person.place_id == at.pk,
        )
        for row in shown
    ]  # fmt: skip


def visits_at(found: Place, *, asker: Officer) -> QuerySet[Visit]:
    """Visits at this door, the newest first."""
    return Visit.objects.filter(place=found)


def _visible(asker: Officer) -> QuerySet[Place]:
    return Place.objects.filter(visible(asker), ended_on__isnull=True)


def _is_second(tasks: Sequence[Task]) -> bool:
    return any(task.case.state == "second_visit" for task in tasks)


def _tried(places: Sequence[int]) -> dict[int, list[str]]:
    """Hours of the last visits at which nobody was home, by place."""
    found: dict[int, list[str]] = defaultdict(list)
    for some in slices(places):
        rows = (
            Visit.objects.filter(place__in=some).order_by("place", "-on", "-pk").values_list("place", "outcome", "hour")
        )
        over: set[int] = set()
        for place_pk, outcome, hour in rows:
            if outcome != VisitOutcome.NOBODY_HOME:
                over.add(place_pk)
            elif place_pk not in over and hour not in found[place_pk]:
                found[place_pk].append(hour)
    return found


def is_room(found: Place) -> bool:
    """Is this a door behind which people live, and not a node above others?"""
    return found.kind == PlaceKind.ROOM or not found.children.filter(ended_on__isnull=True).exists()


class Unsound(Exception):
    """What was typed cannot be so: which field, and a code (shape, date, check, phone, name_missing, number_missing)."""

    def __init__(self, field: str, code: str) -> None:
        super().__init__(f"{field}: {code}")
        self.field, self.code = field, code


def telling(*, name: str, number: str, phone: str = "", birth_date: date | None = None) -> Told:
    """What a worker was told at the door as a sound value; the date of birth is taken from a citizen's number. Raises Unsound."""
    document, kept_phone = document_of(number), phone_of(phone)
    if not name.strip():
        raise Unsound("name", "name_missing")
    if document.fault is not None:
        raise Unsound("number", document.fault)
    if kept_phone is None:
        raise Unsound("phone", "phone")
    born = birth_date
    if document.kind in (DocumentKind.CITIZEN, DocumentKind.RESIDENCE):
        born = CitizenId(document.number).birth_date
    return Told(
        name=" ".join(name.split()), number=document.number, document_kind=document.kind, birth_date=born, phone=kept_phone
    )  # fmt: skip


def refuse_blank(found: Task, *, number: str, birth_date: date | None) -> None:
    """Raise Unsound where the very thing that was missing is still missing."""
    if found.doubt.reason == Reason.NO_NUMBER and not number.strip():
        raise Unsound("number", "number_missing")
    if found.doubt.reason == Reason.NO_BIRTH_DATE and birth_date is None and not number.strip():
        raise Unsound("birth_date", "birth_missing")
