"""Who has arrived elsewhere lives there: by an officer's eyes the stay before ends, by anybody else's word somebody goes and looks."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from tests.apps.registry.conftest import NOON, wang

from xinju.accounts.access import Role
from xinju.registry.actions.counter import AtWindow, Home, depart, register
from xinju.registry.actions.letting import declare_arrival, declare_leaving
from xinju.registry.actions.people import Origin
from xinju.registry.actions.places import Planned, add_building
from xinju.registry.actions.stays import AlreadyEnded, Stayed, end_stay, enter_stays
from xinju.registry.actions.visits import AtDoor, Found, Newcomer, visit
from xinju.registry.bridge.rooms import room_of
from xinju.registry.models import Doubt, Identity, Place, Stay
from xinju.registry.models.visits import Reason
from xinju.registry.presenters.persons import shown_stays
from xinju.registry.queries.facts import fact_tables
from xinju.registry.queries.persons import read_file

VILLAGE = "990102001001"
BEFORE, ARRIVED, DAY = date(2024, 3, 1), date(2026, 5, 1), NOON.date()
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def rooms(db) -> list[Place]:
    plan = Planned("building", "3幢", [Planned("room", f"{n}室", is_let=True) for n in (401, 402)])
    return list(
        add_building(plan=plan, division=VILLAGE, street="稻香路18号", by="job:test", purpose="test").children.all()
    )


@pytest.fixture
def lives(enter):
    """Somebody has lived in a room since 2024, as a source says: lives(room, source="landlord", dwelling="rented")."""

    def tell(room: Place, *, source: str = "landlord", dwelling: str = "rented", start: date = BEFORE) -> Identity:
        (identity,) = enter(source, wang())
        door = source if source in ("landlord", "self") else "file"
        origin = Origin(source, door, "job:test", NOON - timedelta(days=40), "pending")
        stay = Stayed(identity.pk, start, VILLAGE, place=room, dwelling=dwelling)
        enter_stays(stays=[stay], origin=origin, purpose="test")
        return identity

    return tell


@pytest.fixture
def registers(officer):
    """The window registers her in a room: registers(room, dwelling="rented")."""
    by = officer(Role.WINDOW_OFFICER)

    def at_the_window(room: Place, dwelling: str = "rented", start: date = ARRIVED):
        home = Home(start, VILLAGE, place=room, dwelling=dwelling)
        window = AtWindow(by, NOON, "at_the_window", uuid4())
        return register(told=wang(), is_child=False, home=home, window=window)

    return at_the_window


def held() -> list[tuple]:
    rows = Stay.objects.current().order_by("start", "pk").select_related("place")
    return [(stay.place.label, stay.source, stay.end) for stay in rows]


def test_an_arrival_that_the_window_has_seen_ends_the_stay_before_on_that_day_as_the_windows_word(
    rooms, lives, registers
):
    lives(rooms[0])

    registers(rooms[1])

    assert held() == [("401室", "window", ARRIVED), ("402室", "window", None)]
    assert Stay.objects.known_at(NOON - timedelta(days=1)).get().end is None  # what was known then stays readable
    assert not Doubt.objects.exists()


def test_whom_a_grid_worker_meets_in_another_room_has_moved(rooms, lives, officer):
    one = lives(rooms[0])
    by = officer(Role.GRID_WORKER)
    door = AtDoor(rooms[1], uuid4(), DAY, "evening", by, NOON)
    version = room_of(rooms[1], on=DAY).version

    visit(door=door, outcome="spoke", version=version, found=Found(came=(Newcomer(ARRIVED, identity=one.pk),)))

    assert held() == [("401室", "grid", ARRIVED), ("402室", "grid", None)]


def test_a_home_of_another_kind_is_kept_beside(rooms, lives, registers):
    lives(rooms[0], dwelling="dormitory")

    registers(rooms[1], dwelling="rented")

    assert held() == [("401室", "landlord", None), ("402室", "window", None)]


@pytest.mark.parametrize("start", [ARRIVED, ARRIVED + timedelta(days=3)])
def test_what_began_later_or_on_the_same_day_is_not_before(rooms, lives, registers, start):
    lives(rooms[0], start=start)

    registers(rooms[1])

    assert ("401室", "landlord", None) in held()


def test_the_same_room_from_another_day_is_no_move(rooms, lives, registers):
    lives(rooms[0])

    registers(rooms[0])

    assert held() == [("401室", "landlord", None), ("401室", "window", None)]


def test_the_polices_own_word_is_ended_by_the_police(rooms, lives, registers):
    lives(rooms[0], source="police")

    registers(rooms[1])

    assert held() == [("401室", "police", None), ("402室", "window", None)]


def test_a_landlords_word_ends_nothing_and_somebody_goes_and_looks(rooms, lives, officer):
    lives(rooms[0], source="self")

    receipt = declare_arrival(
        place=rooms[1], told=wang(), is_child=False, start=ARRIVED, by="job:test", at=NOON, client_id=uuid4()
    )

    assert held() == [("401室", "self", None), ("402室", "landlord", None)]
    doubt = Doubt.objects.get()
    assert (doubt.reason, doubt.place) == (Reason.PENDING, rooms[1])
    assert receipt.case == ""  # the landlord is told nothing of it


def test_a_landlords_new_tenant_who_lived_nowhere_needs_no_look(rooms, db):
    declare_arrival(
        place=rooms[1], told=wang(), is_child=False, start=ARRIVED, by="job:test", at=NOON, client_id=uuid4()
    )

    assert not Doubt.objects.exists()


def test_once_a_grid_worker_has_confirmed_the_declared_arrival_the_stay_before_ends(rooms, lives, officer):
    lives(rooms[0], source="landlord")
    declare_arrival(
        place=rooms[1], told=wang(), is_child=False, start=ARRIVED, by="job:test", at=NOON, client_id=uuid4()
    )
    room = room_of(rooms[1], on=DAY)
    door = AtDoor(rooms[1], uuid4(), DAY, "evening", officer(Role.GRID_WORKER), NOON, "仍住在此")

    visit(door=door, outcome="spoke", version=room.version, found=Found(stayed=frozenset(room.by_key)))

    assert ("401室", "grid", ARRIVED) in held()


def test_the_days_in_the_district_that_count_for_points_stay_the_same(rooms, lives, registers):
    one = lives(rooms[0])
    registers(rooms[1])

    tables, _ = fact_tables([str(one.own.key)], known_at=NOON, asker="test")

    stays = tables["stay"].select(["from", "to", "division"]).to_pylist()
    assert [tuple(row.values()) for row in stays] == [
        (BEFORE.isoformat(), ARRIVED.isoformat(), VILLAGE), (ARRIVED.isoformat(), "", VILLAGE)
    ]  # fmt: skip


def test_the_page_says_that_the_person_moved_on(rooms, lives, registers):
    one = lives(rooms[0])
    registers(rooms[1])
    one.refresh_from_db()

    now, before = shown_stays(read_file(one.person, on=DAY, hides_address=False), DAY)

    assert (before["end"], before["moved_on"], now["moved_on"]) == (ARRIVED, True, False)


class TestLeaving:
    """Who leaves has left by the word of all who told the same stay; only the police end their own."""

    @pytest.fixture
    def confirmed(self, rooms, officer) -> Stay:
        """The landlord has declared her and a grid worker confirmed it: the same stay, told twice."""
        declare_arrival(
            place=rooms[1], told=wang(), is_child=False, start=ARRIVED, by="job:test", at=NOON, client_id=uuid4()
        )
        room = room_of(rooms[1], on=DAY)
        door = AtDoor(rooms[1], uuid4(), DAY, "evening", officer(Role.GRID_WORKER), NOON, "仍住在此")
        visit(door=door, outcome="spoke", version=room.version, found=Found(stayed=frozenset(room.by_key)))
        return Stay.objects.current().get(source="landlord")

    def test_a_tenant_whom_the_grid_has_confirmed_leaves_by_the_landlords_one_word(self, confirmed):
        yesterday = DAY - timedelta(days=1)

        declare_leaving(
            stay=confirmed, end=yesterday, name="王芳", tail="", by="job:test", at=LATER, client_id=uuid4()
        )  # fmt: skip

        assert held() == [("402室", "landlord", yesterday)]
        assert Identity.objects.get(pk=confirmed.identity_id).person.place is None

    def test_who_says_goodbye_at_the_window_has_left(self, confirmed, officer):
        window = AtWindow(officer(Role.WINDOW_OFFICER), LATER, "at_the_window", uuid4())

        depart(person=confirmed.identity.person, end=DAY, window=window)

        assert held() == [("402室", "window", DAY)]

    def test_the_polices_word_of_the_same_stay_stands_beside_until_the_police_end_it(self, confirmed):
        Stay.objects.filter(source="grid").update(source="police")

        end_stay(stay=confirmed, end=DAY, by="job:t", at=LATER, door="landlord", source="landlord", purpose="t")

        assert sorted(held(), key=str) == sorted([("402室", "police", None), ("402室", "landlord", DAY)], key=str)

    def test_the_same_end_again_changes_nothing_and_another_one_is_refused(self, confirmed):
        given = {"by": "job:t", "at": LATER, "door": "landlord", "source": "landlord", "purpose": "t"}
        first = end_stay(stay=confirmed, end=DAY, **given)

        assert end_stay(stay=confirmed, end=DAY, **given) == first
        with pytest.raises(AlreadyEnded):
            end_stay(stay=confirmed, end=DAY - timedelta(days=1), **given)
