"""People by house (requirements B3): buildings with their counts, one building as floors and rooms, grids with their people."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from xinju.accounts import queries as accounts
from xinju.accounts.access import Officer, Role, sees_region
from xinju.cases import queries as cases
from xinju.registry.access.people import sees_protected
from xinju.registry.access.places import may_add_in, visible
from xinju.registry.bridge.addresses import comparable
from xinju.registry.bridge.rooms import Occupant, occupants_of, open_stays
from xinju.registry.bridge.rules import district
from xinju.registry.models import Division, Doubt, Place
from xinju.registry.models.places import PlaceKind
from xinju.registry.models.slices import slices
from xinju.values.period import add_months

__all__ = ["Building", "Cell", "Floor", "Grid", "House", "Occupant", "buildings", "communities", "counts_of", "grids", "house",
           "place", "responsible", "with_tasks"]  # fmt: skip

CASE = "verification"
_OF_AGE = 18 * 12


@dataclass(frozen=True)
class Cell:
    """One room of a building, with what an officer looks for first."""

    place: Place
    people: int = 0
    children: int = 0
    waiting: int = 0
    overdue: int = 0
    occupants: tuple[Occupant, ...] = field(default=(), repr=False)

    @property
    def state(self) -> str:
        """overdue | waits | let | lived_in | empty."""
        if self.overdue:
            return "overdue"
        if self.waiting:
            return "waits"
        if not self.people:
            return "empty"
        return "let" if self.place.is_let else "lived_in"


@dataclass(frozen=True)
class Floor:
    """A row of rooms. `place` is empty where rooms stand right below a building or unit."""

    place: Place | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class House:
    """A building: by unit (or the building itself), the floors from the top down, and who is responsible for it."""

    place: Place
    units: tuple[tuple[Place, tuple[Floor, ...]], ...]
    responsible: tuple[Officer, ...]

    @property
    def cells(self) -> list[Cell]:
        return [cell for _, floors in self.units for floor in floors for cell in floor.cells]


@dataclass(frozen=True)
class Building:
    """A line of the list."""

    place: Place
    rooms: int
    people: int


@dataclass(frozen=True)
class Grid:
    """A community or grid: who walks it, how many rooms it has and how much waits there."""

    code: str
    workers: tuple[Officer, ...]
    rooms: int
    waiting: int
    overdue: int


def place(key: UUID, *, asker: Officer) -> Place | None:
    """The place of this key, if the asker sees it."""
    rows = Place.objects.filter(visible(asker), ended_on__isnull=True).select_related("parent__parent__parent")
    return rows.filter(key=key).first()


def buildings(*, asker: Officer, search: str = "", division: str = "") -> QuerySet[Place]:
    """What stands at the top of the tree in the asker's region, by address."""
    rows = Place.objects.filter(visible(asker), parent__isnull=True, ended_on__isnull=True)
    if division:
        rows = rows.filter(division__startswith=division)
    if search.strip():
        rows = rows.filter(Q(search__contains=comparable(search)) | Q(address__contains=search.strip()))
    return rows.order_by("division", "search", "pk")


def counts_of(tops: Sequence[Place], *, asker: Officer, on: date) -> list[Building]:
    """Rooms and people of these buildings."""
    top_of = _leaves({one.pk: one.pk for one in tops})
    people: Counter[int] = Counter()
    for some in slices(sorted(top_of)):
        for leaf, held in occupants_of(open_stays(some, on=on)).items():
            people[top_of[leaf]] += len(held)
    rooms = Counter(top_of.values())
    return [Building(one, rooms[one.pk], people[one.pk]) for one in tops]


def house(top: Place, *, asker: Officer, on: date) -> House:
    """The building with all its rooms; who lives behind a protected address is counted for nobody but those whose duty it is."""
    nodes = _below(top)
    children: dict[int | None, list[Place]] = defaultdict(list)
    for node in nodes:
        children[node.parent_id].append(node)
    leaves = [node for node in [top, *nodes] if not children[node.pk]]
    cells = _cells(leaves, asker, on)
    parts = [node for node in children[top.pk] if node.kind == PlaceKind.UNIT]
    roots = parts or [top]
    units = tuple((root, tuple(_floors(root, children, cells))) for root in roots)
    return House(top, units, tuple(responsible([top], asker=asker)[top.pk]))


def responsible(places: Iterable[Place], *, asker: Officer) -> dict[int, list[Officer]]:
    """The grid workers who answer for each place: those of the smallest region that holds it (requirements F1)."""
    workers = _workers(asker)
    found: dict[int, list[Officer]] = {}
    for one in places:
        codes = (one.grid, one.division)
        near = [worker for worker in workers if any(code.startswith(worker.region) for code in codes if code)]
        longest = max((len(worker.region) for worker in near), default=0)
        found[one.pk] = [worker for worker in near if len(worker.region) == longest]
    return found


def grids(*, asker: Officer, on: date) -> list[Grid]:
    """Every grid, and every community with rooms of no grid or without any, with its workers and what waits there."""
    workers = _workers(asker)
    rooms: Counter[str] = Counter()
    rows = Place.objects.filter(visible(asker), kind=PlaceKind.ROOM, ended_on__isnull=True)
    for division, grid, count in rows.values_list("division", "grid").annotate(Count("pk")).order_by():
        rooms[grid or division] += count
    waiting, overdue = Counter[str](), Counter[str]()
    for region, due_on in cases.inbox("job:grids", on=on, type=CASE).values_list("region", "due_on"):
        waiting[region] += 1
        overdue[region] += due_on is not None and due_on < on
    codes = {code for code, _, _ in communities(asker=asker)} | set(rooms) | {worker.region for worker in workers}
    return [
        Grid(
            code, tuple(worker for worker in workers if code.startswith(worker.region)), rooms[code], waiting[code], overdue[code]
        )
        for code in sorted(codes)
        if code and sees_region(asker, code)
    ]  # fmt: skip


def communities(*, asker: Officer) -> list[tuple[str, str, str]]:
    """Communities in which the asker works: code, name, English name; as entered, else as the district's pack has them."""
    held = Division.objects.filter(end__isnull=True).values_list("code", "name", "english").order_by("code")
    rows = [row for row in held if len(row[0]) >= 12] or [
        (one.code, one.name, one.english) for one in district().regions if len(one.code) >= 12
    ]
    return [row for row in rows if may_add_in(asker, row[0])]


def with_tasks(cell: Cell, *, asker: Officer) -> list[tuple[Doubt, cases.Case]]:
    """What is asked about people in a room, with the open cases."""
    rows = Doubt.objects.filter(place=cell.place).select_related("identity__person").order_by("pk")
    held = ((doubt, cases.case(doubt.case, asker)) for doubt in rows)
    return [(doubt, case) for doubt, case in held if case is not None and case.closed_on is None]


def _workers(asker: Officer) -> list[Officer]:
    rows = accounts.officers(asker=asker).filter(role=Role.GRID_WORKER, is_active=True)
    return [worker for worker in rows if worker.region]


def _cells(leaves: Sequence[Place], asker: Officer, on: date) -> dict[int, Cell]:
    waiting, overdue = _cases_at(leaves, on)
    grown = add_months(on, -_OF_AGE)
    found: dict[int, Cell] = {}
    held: dict[int, tuple[Occupant, ...]] = {}
    for some in slices([one.pk for one in leaves]):
        held |= occupants_of(open_stays(some, on=on))
    for leaf in leaves:
        people = tuple(one for one in held.get(leaf.pk, ()) if sees_protected(asker) or not one.person.is_protected)
        children = sum(one.person.birth_date is not None and one.person.birth_date > grown for one in people)
        found[leaf.pk] = Cell(leaf, len(people), children, waiting[leaf.pk], overdue[leaf.pk], people)
    return found


def _cases_at(leaves: Sequence[Place], on: date) -> tuple[Counter[int], Counter[int]]:
    """Open cases and overdue ones, by room."""
    waiting, overdue = Counter[int](), Counter[int]()
    for some in slices([one.pk for one in leaves]):
        doubts = dict(Doubt.objects.filter(place__in=some).values_list("case", "place"))
        for keys in slices(sorted(doubts)):
            due = cases.inbox("job:houses", on=on, type=CASE).filter(key__in=keys).values_list("key", "due_on")
            for key, due_on in due:
                waiting[doubts[key]] += 1
                overdue[doubts[key]] += due_on is not None and due_on < on
    return waiting, overdue


def _floors(root: Place, children: Mapping[int | None, list[Place]], cells: Mapping[int, Cell]) -> Iterable[Floor]:
    """From the top down; rooms right below the root stand in a row of their own."""
    below = children[root.pk]
    for floor in sorted((one for one in below if children[one.pk]), key=lambda one: (-one.order, one.label)):
        yield Floor(floor, tuple(cells[room.pk] for room in _ordered(_rooms(floor, children))))
    loose = [one for one in below if not children[one.pk]] or ([] if below else [root])
    if loose:
        yield Floor(None, tuple(cells[room.pk] for room in _ordered(loose)))


def _rooms(node: Place, children: Mapping[int | None, list[Place]]) -> list[Place]:
    if not children[node.pk]:
        return [node]
    return [leaf for child in children[node.pk] for leaf in _rooms(child, children)]


def _ordered(rooms: Iterable[Place]) -> list[Place]:
    return sorted(rooms, key=lambda one: (one.order, one.label, one.pk))


def _below(top: Place) -> list[Place]:
    """Every node below, level by level."""
    found: list[Place] = []
    level = [top.pk]
    while level:
        rows = list(Place.objects.filter(parent__in=level, ended_on__isnull=True))
        found += rows
        level = [row.pk for row in rows]
    return found


def _leaves(top_of: dict[int, int]) -> dict[int, int]:
    """The rooms below these nodes, each with the top it belongs to; a node without any is a room itself."""
    leaves: dict[int, int] = {}
    level = dict(top_of)
    while level:
        below: dict[int, int] = {}
        parents: set[int] = set()
        for some in slices(sorted(level)):
            rows = Place.objects.filter(parent__in=some, ended_on__isnull=True).values_list("pk", "parent_id")
            for pk, parent in rows:
                below[pk] = level[parent]
                parents.add(parent)
        leaves |= {pk: top for pk, top in level.items() if pk not in parents}
        level = below
    return leaves
