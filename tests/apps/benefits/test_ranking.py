"""From points to ranked applicants: what is not known stops only where it can change a result."""

from fractions import Fraction

from xinju.benefits.bridge.ranking import UNKNOWN, Entry, rank
from xinju.engines.placement.model import Applicant, Mechanism, Round, School, Stage
from xinju.engines.scoring.spans import Span, known


def round_of(**stage) -> Round:
    main = Stage("main", "平行志愿", Mechanism.DEFERRED, **stage)
    return Round("r", "r", (main,), (School("S1", "S1", "T", 1),), ("total", "second"), seed="an invented seed")


def entry(name: str, *keys, gate=True, blocked_by=(), twins=None) -> Entry:
    filed = Applicant(name, (0,), ("S1",), twins=twins)
    return Entry(filed, tuple(known(key) if isinstance(key, int) else key for key in keys), gate, blocked_by)


def keys_of(ranking) -> dict[str, tuple]:
    return {one.application: one.keys for one in ranking.applicants}


def test_an_ascending_key_is_turned_so_that_the_smaller_comes_first():
    ranking = rank(round_of(), [entry("A", 90, 5), entry("B", 90, 3)], (True, False))

    assert keys_of(ranking) == {"A": (90, -5), "B": (90, -3)}


def test_nothing_ranks_last_in_either_direction():
    ranking = rank(round_of(), [entry("A", 90, None), entry("B", 90, 0), entry("C", 90, -4)], (True, True))

    assert keys_of(ranking)["A"][1] < min(keys_of(ranking)["B"][1], keys_of(ranking)["C"][1])


def test_who_misses_the_gate_or_is_barred_is_listed_and_not_ranked():
    entries = [entry("A", 90, 1), entry("B", 80, 1, gate=False), entry("C", 70, 1, blocked_by=("jail",))]

    ranking = rank(round_of(), entries, (True, True))

    assert [one.application for one in ranking.applicants] == ["A"]
    assert [(one.application, one.code) for one in ranking.not_ranked] == [("B", "gate_not_met"), ("C", "blocked")]
    assert ranking.is_firm


def test_an_open_gate_stops_the_confirmation():
    ranking = rank(round_of(), [entry("A", 90, 1, gate=None)], (True, True))

    assert [(one.application, one.code) for one in ranking.to_clarify] == [("A", "gate_unknown")]


def test_a_span_that_reaches_another_child_has_to_be_clarified():
    ranking = rank(round_of(), [entry("A", Span(Fraction(80), Fraction(95)), 1), entry("B", 90, 1)], (True, True))

    assert [(one.application, one.code, one.against) for one in ranking.to_clarify] == [("A", "key_unknown", "B")]


def test_a_span_between_two_neighbours_changes_nothing():
    entries = [entry("A", Span(Fraction(81), Fraction(89)), 1), entry("B", 90, 1), entry("C", 80, 1)]

    assert rank(round_of(), entries, (True, True)).is_firm


def test_an_unknown_second_key_matters_only_in_a_tie():
    tied = [entry("A", 90, UNKNOWN), entry("B", 90, 1)]
    apart = [entry("A", 90, UNKNOWN), entry("B", 89, 1)]

    assert not rank(round_of(), tied, (True, True)).is_firm
    assert rank(round_of(), apart, (True, True)).is_firm


def test_a_line_that_lies_within_a_span_has_to_be_clarified():
    ranking = rank(round_of(at_least=85), [entry("A", Span(Fraction(80), Fraction(95)), 1)], (True, True))

    assert [one.code for one in ranking.to_clarify] == ["line_unknown"]


def test_children_of_one_birth_with_different_keys_are_not_placed_together():
    entries = [entry("A", 90, 1, twins="t"), entry("B", 80, 1, twins="t"), entry("C", 70, 1)]

    ranking = rank(round_of(), entries, (True, True))

    assert [one.application for one in ranking.applicants] == ["C"]
    assert {one.code for one in ranking.to_clarify} == {"twins_differ"}
