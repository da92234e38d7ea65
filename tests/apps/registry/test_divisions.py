"""The map of each day: towns that merged, were split, or came over from the district beside. All codes are invented."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.apps.registry.conftest import NOON, wang

from xinju.packs.districts import load_district
from xinju.packs.problems import Unreadable
from xinju.registry.actions.people import Origin
from xinju.registry.actions.places import load_divisions
from xinju.registry.actions.records import keep_records
from xinju.registry.actions.stays import Stayed, enter_stays
from xinju.registry.bridge import rules
from xinju.registry.bridge.divisions import Atlas, Change, Named, atlas, code_on, successors
from xinju.registry.bridge.recorded import Recorded
from xinju.registry.bridge.scoring_facts import Tables
from xinju.registry.models import Division, DivisionChange

MERGED, SPLIT, MOVED = date(2018, 1, 1), date(2020, 7, 1), date(2016, 1, 1)
BEFORE = date(2010, 1, 1)
DISTRICT = """
district: herun
name: {zh: 禾润区, en: Herun}
code: "990102"
towns:
  - {code: "990102003", name: 旧南镇, until: 2017-12-31, became: ["990102005"]}
  - {code: "990102004", name: 旧北镇, until: 2017-12-31, became: ["990102005"]}
  - {code: "990102005", name: 新镇, from: 2018-01-01}
  - {code: "990102006", name: 大镇, until: 2020-06-30, became: ["990102007", "990102008"]}
  - {code: "990102007", name: 东镇, from: 2020-07-01}
  - {code: "990102008", name: 西镇, from: 2020-07-01}
  - {code: "990101009", name: 邻镇, until: 2015-12-31, became: ["990102009"]}
  - {code: "990102009", name: 并入镇, from: 2016-01-01}
"""


@pytest.fixture
def herun(tmp_path):
    (tmp_path / "district.yaml").write_text(DISTRICT, encoding="utf-8")
    return load_district(tmp_path)


@pytest.fixture
def the_map(herun, db) -> Atlas:
    load_divisions(regions=herun.divisions, start=BEFORE, by="job:test")
    return atlas()


def test_a_district_tells_which_towns_were_merged_and_lists_those_of_today(herun):
    assert [one.code[-3:] for one in herun.regions] == ["005", "007", "008", "009"]
    assert {one.code: one.became for one in herun.former}["990102006"] == ("990102007", "990102008")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('{code: "990102003", name: 甲, became: ["990102003"]}', "became_without_until"),
        ('{code: "990102003", name: 甲, until: 2017-12-31, became: ["990102999"]}', "unknown_division"),
        ('{code: "990102003", name: 甲, from: 2018-01-01, until: 2017-12-31}', "ends_before_start"),
        ('{code: "990102003", name: 甲, until: 去年}', "expected_day"),
    ],
)
def test_a_map_that_cannot_be_is_refused_with_its_line(tmp_path, line, code):
    (tmp_path / "district.yaml").write_text(
        f'district: x\nname: x\ncode: "990102"\ntowns:\n  - {line}\n', encoding="utf-8"
    )

    with pytest.raises(Unreadable) as refused:
        load_district(tmp_path)

    assert [problem.code for problem in refused.value.problems] == [code]
    assert "{" not in str(refused.value.problems[0])


def test_loaded_again_the_map_stays_as_it_is(the_map, herun):
    rows = list(Division.objects.values_list("code", "start", "end")), DivisionChange.objects.count()

    assert load_divisions(regions=[*herun.former, *herun.regions], start=BEFORE, by="job:test") == 0
    assert (list(Division.objects.values_list("code", "start", "end")), DivisionChange.objects.count()) == rows
    assert rows[1] == 5


def test_todays_code_of_a_merged_town_says_of_an_older_day_no_more_than_the_district(the_map):
    assert the_map.code_on("990102005", date(2018, 1, 1)) == "990102005"
    assert the_map.code_on("990102005", date(2017, 12, 31)) == "990102"


def test_an_older_code_says_of_today_what_it_became(the_map):
    assert code_on("990102003", date(2026, 5, 12)) == "990102005"
    assert code_on("990102003", date(2017, 12, 31)) == "990102003"
    assert successors("990102006", date(2026, 5, 12)) == {"990102007", "990102008"}
    assert successors("990102005", date(2026, 5, 12)) == {"990102005"}


def test_a_town_that_was_split_is_known_by_its_parts_today_and_by_its_own_code_then(the_map):
    assert the_map.code_on("990102007", date(2020, 6, 30)) == "990102006"
    assert the_map.code_on("990102006", date(2020, 7, 1)) == "990102"


def test_a_town_that_came_over_was_not_in_the_district_before(the_map):
    assert the_map.code_on("990102009", date(2015, 12, 31)) == "990101009"
    assert [(one.code, one.start, one.end) for one in the_map.pieces("990102009", date(2014, 6, 1), None)] == [
        ("990101009", date(2014, 6, 1), date(2015, 12, 31)),
        ("990102009", date(2016, 1, 1), None),
    ]


def test_a_community_goes_with_its_town_and_an_unknown_code_stays_as_it_is(the_map):
    assert the_map.code_on("990102009001", date(2020, 1, 1)) == "990102009001"
    assert the_map.code_on("990102009001", date(2015, 1, 1)) == "990101009"
    assert the_map.code_on("990202001001", date(2015, 1, 1)) == "990202001001"
    assert the_map.code_on("", date(2015, 1, 1)) == ""


def test_a_code_that_is_used_again_means_the_town_of_its_day():
    again = Atlas(
        [
            Named("990102003", BEFORE, date(2013, 12, 31)),
            Named("990102003", date(2019, 1, 1)),
            Named("990102004", BEFORE),
        ],
        [Change(date(2014, 1, 1), "990102003", "990102004")],
    )

    assert again.code_on("990102003", date(2012, 1, 1)) == "990102003"
    assert again.code_on("990102003", date(2016, 1, 1)) == "990102004"
    assert again.code_on("990102003", date(2020, 1, 1)) == "990102003"


CODES = ["990102001", "990102002", "990102003", "990101004"]


@given(
    changes=st.lists(st.tuples(st.integers(0, 20), st.sampled_from(CODES), st.sampled_from(CODES)), max_size=6),
    code=st.sampled_from([*CODES, "990102001007", "990202001"]),
    start=st.integers(0, 600),
    length=st.integers(0, 900),
)
def test_whatever_became_of_what_every_day_has_one_code_and_none_is_lost(changes, code, start, length):
    first = date(2000, 1, 1)
    days = [(first + timedelta(days=30 * (n + 1)), old, new) for n, old, new in changes]
    ended = {old: day for day, old, _ in sorted(days)}
    begun = {new: day for day, _, new in sorted(days, reverse=True)}
    named = [
        Named(one, begun.get(one, first), ended[one] - timedelta(days=1) if one in ended and ended[one] > begun.get(one, first) else None)
        for one in CODES
    ]  # fmt: skip
    found = Atlas(named, [Change(*one) for one in days])
    since, until = first + timedelta(days=start), first + timedelta(days=start + length)

    pieces = found.pieces(code, since, until)

    assert (pieces[0].start, pieces[-1].end) == (since, until)
    assert all(one.end + timedelta(days=1) == other.start for one, other in zip(pieces, pieces[1:], strict=False))
    assert all(found.code_on(code, piece.start) == piece.code == found.code_on(code, piece.end) for piece in pieces)


def frozen(identity) -> dict[str, list[dict]]:
    keys = [str(identity.own.key)]
    tables = Tables(keys, known_at=NOON, rules=rules.rules(), types=rules.record_types()).tables()
    return {name: table.to_pylist() for name, table in tables.items()}


def told(source: str = "police") -> Origin:
    return Origin(source=source, door="file", by="job:test", at=NOON, verification="verified")


def keep(identity, type_: str, start: date, end: date | None, **values: str) -> None:
    row = Recorded(identity.pk, start, end, values)
    keep_records(declared=rules.record_types()[type_], rows=[row], origin=told(), purpose="test")


def test_a_stay_told_with_todays_code_counts_in_the_district_from_the_day_its_town_came_over(the_map, enter):
    (one,) = enter("police", wang())
    enter_stays(stays=[Stayed(one.pk, date(2014, 6, 1), "990102009")], origin=told(), purpose="test")

    stays = frozen(one)["stay"]

    assert [(row["from"], row["to"], row["division"]) for row in stays] == [
        ("2014-06-01", "2015-12-31", "990101009"),
        ("2016-01-01", "", "990102009"),
    ]


def test_two_sources_that_write_one_place_with_its_old_and_new_code_tell_one_stay(the_map, enter):
    (one,) = enter("police", wang())
    for source, code in (("police", "990102005"), ("landlord", "990102003")):
        stay = Stayed(one.pk, date(2019, 3, 1), code)
        enter_stays(stays=[stay], origin=told(source), purpose="test")

    assert [(row["division"], row["from"]) for row in frozen(one)["stay"]] == [("990102005", "2019-03-01")]


def test_a_month_bears_the_code_of_its_own_day_and_a_home_stays_whole(the_map, enter):
    (one,) = enter("police", wang())
    insured = {"kind": "pension", "division": "990102009", "paid": "on_time", "withdrawn": "false"}
    for month in (date(2015, 12, 1), date(2016, 1, 1)):
        keep(one, "social_insurance", month, month + timedelta(days=30), **insured)
    home = {"home": "H1", "division": "990102009", "area": "90", "share": "1", "lived_in": "true"}
    keep(one, "home_ownership", date(2014, 6, 1), None, **home)
    keep(one, "lease", date(2015, 1, 1), date(2016, 12, 31), division="990102009", kind="lawful")

    tables = frozen(one)

    assert {row["month"]: row["division"] for row in tables["social_insurance"]} == {
        "2015-12": "990101009",
        "2016-01": "990102009",
    }
    assert [row["division"] for row in tables["home_ownership"]] == ["990102009"]
    assert [(row["from"], row["to"], row["division"]) for row in tables["lease"]] == [
        ("2015-01-01", "2015-12-31", "990101009"),
        ("2016-01-01", "2016-12-31", "990102009"),
    ]


def test_without_any_change_the_facts_stand_as_they_were_told(db, enter):
    (one,) = enter("police", wang())
    enter_stays(stays=[Stayed(one.pk, date(2014, 6, 1), "990102009")], origin=told(), purpose="test")

    assert [row["division"] for row in frozen(one)["stay"]] == ["990102009"]
