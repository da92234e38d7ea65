"""Nothing that our own checks object to is written."""

import pytest

from xinju.benefits.bridge import placing
from xinju.benefits.bridge.ranking import Entry
from xinju.engines.placement.model import Applicant, Mechanism, Round, School, Stage
from xinju.engines.scoring.spans import known

ROUND = Round(
    "r",
    "r",
    (Stage("main", "main", Mechanism.DEFERRED),),
    (School("S1", "S1", "T", 1), School("S2", "S2", "T", 1)),
    seed="an invented seed",
)
ENTRIES = [Entry(Applicant(f"A{n}", (0,), ("S1", "S2")), (known(90 - n),)) for n in range(4)]


@pytest.fixture
def wrong_engine(monkeypatch):
    """An engine that turns the ranking round."""

    def place(round_, applicants):
        return engine(round_, [Applicant(one.application, (-one.keys[0],), one.wishes) for one in applicants])

    engine = placing.place
    monkeypatch.setattr(placing, "place", place)


def test_a_sound_result_passes_row_by_row_and_on_arrays(monkeypatch):
    assert placing.run(ROUND, ENTRIES, (True,), placing.Inputs()).placement.school_of("A0") == "S1"
    monkeypatch.setattr(placing, "CHECKED_ROW_BY_ROW", 0)
    assert placing.run(ROUND, ENTRIES, (True,), placing.Inputs()).placement.school_of("A0") == "S1"


def test_a_wrong_result_never_leaves(wrong_engine):
    with pytest.raises(placing.CheckFailed, match="A0"):
        placing.run(ROUND, ENTRIES, (True,), placing.Inputs())


def test_the_public_edition_names_no_points():
    files = placing.run(ROUND, ENTRIES, (True,), placing.Inputs()).public

    assert {"applicants.csv", "scores.csv", "not_ranked.csv"}.isdisjoint(files)
    assert b",90" not in b"".join(content for name, content in files.items() if name.endswith(".csv"))
