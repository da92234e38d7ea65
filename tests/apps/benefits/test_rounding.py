"""A text that does not say how points are rounded stops a round only where two ways to do it give another order, line or gate."""

from fractions import Fraction
from random import Random

import pytest
from tests.apps.benefits.test_ranking import round_of

from xinju.benefits.bridge import sentences
from xinju.benefits.bridge.ranking import Entry, rank
from xinju.benefits.bridge.rounding import differing_orders
from xinju.engines.placement.model import Applicant
from xinju.engines.scoring.spans import known
from xinju.engines.scoring.statement import ServiceReading

F = Fraction


def entry(name: str, *totals, second: int = 0, gates=(True, True)) -> Entry:
    """A child whose total is the first of these if not rounded, and the second if rounded down."""
    ways = ("exact", "down_total")
    gate = gates[0] if len(set(gates)) == 1 else None
    readings = tuple(
        ServiceReading(way, one, (known(F(total)), known(second)), None)
        for way, one, total in zip(ways, gates, totals, strict=True)
    )
    return Entry(Applicant(name, (0,), ("S1",)), readings[0].rank, gate, (), readings)


def asked(*entries: Entry, **stage) -> list[tuple[str, str, str]]:
    ranking = rank(round_of(**stage), entries, (True, True))
    return [(one.application, one.code, one.against) for one in ranking.to_clarify]


def test_two_children_who_change_places_are_to_be_clarified():
    """38.5 is before 38.4; both down to 38, and then the second key puts the other one first."""
    found = asked(entry("A", "38.5", 38, second=1), entry("B", "38.4", 38, second=2))

    assert found == [("A", "rounding_order", "B"), ("B", "rounding_order", "A")]


def test_a_tie_in_one_way_only_is_another_order():
    assert [code for _, code, _ in asked(entry("A", "38.5", 38), entry("B", "38.4", 38))] == ["rounding_order"] * 2


def test_fractions_that_keep_all_in_their_places_stop_nothing():
    ranking = rank(round_of(), [entry("A", "39.2", 39), entry("B", "38.9", 38)], (True, True))

    assert ranking.is_firm
    assert [one.keys[0] for one in ranking.applicants] == [F("39.2"), F("38.9")]


def test_a_line_that_is_reached_in_one_way_only_is_to_be_clarified():
    assert asked(entry("A", "38.5", 38), at_least=F("38.2")) == [("A", "rounding_line", "")]
    assert asked(entry("A", "38.5", 38), at_least=F(38)) == []


def test_a_gate_that_is_passed_in_one_way_only_is_to_be_clarified():
    assert asked(entry("A", "38.5", 38, gates=(True, False))) == [("A", "rounding_gate", "")]


def test_what_is_asked_names_both_ways_in_words():
    ranking = rank(round_of(), [entry("A", "38.5", 38), entry("B", "38.4", 38)], (True, True))

    said = [sentences.question(ranking.to_clarify[0], ("总分", "第二项"), language) for language in ("zh", "en")]

    assert "不取整，保留分数" in said[0] and "总分只取整数" in said[0] and "B" in said[0]
    assert "the fraction stays" in said[1] and "the total down to a whole point" in said[1]


@pytest.mark.parametrize("seed", range(200))
def test_the_orders_that_differ_are_those_that_differ_for_some_pair(seed):
    random = Random(seed)
    names = range(random.randint(1, 7))
    one, other = ({name: (F(random.randint(0, 4)), F(random.randint(0, 1))) for name in names} for _ in range(2))

    def relation(keys, a, b):
        return (keys[a] > keys[b]) - (keys[a] < keys[b])

    expected = {a for a in names for b in names if relation(one, a, b) != relation(other, a, b)}
    found = dict(differing_orders(one, other))

    assert set(found) == expected
    assert all(relation(one, a, b) != relation(other, a, b) for a, b in found.items())
