"""One new telling against everybody: who is found through the tables' indexes, and that nobody is lost by it."""

from __future__ import annotations

import sys
from datetime import date
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import duckdb
import pyarrow as pa
import pytest
from tests.apps.registry.conftest import NOON, number, wang

from xinju.engines.linkage.cleaning import clean
from xinju.engines.linkage.comparing import compare_one
from xinju.engines.linkage.index import Index, build, candidates_for
from xinju.engines.linkage.numbers import clean_number
from xinju.engines.linkage.particulars import PARTICULARS
from xinju.engines.linkage.particulars import Particulars as Written
from xinju.engines.linkage.phones import clean_phone
from xinju.registry.actions.people import Origin, enter_people
from xinju.registry.actions.stays import Stayed, enter_stays
from xinju.registry.bridge import candidates, linking, nearby
from xinju.registry.bridge.addresses import comparable
from xinju.registry.bridge.told import Told
from xinju.registry.bridge.written import from_telling, written
from xinju.registry.models import Identity, Place
from xinju.registry.queries.merges import likely

BORN = date(1990, 3, 4)
ADDRESS = "稻香路12号3幢2单元501室"


def keys_of(told: Told, address: str = "") -> list:
    return [one.person for one in likely(told, asker="job:test", address=address)]


def key(identity: Identity):
    return Identity.objects.select_related("person").get(pk=identity.pk).person.key


def moves_in(identity: Identity, address: str) -> None:
    origin = Origin(source=identity.source, door="file", by="job:test", at=NOON, verification="verified")
    stay = Stayed(identity.pk, date(2026, 3, 1), "990102001001", place=place_of(address))
    enter_stays(stays=[stay], origin=origin, purpose="test")


def slips(right: str) -> dict[str, str]:
    return {
        "a digit changed": right[:8] + ("7" if right[8] != "7" else "3") + right[9:],
        "two exchanged": right[:4] + right[5] + right[4] + right[6:],
        "one left out": right[:5] + right[6:],
        "the check character": right[:-1] + ("1" if right[-1] != "1" else "2"),
    }


@pytest.mark.parametrize("slip", slips(number(BORN, 128)))
def test_a_slip_in_a_new_number_finds_the_holder_without_birthday_phone_or_address(enter, slip):
    (police,) = enter("police", wang(birth_date=None))

    found = keys_of(Told("王芳", slips(number(BORN, 128))[slip]))

    assert found == [key(police)]


@pytest.mark.parametrize("slip", slips(number(BORN, 128)))
def test_a_right_number_finds_whom_somebody_entered_with_a_slip(enter, slip):
    (grid,) = enter("grid", Told("王芳", slips(number(BORN, 128))[slip]))

    assert keys_of(Told("王芳", number(BORN, 128))) == [key(grid)]


def test_name_and_address_find_who_lives_in_the_building_however_it_is_written(enter):
    (grid,) = enter("grid", Told("王芳"))
    moves_in(grid, ADDRESS)

    assert keys_of(Told("王芳"), "和润区稻香路十二号三栋二单元501") == [key(grid)]
    assert keys_of(Told("王芳"), "稻香路12号4幢2单元501室") == []


def test_a_birthday_and_the_door_find_who_is_written_with_another_character(enter):
    (grid,) = enter("grid", Told("王小芳", birth_date=BORN))
    moves_in(grid, ADDRESS)

    assert keys_of(Told("王小芬", birth_date=BORN), ADDRESS) == [key(grid)]


def test_a_birthday_with_day_and_month_exchanged_is_found(enter):
    (grid,) = enter("grid", Told("王小芳", birth_date=date(1990, 4, 3)))

    assert nearby.identities_near(from_telling(Told("王小芳", birth_date=BORN))) == {grid.pk}


def test_what_more_than_a_crowd_shares_says_nothing_and_brings_nobody(enter, monkeypatch):
    monkeypatch.setattr(nearby, "MOST", 3)
    crowd = [Told(f"周{chr(0x4E00 + n)}", birth_date=date(1980, 1, 1 + n), phone="13900000000") for n in range(5)]
    enter("employer", *crowd)

    assert nearby.identities_near(from_telling(Told("李大为", phone="13900000000"))) == set()
    assert (
        len(nearby.identities_near(from_telling(Told(crowd[0].name, birth_date=date(1980, 1, 1), phone="13900000000"))))
        == 1
    )


def test_what_somebody_typed_of_himself_and_nobody_verified_is_nobody(db):
    origin = Origin(source="self", door="self", by="job:test", at=NOON, verification="pending")
    enter_people(told=[wang(phone="13900000000")], origin=origin, observed_on=NOON.date(), purpose="test")

    assert keys_of(wang(phone="13900000000")) == []


def test_how_common_a_name_is_is_counted_in_the_tables_as_the_engine_counts(enter):
    enter("employer", *(Told("周兰", birth_date=date(1980 + n, 1, 1)) for n in range(31)))
    enter(
        "grid",
        *(Told("李兰", birth_date=date(1980 + n, 1, 1)) for n in range(29)),
        Told("赵兰"),
        Told("赵兰", birth_date=BORN),
    )

    found = candidates.with_bands(
        linking.first_model(), [Written(name, name=name) for name in ("周兰", "李兰", "赵兰", "无名")]
    )

    assert found.commonness == {"周兰": 2, "李兰": 1}


def test_one_person_is_named_once_however_many_sources_tell_of_him(enter):
    (police,) = enter("police", wang())
    enter("health", wang())

    assert keys_of(wang()) == [key(police)]


def test_a_telling_costs_a_few_statements_however_many_are_near(enter, django_assert_max_num_queries):
    enter("employer", *(Told("周兰", birth_date=BORN, phone="13900000000") for _ in range(1)))
    enter("grid", *(wang(number=number(BORN, serial), phone="13900000000") for serial in range(30)))

    with django_assert_max_num_queries(9):
        found = likely(wang(number="", phone="13900000000"), asker="job:test", address=ADDRESS)

    assert len(found) == 30


# Against the engine's own index ------------------------------------------------------------------------------------------


def noise() -> ModuleType:
    """The generator of bench/linkage_noise.py."""
    if "linkage_noise" not in sys.modules:
        path = Path(__file__).parents[3] / "bench" / "linkage_noise.py"
        spec = spec_from_file_location("linkage_noise", path)
        assert spec and spec.loader
        sys.modules["linkage_noise"] = module = module_from_spec(spec)
        spec.loader.exec_module(module)
    return sys.modules["linkage_noise"]


def as_told(row: dict) -> Told:
    """A record as an importer hands it on: number and phone in one form, the name as it was written."""
    own, kin = clean_number(row["number"]), clean_number(row["kin_number"])
    return Told(
        name="".join(row["name"].split()), number=own.text if own else kin.text if kin else "",
        birth_date=row["birth"], sex={"男": "male", "1": "male", "女": "female", "2": "female"}.get(row["sex"], ""),
        phone=clean_phone(row["phone"]) or "", is_guardians=own is None and kin is not None,
        died_on=date(2026, 1, 1) if row["deceased"] else None,
    )  # fmt: skip


SOURCES = 40


def entered(rows: list[dict]) -> list[int]:
    """The rows from many sources, living where they are written; whom a source tells of twice is one identity."""
    identities = [0] * len(rows)
    for first in range(SOURCES):
        some = range(first, len(rows), SOURCES)
        origin = Origin(source=f"s{first}", door="file", by="job:test", at=NOON, verification="verified")
        told = [as_told(rows[n]) for n in some]
        found = enter_people(told=told, origin=origin, observed_on=NOON.date(), purpose="test")
        stays = []
        for n, one in zip(some, found, strict=True):
            identities[n] = one.identity
            if address := rows[n]["address"]:
                stays.append(Stayed(one.identity, date(2026, 3, 1), "990102001001", place=place_of(address)))
        enter_stays(stays=stays, origin=origin, purpose="test")
    return identities


def place_of(address: str) -> Place:
    known = {"kind": "room", "label": "室", "division": "990102001001", "address": address}
    return Place.objects.get_or_create(search=comparable(address), defaults=known)[0]


def index_of(identities: list[int]) -> Index:
    records = written(identities, on=NOON.date())
    kinds = {"birth": pa.date32(), "deceased": pa.bool_()}
    columns = {
        name: pa.array([getattr(one, name) for one in records], kinds.get(name, pa.string())) for name in PARTICULARS
    }
    with duckdb.connect() as connection:
        connection.register("given", pa.table(columns))
        clean(connection, "given", "cleaned")
        return build(connection, "cleaned", linking.model_in_force())


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["FIRST", "SECOND"])
def test_nobody_whom_the_engines_own_index_finds_is_lost_by_the_tables(db, kind):
    table, person = noise().records(2_400, getattr(noise(), kind), seed=11)
    rows = table.to_pylist()
    identities = entered(rows[:1_600])
    index, who = index_of(identities), dict(zip(identities, person, strict=False))
    by_index, by_tables, true = set(), set(), set()
    for n in range(1_600, 2_400):
        told, address = as_told(rows[n]), rows[n]["address"]
        new: Written = from_telling(told, address=address)
        model = candidates.with_bands(linking.model_in_force(), [new])
        judged = compare_one(new, candidates_for(new, index), model)
        by_index |= {(n, int(one.right)) for one in judged if one.outcome != "apart"}
        by_tables |= {(n, identity) for identity, _ in linking.like(told, address=address)}
        true |= {(n, identity) for identity, one in who.items() if one == person[n]}

    assert len(true) > 500
    assert (by_index & true) - by_tables == set()
