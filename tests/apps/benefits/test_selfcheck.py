"""A city is checked on arrays before it is written; the arrays object where a row-by-row checker would."""

from dataclasses import replace

import pytest

from xinju.benefits.bridge.selfcheck import objections
from xinju.engines.placement.model import Applicant, Mechanism, Round, School, Stage
from xinju.engines.placement.place import place


def placed(mechanism):
    round_ = Round(
        "r",
        "r",
        (Stage("main", "main", mechanism),),
        (School("S1", "S1", "T", 1), School("S2", "S2", "T", 1)),
        seed="s",
    )
    children = [Applicant(f"A{n}", (90 - n,), ("S1", "S2")) for n in range(4)]
    return place(round_, children)


@pytest.mark.parametrize("mechanism", [Mechanism.DEFERRED, Mechanism.BY_POINTS, Mechanism.FIRST_WISH])
def test_a_right_result_has_no_objection(mechanism):
    assert objections(placed(mechanism).stages) == []


def test_a_place_given_to_a_lower_child_is_named():
    result = placed(Mechanism.DEFERRED)
    stage = result.stages[0]
    lower = next(one for one in stage.field.candidacies if (one.application, one.school) == ("A3", "S1"))
    wrong = replace(stage, given={**{k: v for k, v in stage.given.items() if k != "A0"}, "A3": lower})

    assert any("S1" in words and "A0" in words for words in objections((wrong,)))
