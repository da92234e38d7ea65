"""The named families of the invented district (docs/families.md): what each has, and why, worked by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path

import duckdb
import pytest

from xinju.engines.scoring.reference import Evaluator
from xinju.engines.scoring.statement import Statement
from xinju.packs.facts import Facts
from xinju.packs.facts_tables import load_facts
from xinju.packs.sheets import declared_records, load_sheet

HERUN = Path(__file__).parents[2] / "districts" / "herun"
DAY = date(2026, 5, 12)


@pytest.fixture(scope="module")
def facts() -> Iterator[Facts]:
    sheet = HERUN / "sheets/jifen/2026.yaml"
    with duckdb.connect() as connection:
        declared = declared_records(sheet)
        yield load_facts(connection, HERUN / "families", load_sheet(sheet).records, today=DAY, declared=declared)


@pytest.fixture(scope="module")
def evaluator() -> Evaluator:
    return Evaluator(load_sheet(HERUN / "sheets/jifen/2026.yaml"))


@pytest.fixture
def statement_of(facts: Facts, evaluator: Evaluator):
    def statement(number: str, *, on: date = DAY, choose: dict[str, str] | None = None) -> Statement:
        application = facts.application(f"RX26-{number}")
        if choose:
            application = type(application)(**{**vars(application), "choices": choose})
        return evaluator.statement(application, as_of=on, known_at=DAY)

    return statement


def points(statement: Statement, *keys: str) -> list[Fraction]:
    """Known points of these items or groups."""
    spans = [statement.points[key] for key in keys]
    assert all(span.is_known for span in spans)
    return [span.low for span in spans]


def exactly(*texts: str) -> list[Fraction]:
    return [Fraction(text) for text in texts]


def test_every_row_of_the_families_is_sound(facts: Facts) -> None:
    assert facts.problems == ()
    assert len(facts.numbers()) == 15


def test_two_missing_months_of_insurance_cost_their_own_points_and_nothing_else(statement_of) -> None:
    # 52 months less 2: 50 × 0.5 in the province, 50 × 0.25 here, 50 × 0.1 for living and insured in one district
    statement = statement_of("900001")

    assert points(statement, "portable.insurance", "insurance_here", "living_and_insured") == exactly("25", "12.5", "5")
    assert points(statement, "total") == exactly("103.65")


def test_an_endorsement_missed_by_nine_days_starts_the_permit_years_again(statement_of) -> None:
    # in force since 2019-03-01; suspended 1 to 9 March 2024, so two full years since the 10th: 2 × 2 instead of the cap of 10
    statement = statement_of("900002")

    assert points(statement, "permit", "residence_here", "total") == exactly("4", "24.4", "132.6")


def test_the_parent_with_fewer_points_of_her_own_is_the_better_main_applicant(statement_of) -> None:
    # the mother's own items give 147.6, the father's 149.6; but his insurance adds 5 beside hers and hers nothing beside his
    statement = statement_of("900003")
    as_father = statement_of("900003", choose={"main": "father"})

    assert statement.selections[0].candidate == "mother"
    assert points(statement, "other_insurance", "total") == exactly("5", "152.6")
    assert points(as_father, "other_insurance", "total") == exactly("0", "149.6")


def test_one_deed_honoured_by_district_and_city_counts_once(statement_of) -> None:
    assert points(statement_of("900003"), "awards") == exactly("20")


def test_twins_have_the_same_points_under_two_numbers(statement_of) -> None:
    # born on 29 February 2020; each is the other's sibling
    first, second = statement_of("900004"), statement_of("900005")

    assert points(first, "total") == points(second, "total") == exactly("128.4")


def test_an_elder_child_at_school_changes_no_points_it_counts_in_the_round_only(statement_of) -> None:
    assert points(statement_of("900006"), "total") == exactly("97.35")


def test_a_child_with_its_grandmother_after_the_divorce_counts_her_because_the_family_chose_so(statement_of) -> None:
    # the mother in the neighbouring city would have 61 in the province; the guardian has 58.8 and lives here
    statement = statement_of("900007")

    assert (statement.selections[0].candidate, statement.selections[0].by) == ("guardian", "choice")
    assert points(statement, "portable.age", "portable.insurance", "total") == exactly("5", "0", "58.8")
    assert statement.services["school"].gate is True  # 55 or older: no job is asked for


def test_exactly_eighty_points_are_eighty_points_or_more(statement_of) -> None:
    # 40 portable and 40 local; "80 分以上" includes 80: 90 m² × 200 yuan
    statement = statement_of("900008")

    assert points(statement, "portable.total", "local", "total") == exactly("40", "40", "80")
    assert statement.services["purchase"].gate is True
    assert statement.services["purchase"].pays.low == statement.services["purchase"].pays.high == 18_000


def test_on_the_last_day_of_april_they_had_a_quarter_less_than_eighty(statement_of) -> None:
    # in the province the first day does not count: the twentieth month ends with 1 May
    statement = statement_of("900008", on=date(2026, 4, 30))

    assert points(statement, "portable.residence", "residence_here", "total") == exactly("4.75", "6", "79.75")
    assert statement.services["purchase"].gate is False


def test_insurance_paid_back_later_does_not_count(statement_of) -> None:
    # 40 months, 6 of them paid back later: 34 × 0.5 and 34 × 0.25
    statement = statement_of("900009")
    used = [one for step in statement.line("portable.insurance").step.walk() for one in step.used]

    assert points(statement, "portable.insurance", "insurance_here", "total") == exactly("17", "8.5", "87")
    assert sum(one.why == "where" and one.column == "paid" for one in used) == 6


def test_insurance_in_the_neighbouring_city_counts_in_the_province_but_not_here(statement_of) -> None:
    # 24 months there and 36 here: 60 × 0.5, but 36 × 0.25
    statement = statement_of("900010")

    assert points(statement, "portable.insurance", "insurance_here", "total") == exactly("30", "9", "113.9")


def test_five_moves_in_a_year_cost_one_month_and_not_the_years(statement_of) -> None:
    # runs of 16, 4 and 2 months; the days left over (23 + 6 + 22) make one month more: 23; without the gaps it were 24
    statement = statement_of("900011")

    assert points(statement, "portable.residence", "residence_here", "total") == exactly("5.75", "6.9", "60")


def test_two_people_of_one_name_in_one_building_are_two_people(statement_of) -> None:
    assert points(statement_of("900012"), "portable.insurance", "total") == exactly("30", "121")
    assert points(statement_of("900013"), "portable.insurance", "total") == exactly("12", "56.6")


def test_a_name_with_a_dot_and_one_with_a_rare_character_count_like_all_others(statement_of) -> None:
    assert points(statement_of("900014"), "total") == exactly("83.4")
    assert points(statement_of("900015"), "total") == exactly("95.4")
