"""May the child apply: computed from the sheet's gate and the round's birth window."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from xinju.engines.scoring.outlook import going_on
from xinju.packs.sheets import load_sheet
from xinju.points.bridge import score_one
from xinju.portal.bridge.answers import application_of
from xinju.portal.bridge.applying import is_settled, may_apply
from xinju.portal.bridge.place import load_district
from xinju.portal.bridge.questions import load_questionnaire

HERUN = Path(__file__).parents[3] / "districts" / "herun"
APRIL = date(2026, 4, 20)
SETTLED = {"permit": "2021-03-05", "stay": "2020-03-01", "insured_lately": "13"}


@pytest.fixture(scope="module")
def place():
    return load_district(HERUN)


@pytest.fixture(scope="module")
def form():
    return load_questionnaire(HERUN)


@pytest.fixture(scope="module")
def sheet():
    return load_sheet(HERUN / "sheets" / "jifen" / "2026.yaml")


@pytest.fixture
def may(place, form, sheet):
    def ask(today=APRIL, **given):
        return may_apply(place, sheet, form, given, today=today)

    return ask


def test_of_age_and_every_condition_met_is_yes(may):
    found = may(child_birth="2019-10-01", **SETTLED)

    assert (found.kind, found.season.apply_to) == ("yes", date(2026, 5, 12))


@pytest.mark.parametrize(
    ("born", "kind", "why"),
    [
        ("2019-08-31", "no", "too_old"),
        ("2019-09-01", "yes", ""),
        ("2020-08-31", "yes", ""),
        ("2020-09-01", "not_yet", "too_young"),
    ],
)
def test_the_birth_window_of_the_round_decides_at_both_its_ends(may, born, kind, why):
    found = may(child_birth=born, **SETTLED)

    assert (found.kind, found.why) == (kind, why)


def test_too_young_names_the_year_in_which_the_child_is_of_age(may):
    found = may(child_birth="2022-10-01", **SETTLED)

    assert (found.day, found.season.years_on) == (date(2029, 4, 13), 3)


def test_after_the_last_day_the_round_is_closed(may):
    assert may(date(2026, 5, 12), child_birth="2019-10-01", **SETTLED).kind == "yes"
    assert may(date(2026, 5, 13), child_birth="2019-10-01", **SETTLED).why == "closed"


def test_a_year_of_living_here_that_ends_before_the_cut_off_day_is_not_yet(may):
    found = may(child_birth="2019-10-01", **SETTLED | {"stay": "2025-05-02"})

    assert (found.kind, found.why, found.day) == ("not_yet", "soon", date(2026, 5, 1))


def test_a_year_that_ends_after_the_cut_off_day_is_too_late_and_names_the_day(may):
    in_time = may(child_birth="2019-10-01", **SETTLED | {"stay": "2025-05-13"})
    too_late = may(child_birth="2019-10-01", **SETTLED | {"stay": "2025-05-14"})

    assert (in_time.kind, in_time.day) == ("not_yet", date(2026, 5, 12))
    assert (too_late.kind, too_late.why, too_late.day) == ("no", "late", date(2026, 5, 13))


def test_without_a_permit_no_day_will_do(may):
    found = may(child_birth="2019-10-01", **SETTLED | {"permit": "no"})

    assert (found.kind, found.why, found.day) == ("no", "never", None)
    assert [part.holds for part in found.parts] == [False, True, True]


def test_a_permit_that_is_not_known_cannot_be_told(may):
    assert may(child_birth="2019-10-01", **SETTLED | {"permit": "unknown"}).kind == "unsure"


def test_a_grandparent_of_55_needs_neither_insurance_nor_work(may):
    given = SETTLED | {"insured_lately": "no", "at_work": "no"}

    assert may(child_birth="2019-10-01", **given, guardian_birth="1971-04-20").kind == "yes"
    assert may(child_birth="2019-10-01", **given, guardian_birth="1971-05-12").day == date(2026, 5, 12)
    assert may(child_birth="2019-10-01", **given, guardian_birth="1971-05-13").kind == "no"
    assert may(child_birth="2019-10-01", **given, guardian_birth="no").kind == "no"


def test_nothing_more_is_asked_once_the_gate_is_met(place, form, sheet):
    given = {"child_birth": "2019-10-01", "permit": "2021-03-05", "stay": "2020-03-01"}

    assert not is_settled(place, sheet, form, given, today=APRIL)
    assert is_settled(place, sheet, form, {**given, "insured_lately": "13"}, today=APRIL)
    assert is_settled(place, sheet, form, {"child_birth": "2015-01-01"}, today=APRIL)


@pytest.mark.slow
@pytest.mark.parametrize("months", [0, 1, 5])
def test_the_day_found_is_the_first_that_the_evaluator_itself_says_day_by_day(place, form, sheet, months):
    given = {
        "child_birth": "2019-10-01",
        "permit": "2026-02-01",
        "stay": "2025-07-03",
        "insured_lately": str(months),
        "at_work": "2025-12-20",
        "guardian_birth": "no",
    }
    found = may_apply(place, sheet, form, given, today=APRIL)
    application = application_of(sheet, form.of("apply"), given, form.people, here=place.code, today=APRIL)
    later = going_on(sheet, application, from_day=APRIL, known_at=APRIL, until=APRIL + timedelta(days=400))
    days = [APRIL + timedelta(days=n) for n in range(400)]

    first = next(
        day for day in days if score_one(sheet, later, as_of=day, known_at=APRIL).services["school"].gate is True
    )

    assert found.day == first
