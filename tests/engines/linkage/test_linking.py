"""A table linked: vetoes, clusters without conflicts, the same answer in any order, Splink's own weights."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.linkage.invented import PARTICULAR, model, number, written

from xinju.engines.linkage.cleaning import clean
from xinju.engines.linkage.clusters import components
from xinju.engines.linkage.comparing import compare_one, explain, side_by_side
from xinju.engines.linkage.linking import Linked, link
from xinju.engines.linkage.model import Model
from xinju.engines.linkage.particulars import Particulars
from xinju.engines.linkage.preparing import prepare
from xinju.engines.linkage.scheme import PEOPLE
from xinju.engines.linkage.splinking import linker_on, settings_of

pytestmark = pytest.mark.slow

BIRTH = date(1988, 3, 4)
FANG = Particulars(
    "a", name="王芳", number=number(BIRTH, 12), birth=BIRTH, sex="女", phone="13800001234", address="学院路12号3幢501室"
)


def run(records: list[Particulars], by: Model | None = None) -> Linked:
    connection = written(records)
    clean(connection, "written", "cleaned")
    linked = link(connection, "cleaned", by or model())
    left_over = {name for (name,) in connection.sql("SELECT table_name FROM duckdb_tables()").fetchall()}
    assert left_over == {"written", "cleaned"}
    return linked


def only(records: list[Particulars]) -> tuple[str, str | None, str | None]:
    (pair,) = run(records).pairs.to_pylist()
    return pair["outcome"], pair["rule"], pair["conflict"]


def clusters(linked: Linked) -> dict[str, str]:
    return dict(zip(linked.clusters["key"].to_pylist(), linked.clusters["cluster"].to_pylist(), strict=True))


def test_a_sound_number_with_the_same_name_is_one_person():
    other = Particulars("b", name="王 芳", number=FANG.number.lower(), phone="13911112222")

    assert only([FANG, other]) == ("merge", "same_number", None)


def test_a_number_with_a_slip_is_found_by_name_and_birth():
    slip = FANG.number[:8] + str((int(FANG.number[8]) + 1) % 10) + FANG.number[9:]

    assert only([FANG, replace(FANG, key="b", number=slip)]) == ("merge", None, None)


@pytest.mark.parametrize(
    ("of_one", "of_other", "rule"),
    [
        ({"permit": "P1"}, {"permit": "P2"}, "two_permits"),
        ({"application": "A1"}, {"application": "A2"}, "two_applications"),
        ({"deceased": True}, {}, "dead_and_living"),
        ({}, {"number": number(BIRTH, 52)}, "two_numbers"),
        ({}, {"name": "李强", "birth": None, "sex": ""}, "one_number_two_people"),
        ({"number": "", "name": "王小方"}, {"name": "王小圆"}, "twins_or_one"),
    ],
)
def test_what_a_clerk_must_see_is_never_merged(of_one, of_other, rule):
    assert only([replace(FANG, **of_one), replace(FANG, key="b", **of_other)]) == ("clerk", rule, None)


def test_twins_with_numbers_in_sequence_are_two():
    twins = [replace(FANG, name="王小方"), replace(FANG, key="b", name="王小圆", number=number(BIRTH, 14))]

    assert only(twins) == ("apart", "twins", None)


def test_a_child_is_not_its_guardian():
    child = Particulars(
        "b", name="王小月", birth=date(2015, 6, 1), phone=FANG.phone, address=FANG.address, kin_number=FANG.number
    )

    assert run([FANG, child]).pairs.num_rows == 0
    assert [judged.outcome for judged in compare_one(child, [FANG], model())] == ["apart"]


def test_namesakes_in_one_building_are_not_merged():
    other = Particulars("b", name="王芳", birth=date(1961, 7, 9), phone="13911112222", address="学院路12号3幢702室")

    assert run([FANG, other]).pairs.num_rows == 0


def test_two_permits_in_one_cluster_send_all_of_it_to_a_clerk():
    records = [FANG, replace(FANG, key="b", permit="P1"), replace(FANG, key="c", permit="P2")]

    linked = run(records)

    assert {pair["outcome"] for pair in linked.pairs.to_pylist()} == {"clerk"}
    assert {pair["conflict"] for pair in linked.pairs.to_pylist()} <= {"kept_apart", "two_permits"}
    assert clusters(linked) == {"a": "a", "b": "b", "c": "c"}


def test_what_a_rule_joined_stands_where_a_weight_brings_in_a_second_permit():
    by_phone = Particulars("d", name="王芳", phone=FANG.phone, address=FANG.address, permit="P2")

    linked = run([FANG, replace(FANG, key="b", permit="P1"), by_phone])

    found = {(pair["left"], pair["right"]): (pair["outcome"], pair["rule"]) for pair in linked.pairs.to_pylist()}
    assert found["a", "b"] == ("merge", "same_number")
    assert found["a", "d"] == ("clerk", None)
    assert found["b", "d"] == ("clerk", "two_permits")
    assert clusters(linked) == {"a": "a", "b": "a", "d": "d"}


def test_name_and_birthday_in_full_merge_without_the_margin_and_what_a_family_shares_does_not():
    by = replace(model(), merge_at=14.0, margin=4.0)
    child = Particulars("b", name="王芳", birth=BIRTH, sex="女")
    at_home = Particulars("c", name="王芳", phone=FANG.phone, address=FANG.address)

    one = replace(FANG, number="")
    found = {
        (p["left"], p["right"]): (p["outcome"], p["weight"]) for p in run([one, child, at_home], by).pairs.to_pylist()
    }

    assert found["a", "b"] == ("merge", pytest.approx(11.0, abs=0.01))
    assert found["a", "c"] == ("clerk", pytest.approx(13.0, abs=0.01))
    assert [each.outcome for each in compare_one(child, [one], by)] == ["merge"]
    assert [each.outcome for each in compare_one(child, [one], replace(by, margin=0.0))] == ["clerk"]


def test_a_sex_or_a_number_that_differs_takes_the_margin_back():
    by = replace(model(), merge_at=12.0, margin=9.0)
    one = Particulars("a", name="王芳", birth=BIRTH, sex="女")

    assert [each.outcome for each in compare_one(one, [replace(one, key="b", sex="男")], by)] == ["clerk"]
    assert [each.outcome for each in compare_one(one, [replace(one, key="b")], by)] == ["merge"]


def test_a_cluster_has_the_name_of_its_smallest_key():
    linked = run([replace(FANG, key="m"), replace(FANG, key="c"), Particulars("x", name="李强")])

    assert clusters(linked) == {"c": "c", "m": "c", "x": "x"}


def test_a_crowd_of_records_with_one_value_is_guarded_and_told():
    crowd = [Particulars(f"{n:03}", name="王芳", birth=BIRTH) for n in range(160)]

    linked = run(crowd)

    assert [(one.block, one.records) for one in linked.guarded] == [("name_birth", 160)]
    assert linked.pairs.num_rows == 0


def test_no_records_give_no_pairs():
    assert run([]).pairs.num_rows == 0


RECORDS = st.lists(PARTICULAR, min_size=2, max_size=14).map(
    lambda records: [Particulars(**(asdict(record) | {"key": f"k{place:02}"})) for place, record in enumerate(records)]
)


@settings(deadline=None, max_examples=6)
@given(RECORDS, st.randoms(use_true_random=False))
def test_the_order_of_records_changes_nothing(records, chance):
    shuffled = chance.sample(records, len(records))

    first, second = run(records), run(shuffled)

    assert first.clusters == second.clusters
    strip = [{k: v for k, v in pair.items() if k != "weight"} for pair in first.pairs.to_pylist()]
    assert strip == [{k: v for k, v in pair.items() if k != "weight"} for pair in second.pairs.to_pylist()]
    assert first.pairs["weight"].to_pylist() == pytest.approx(second.pairs["weight"].to_pylist())


@settings(deadline=None, max_examples=12)
@given(RECORDS)
def test_no_cluster_ever_holds_what_belongs_apart(records):
    linked = run(records, replace(model(), merge_at=-5.0, clerk_at=-9.0))

    persons: dict[str, list[Particulars]] = {}
    for record in records:
        persons.setdefault(clusters(linked)[record.key], []).append(record)
    for person in persons.values():
        assert len({one.permit for one in person} - {""}) <= 1
        assert len({one.application for one in person} - {""}) <= 1
        assert len({one.deceased for one in person}) == 1
    kept = {
        frozenset((p["left"], p["right"]))
        for p in linked.pairs.to_pylist()
        if p["rule"] in ("kin_not_self", "two_people", "twins")
    }
    together = [
        frozenset((a.key, b.key)) for person in persons.values() for a in person for b in person if a.key < b.key
    ]
    assert not kept & set(together)


@settings(deadline=None, max_examples=6)
@given(RECORDS)
def test_one_record_is_judged_as_in_the_whole_run(records):
    by = replace(model(), margin=6.0)
    linked = run(records, by)
    by_key = {record.key: record for record in records}

    for pair in linked.pairs.to_pylist():
        (judged,) = compare_one(by_key[pair["left"]], [by_key[pair["right"]]], by)
        assert (judged.rule, judged.weight) == (pair["rule"], pytest.approx(pair["weight"]))
        assert judged.outcome == pair["outcome"] or (pair["conflict"] and pair["outcome"] == "clerk")
        assert sorted(explain(pair, model()), key=str) == sorted(judged.evidence, key=str)


@settings(deadline=None, max_examples=4)
@given(RECORDS)
def test_weights_are_those_that_splink_predicts(records):
    connection = written(records)
    clean(connection, "written", "cleaned")
    ours = {
        (p["left"], p["right"]): p["weight"]
        for p in link(connection, "cleaned", replace(model(), clerk_at=-99)).pairs.to_pylist()
    }
    prepare(connection, "cleaned", model(), PEOPLE, "prepared")

    predicted = linker_on(connection, "prepared", settings_of(PEOPLE, model())).inference.predict(warning_mode="never")

    keys = dict(connection.sql("SELECT unique_id, key FROM prepared").fetchall())
    theirs = {
        tuple(sorted((keys[p["unique_id_l"]], keys[p["unique_id_r"]]))): p["match_weight"]
        for p in predicted.as_record_list()
    }
    assert ours == pytest.approx(theirs)


def test_components_join_over_any_number_of_pairs():
    left, right = np.array([5, 4, 3, 8]), np.array([4, 3, 0, 7])

    assert components(left, right, 9).tolist() == [0, 1, 2, 0, 0, 0, 6, 7, 7]


def test_differing_characters_are_told_apart():
    pieces = side_by_side("13800001234", "13800007234")

    assert [(piece.left, piece.right) for piece in pieces if not piece.is_same] == [("1", "7")]
    assert "".join(piece.right for piece in pieces) == "13800007234"
