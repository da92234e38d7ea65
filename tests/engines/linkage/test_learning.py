"""A model is learned without labels, kept as plain data, and corrected by clerks' answers; an index finds what a run finds."""

from __future__ import annotations

import json
import random
from dataclasses import asdict, replace
from datetime import date, timedelta

import pytest
from tests.engines.linkage.invented import model, number, written

from xinju.engines.linkage.cleaning import clean, clean_one
from xinju.engines.linkage.comparing import compare_one
from xinju.engines.linkage.index import build, candidates_for
from xinju.engines.linkage.linking import link
from xinju.engines.linkage.model import Model, digest
from xinju.engines.linkage.particulars import Particulars
from xinju.engines.linkage.refitting import (
    ENOUGH,
    Reviewed,
    refit,
    reviewed,
    with_answered_thresholds,
    with_thresholds,
)
from xinju.engines.linkage.scheme import PEOPLE
from xinju.engines.linkage.training import Training, train


def town(people: int, seed: int) -> list[Particulars]:
    """Invented people with two records each: one in six has a slip or no number, one in four another phone."""
    chance = random.Random(seed)
    records = []
    for person in range(people):
        birth = date(1950, 1, 1) + timedelta(chance.randrange(20_000))
        name = chance.choice("王李张刘陈杨黄赵吴周") + "".join(
            chance.sample("伟芳敏静磊洋勇军杰娟涛明超霞平刚桂英华玉", 2)
        )
        own = Particulars(
            f"p{person:04}a",
            "police",
            name,
            "",
            number(birth, person % 1000),
            birth,
            "男",
            f"138{person:08}",
            f"学院路{person}号1幢301室",
        )
        other = replace(own, key=f"p{person:04}b", source="grid", birth=birth if chance.random() < 0.9 else None)
        if chance.random() < 0.25:
            other = replace(other, phone=f"139{person:08}")
        if chance.random() < 0.17:
            place = chance.randrange(18)
            other = replace(
                other, number="" if chance.random() < 0.5 else own.number[:place] + "0" + own.number[place + 1 :]
            )
        records += [own, other]
    return records


@pytest.fixture(scope="module")
def trained():
    connection = written(town(600, 3))
    clean(connection, "written", "cleaned")
    return connection, train(connection, "cleaned", how=Training(pairs=5e4))


@pytest.mark.slow
def test_training_without_labels_finds_who_is_one_person(trained):
    connection, learned = trained

    linked = link(connection, "cleaned", learned)

    persons = dict(zip(linked.clusters["key"].to_pylist(), linked.clusters["cluster"].to_pylist(), strict=True))
    assert sum(persons[f"p{n:04}a"] == persons[f"p{n:04}b"] for n in range(600)) >= 570
    assert all(key[:5] == person[:5] for key, person in persons.items())


@pytest.mark.slow
def test_agreement_weighs_for_and_difference_against(trained):
    learned = trained[1]

    assert all(learned.weight(c.code, c.codes()[0]) > 0 for c in PEOPLE.comparisons if c.code not in ("kin", "sex"))
    assert learned.weight("birth", "different") < 0


@pytest.mark.slow
def test_the_same_table_trains_the_same_model(trained):
    connection, learned = trained

    again = train(connection, "cleaned", how=Training(pairs=5e4))

    assert again.as_plain() == learned.as_plain()


@pytest.mark.slow
def test_a_model_survives_as_json(trained):
    learned = replace(trained[1], crowded={"phone": frozenset({digest("13800001234")})})

    assert Model.from_plain(json.loads(json.dumps(learned.as_plain()))) == learned


@pytest.mark.parametrize("plain", [{}, {"prior": 2}, {"prior": 0.1, "chances": [], "merge_at": 1, "clerk_at": 0}])
def test_what_is_no_model_is_refused_in_words(plain):
    with pytest.raises(ValueError, match="model"):
        Model.from_plain(plain)


def test_thresholds_in_the_wrong_order_are_refused():
    with pytest.raises(ValueError, match="clerk_at"):
        replace(model(), clerk_at=20.0)


def test_answers_move_the_weights_they_speak_about():
    family = {
        "name": "same_family",
        "number": None,
        "birth": "same",
        "sex": "same",
        "phone": "same",
        "address": "same_door",
        "kin": None,
    }

    fitted = refit(model(), [Reviewed(family, is_same=False)] * 200)

    before = sum(model().weight(c, level) for c, level in family.items()) + model().start
    after = sum(fitted.weight(c, level) for c, level in family.items()) + fitted.start
    assert after < before - 4
    assert fitted.weight("number", "slip") == pytest.approx(model().weight("number", "slip"))


def test_no_answers_leave_the_model_as_it_is():
    assert refit(model(), []) == model()


def test_an_answer_is_read_from_two_records():
    one = model().prepared(clean_one(Particulars("a", name="王芳", phone="13800001234")))

    answer = reviewed(one, replace(one, key="b", phone=None), True, model())

    assert (answer.levels["name"], answer.levels["phone"], answer.is_same) == ("same_rare", None, True)


def test_thresholds_keep_expected_mistakes_small():
    weights = [30.0] * 1000 + [12.0] * 10 + [5.0] * 10 + [-3.0] * 50

    settled = with_thresholds(model(), weights, wrong=1e-4, missed=1e-3)

    assert 5 < settled.merge_at <= 12
    assert settled.clerk_at == pytest.approx(-3, abs=0.01)


# Pairs of a certain weight under the model set by hand, which merges from 10 on.
AT_5 = {"name": "same_common", "birth": "same"}
AT_8 = {"name": "same_common", "birth": "same", "address": "same_building"}
AT_13 = {"name": "same_rare", "phone": "same", "address": "same_door"}
FOUND = [30.0] * 200_000 + [8.0] * 300 + [5.0] * 300 + [-4.0] * 300  # weights of a whole run


def answers(*told: tuple[dict, bool, int], is_bound: bool = False) -> list[Reviewed]:
    return [Reviewed(levels, is_same, is_bound) for levels, is_same, count in told for _ in range(count)]


def test_few_answers_move_no_threshold():
    said = answers((AT_8, True, ENOUGH - 2), (AT_13, False, 1))

    assert with_answered_thresholds(model(), FOUND, said) == model()


def test_many_answers_about_a_few_found_pairs_move_no_threshold():
    assert with_answered_thresholds(model(), FOUND[-9_000:], answers((AT_8, True, 400))) == model()


def test_many_answers_lower_the_merging_threshold_to_where_they_reach_and_no_further():
    settled = with_answered_thresholds(model(), FOUND, answers((AT_8, True, 400)))

    assert 7.9 < settled.merge_at <= 8


def test_a_lower_threshold_that_a_handful_of_answers_bears_out_is_not_taken():
    settled = with_answered_thresholds(model(), FOUND, answers((AT_8, True, 99), (AT_13, True, 400)))

    assert settled.merge_at == model().merge_at


def test_one_wrong_answer_among_hundreds_stands_for_few_of_all_merges():
    settled = with_answered_thresholds(model(), FOUND, answers((AT_8, True, 400), (AT_8, False, 1)))

    assert 7.9 < settled.merge_at <= 8


def test_where_many_answers_say_two_people_the_threshold_stays_above_them():
    settled = with_answered_thresholds(model(), FOUND, answers((AT_8, True, 400), (AT_8, False, 40)))

    assert settled.merge_at == model().merge_at


def test_wrong_merges_among_answers_raise_the_threshold_above_them_and_no_further():
    said = answers((AT_8, True, 400), (AT_13, False, 30))

    assert 13 < with_answered_thresholds(model(), [*FOUND, *[13.0] * 20_000], said).merge_at < 13.01
    assert with_answered_thresholds(model(), FOUND, said).merge_at < model().merge_at  # of such pairs none was found


def test_pairs_that_a_rule_keeps_from_merging_say_nothing_about_thresholds():
    said = answers((AT_13, False, 400), is_bound=True)

    assert with_answered_thresholds(model(), FOUND, said) == model()


def test_who_was_one_person_when_asked_is_still_asked_about():
    settled = with_answered_thresholds(model(), FOUND, answers((AT_8, True, 400), (AT_5, True, 30)))

    assert settled.clerk_at < 5


def test_lower_thresholds_for_all_take_the_margin_with_them():
    settled = with_answered_thresholds(replace(model(), margin=1.0), FOUND, answers((AT_8, True, 400)))

    assert (settled.margin, 7.9 < settled.merge_at <= 8) == (0, True)


class TestUndone:
    """Merges that were undone as wrong."""

    FOUND = [*FOUND, *[13.0] * 20_000]
    ANSWERS = answers((AT_13, True, 400))

    def settled(self, *undone: tuple[dict, bool, int], said=None, is_bound: bool = False):
        wrong = answers(*undone, is_bound=is_bound)
        return with_answered_thresholds(model(), self.FOUND, self.ANSWERS if said is None else said, undone=wrong)

    def test_more_than_one_in_ten_thousand_raise_the_threshold_above_them(self):
        assert self.settled().merge_at == model().merge_at
        assert 13 < self.settled((AT_13, False, 30)).merge_at < 13.01

    def test_a_few_among_all_merges_of_their_weight_are_what_was_promised(self):
        assert self.settled((AT_13, False, 3)).merge_at == model().merge_at

    def test_one_does_not_weigh_as_an_answer_does_whose_fellows_somebody_looked_at(self):
        one = (AT_13, False, 1)

        assert self.settled(said=answers((AT_8, True, 400), one)).merge_at > 13
        assert self.settled(one, said=answers((AT_8, True, 400))).merge_at <= 10

    def test_those_of_a_weight_of_which_no_pair_is_found_say_nothing(self):
        assert self.settled((AT_5 | {"phone": "same"}, False, 30)).merge_at == model().merge_at

    def test_those_that_a_rule_merged_say_nothing_about_weights(self):
        assert self.settled((AT_13, False, 30), is_bound=True).merge_at == model().merge_at

    def test_without_answers_enough_they_move_no_threshold(self):
        assert self.settled((AT_13, False, 30), said=[]) == model()

    @pytest.mark.parametrize("seed", range(20))
    def test_they_never_lower_the_merging_threshold(self, seed):
        chance = random.Random(seed)
        kinds = [AT_5, AT_8, AT_13, {**AT_13, "birth": "same"}, {**AT_8, "phone": "same"}]
        said = [
            Reviewed(levels, chance.random() < chance.choice((0.9, 1.0))) for levels in chance.choices(kinds, k=600)
        ]
        wrong = [(levels, False, chance.choice((0, 1, 40))) for levels in kinds]

        assert self.settled(*wrong, said=said).merge_at >= self.settled(said=said).merge_at


@pytest.mark.parametrize("seed", range(20))
def test_an_answer_that_says_one_person_instead_of_two_never_raises_the_merging_threshold(seed):
    chance = random.Random(seed)
    kinds = [AT_5, AT_8, AT_13, {**AT_13, "birth": "same"}, {**AT_8, "phone": "same"}]
    said = [
        Reviewed(levels, chance.random() < chance.choice((0.5, 0.99, 1.0))) for levels in chance.choices(kinds, k=600)
    ]
    found = [*FOUND, *[13.0] * chance.choice((0, 300, 20_000))]
    before = with_answered_thresholds(model(), found, said)

    after = with_answered_thresholds(model(), found, [replace(one, is_same=True) for one in said])

    assert after.merge_at <= before.merge_at
    assert before.clerk_at <= before.merge_at and after.clerk_at <= after.merge_at


@pytest.mark.slow
def test_an_index_finds_for_each_record_what_the_whole_run_found():
    records = town(150, 5)
    connection = written(records)
    clean(connection, "written", "cleaned")
    found = {(p["left"], p["right"]): p["outcome"] for p in link(connection, "cleaned", model()).pairs.to_pylist()}
    index = build(connection, "cleaned", model())

    judged = [one for record in records for one in compare_one(record, candidates_for(record, index), model())]

    told = {tuple(sorted((one.left, one.right))): one.outcome for one in judged if one.outcome != "apart"}
    assert told == {pair: outcome for pair, outcome in found.items() if outcome != "apart"}
    assert connection.sql("SELECT count(*) FROM duckdb_tables()").fetchall() == [(2,)]


def test_an_index_follows_what_comes_and_goes():
    first, second = town(1, 1)
    connection = written([first])
    clean(connection, "written", "cleaned")
    index = build(connection, "cleaned", model())
    new = replace(first, key="new")

    index.add(second)
    both = {one.key for one in candidates_for(new, index)}
    index.remove(first.key)
    index.add(replace(second, **{k: v for k, v in asdict(Particulars("")).items() if k != "key"}))

    assert both == {first.key, second.key}
    assert candidates_for(new, index) == []
