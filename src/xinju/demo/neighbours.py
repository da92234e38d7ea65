"""The named people of the registry, each a thing that goes wrong in real ones: they come in by the doors, not by a file.

Two Wang Fang in one building · a number typed with one wrong digit · a newborn without a number · a landlord of twelve rooms,
three of them undeclared · a resident of Hong Kong · a child that stands at its landlord's address · a tenant of whom the police
tell another home since.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from xinju.accounts.access import Officer
from xinju.accounts.actions import open_demo_person
from xinju.accounts.demo_accounts import DemoPersonKind
from xinju.registry.actions.letting import declare_arrival
from xinju.registry.actions.people import Origin, enter_people
from xinju.registry.actions.places import Planned, add_building, hold
from xinju.registry.actions.relations import Related, enter_kinships
from xinju.registry.actions.stays import Stayed, enter_stays
from xinju.registry.bridge.told import Told
from xinju.registry.queries.people import keys_of, room_of
from xinju.values.citizen_id import check_character

COMMUNITY, ELSEWHERE = "990102001001", "990102002001"
STREET, FARM = "稻香路18号", "稻香里桥头26号"
PURPOSE = "job:demo"
SURNAMES = "赵钱孙李周吴郑冯陈褚卫蒋"
GIVEN = ("国梁", "秀兰", "建军", "海燕", "志强", "玉梅", "小龙", "春花", "永福", "晓东", "美珍", "大勇")
DECLARED = 9
OFFICE_HOURS = timedelta(hours=10)  # of the day on which something was declared


@dataclass(frozen=True)
class Neighbours:
    """Person keys of those who sign in to the demo, and how many came in."""

    resident: UUID
    landlord: UUID
    people: int


def number(area: str, born: date, serial: int) -> str:
    """An invented citizen number of an area that no place bears; an odd serial is a man's."""
    first = f"{area}{born:%Y%m%d}{serial:03d}"
    return first + check_character(first)


def tenants() -> list[Told]:
    """The landlord's twelve tenants, by room."""
    born = [date(1979 + at, 1 + at % 12, 3 + at) for at in range(len(GIVEN))]
    return [
        Told(surname + given, number("990537", born[at], 600 + at), birth_date=born[at])
        for at, (surname, given) in enumerate(zip(SURNAMES, GIVEN, strict=True))
    ]


def settle(*, day: date, at: datetime, by: Officer) -> Neighbours:
    """Let the named people in, as of `day`."""
    neighbours = _Settling(day, at, by)
    neighbours.build()
    first = neighbours.two_of_one_name()
    neighbours.a_wrong_digit()
    neighbours.a_newborn(first)
    landlord = neighbours.a_landlord()
    neighbours.from_hong_kong()
    neighbours.a_child_at_its_landlords(landlord)
    neighbours.a_tenant_who_may_have_moved_on()
    keys = keys_of([first, landlord], asker=by)
    return Neighbours(keys[first], keys[landlord], neighbours.count)


class _Settling:
    """Who comes in by which door, in the order of the list above."""

    def __init__(self, day: date, at: datetime, by: Officer) -> None:
        self._day, self._at, self._by = day, at, by
        self.count = 0

    def build(self) -> None:
        """A block of flats of six floors and the landlord's farmhouse of twelve rooms."""
        flats = [Planned("room", f"{floor}{door:02d}室") for floor in range(1, 7) for door in (1, 2)]
        block = Planned("building", "3幢", [Planned("unit", "1单元", [replace(one, is_let=True) for one in flats])])
        add_building(plan=block, division=COMMUNITY, street=STREET, by=self._by, purpose=PURPOSE)
        rooms = [Planned("room", f"{room}室", is_let=True) for room in range(101, 113)]
        house = Planned("building", "", rooms)
        add_building(plan=replace(house, label="1幢"), division=COMMUNITY, street=FARM, by=self._by, purpose=PURPOSE)

    def two_of_one_name(self) -> int:
        """They live on two floors and were born in one year."""
        first = Told("王芳", number("990315", date(1990, 3, 4), 128), birth_date=date(1990, 3, 4), sex="female",
                     phone="13900000128", hukou="990315")  # fmt: skip
        second = Told("王芳", number("990421", date(1990, 11, 23), 246), birth_date=date(1990, 11, 23), sex="female",
                      phone="13900000246", hukou="990421")  # fmt: skip
        one, other = self._enter("window", first, second)
        self._live(one, f"{STREET}3幢1单元201室", 700, "window")
        self._live(other, f"{STREET}3幢1单元502室", 300, "window")
        return one

    def a_wrong_digit(self) -> None:
        """The police have the right number; the grid worker typed a 7 for a 1."""
        born = date(1985, 6, 17)
        right = number("990644", born, 313)
        wrong = right[:14] + "7" + right[15:] if right[14] != "7" else right[:14] + "1" + right[15:]
        known = Told("许文斌", right, birth_date=born, sex="male", phone="13900000313")
        self._enter("police", known)
        (seen,) = self._enter("grid", replace(known, number=wrong), verification="pending")
        self._live(seen, f"{STREET}3幢1单元301室", 45, "grid")

    def a_newborn(self, mother: int) -> None:
        """Born in April, not yet on the household register: the mother's number stands on the child's line."""
        mothers = number("990315", date(1990, 3, 4), 128)
        child = Told("王安", mothers, birth_date=self._day - timedelta(days=23), sex="male", is_guardians=True)
        (born,) = self._enter("health", child)
        related = [Related(born, mother, "mother", is_guardian=True, start=child.birth_date)]
        enter_kinships(relations=related, origin=self._origin("health"), purpose=PURPOSE)

    def a_landlord(self) -> int:
        """Twelve rooms: nine tenants declared the day after they came, the last two of them late; three seen by the grid
        worker only."""
        born = date(1961, 8, 30)
        owner = Told("陈阿根", number("990102", born, 511), birth_date=born, sex="male", phone="13900000511")
        (landlord,) = self._enter("window", owner)
        house = room_of(f"{FARM}1幢", asker=self._by)
        hold(identity=landlord, place=house, role="owner", start=date(2015, 1, 1), origin=self._origin("window"),
             purpose=PURPOSE)  # fmt: skip
        for at, told in enumerate(tenants()):
            address, days = f"{FARM}1幢{101 + at}室", 400 - 30 * at
            if at < DECLARED:
                self._declare(told, address, days, after=20 if at >= DECLARED - 2 else 1)
                continue
            (tenant,) = self._enter("grid", told, verification="pending")
            self._live(tenant, address, days, "grid")
        return landlord

    def _declare(self, told: Told, address: str, days: int, *, after: int) -> None:
        """By the landlord, `after` so many days."""
        place, start = room_of(address, asker=self._by), self._day - timedelta(days=days)
        declare_arrival(
            place=place, told=told, is_child=False, start=start, by=open_demo_person(DemoPersonKind.LANDLORD),
            at=self._at - timedelta(days=days - after) + OFFICE_HOURS, client_id=uuid5(place.key, "first tenant"),
        )  # fmt: skip
        self.count += 1

    def from_hong_kong(self) -> None:
        """A travel permit instead of a citizen number; it has no check character."""
        told = Told("梁家明", "H00000017", document_kind="home_return", birth_date=date(1988, 2, 29), sex="male",
                    phone="13900000617")  # fmt: skip
        (resident,) = self._enter("window", told)
        self._live(resident, f"{STREET}3幢1单元602室", 240, "window")

    def a_child_at_its_landlords(self, landlord: int) -> None:
        """The school has the child at the landlord's door, the family lives elsewhere."""
        born = date(2019, 12, 1)
        mother_born = date(1992, 5, 6)
        mother = Told("林小雨", number("990644", mother_born, 724), birth_date=mother_born, sex="female")
        child = Told("周一诺", number("990102", born, 735), birth_date=born, sex="male")
        (parent,) = self._enter("window", mother)
        self._live(parent, f"{STREET}3幢1单元402室", 500, "window")
        (pupil,) = self._enter("education", child)
        self._live(pupil, f"{FARM}1幢", 500, "education")
        related = [Related(pupil, parent, "mother", is_guardian=True, start=born)]
        enter_kinships(relations=related, origin=self._origin("education"), purpose=PURPOSE)

    def a_tenant_who_may_have_moved_on(self) -> None:
        """The landlord has the tenant in room 101; the police's file has him in Runqiao for a fortnight, without a door."""
        (tenant,) = self._enter("police", tenants()[0])
        stay = Stayed(tenant, self._day - timedelta(days=14), ELSEWHERE, dwelling="rented")
        enter_stays(stays=[stay], origin=self._origin("police"), purpose=PURPOSE)

    def _enter(self, source: str, *told: Told, verification: str = "verified") -> list[int]:
        entered = enter_people(
            told=told, origin=self._origin(source, verification), observed_on=self._day, purpose=PURPOSE
        )
        self.count += len(entered)
        return [one.identity for one in entered]

    def _live(self, identity: int, address: str, days: int, source: str) -> None:
        place = room_of(address, asker=self._by)
        stay = Stayed(identity, self._day - timedelta(days=days), place.division, place=place, dwelling="rented")
        standing = "pending" if source in ("landlord", "grid") else "verified"
        enter_stays(stays=[stay], origin=self._origin(source, standing), purpose=PURPOSE)

    def _origin(self, source: str, verification: str = "verified") -> Origin:
        door = source if source in ("window", "grid", "landlord") else "file"
        return Origin(source=source, door=door, by=self._by, at=self._at, verification=verification)
