"""One score, whichever way it is asked for: the window's what-if and the city's run agree to the last digit."""

from datetime import date
from shutil import copytree

import pytest

from xinju.demo.district import HERUN
from xinju.demo.facts import write_facts
from xinju.engines.scoring.outlook import Changes, what_if
from xinju.engines.scoring.reference import Evaluator
from xinju.points.bridge import ScoreBook, compare, open_both, score_families, statement_of, told

pytestmark = pytest.mark.slow

DAY = date(2026, 5, 12)
SHEETS = HERUN / "sheets" / "jifen"


@pytest.fixture(scope="module")
def people(tmp_path_factory):
    folder = tmp_path_factory.mktemp("facts")
    write_facts(folder, residents=120, seed=7, day=DAY)
    return folder


@pytest.fixture(scope="module")
def book():
    return ScoreBook.open(SHEETS / "2026.yaml")


def test_what_if_and_the_official_run_give_every_family_of_the_demo_the_same_points(people, book):
    facts = book.facts(people, today=DAY)
    evaluator = Evaluator(book.sheet)

    official = score_families(book.sheet, facts, as_of=DAY, known_at=DAY)

    asked = {
        one.number: what_if(evaluator, one, Changes(), as_of=DAY, known_at=DAY).after for one in facts.applications()
    }
    assert len(official) > 50
    assert {number: one.points for number, one in official.items()} == {n: s.points for n, s in asked.items()}
    assert {number: dict(one.roles) for number, one in official.items()} == {
        n: {found.role: found.candidate for found in s.selections} for n, s in asked.items()
    }


def test_both_engines_agree_on_gates_bars_ranks_and_payments(people, book):
    facts = book.facts(people, today=DAY)

    fast = score_families(book.sheet, facts, as_of=DAY, known_at=DAY)
    plain = score_families(book.sheet, facts, as_of=DAY, known_at=DAY, engine="reference")

    assert fast == plain


def test_both_engines_agree_on_every_way_to_round_that_a_table_leaves_open(people, tmp_path):
    text = (SHEETS / "2026.yaml").read_text("utf-8").split("\n---\n")[0]
    sheets = tmp_path / "district" / "sheets"
    copytree(HERUN / "sheets" / "gongxing", sheets / "gongxing")
    (sheets / "jifen").mkdir()
    path = sheets / "jifen" / "2026.yaml"
    path.write_text(
        text.replace("\nrecords:", "\nrounding: {one_of: [exact, down_item, half_up_total]}\nrecords:", 1), "utf-8"
    )
    copytree(HERUN / "records", tmp_path / "district" / "records")
    copytree(HERUN.parent / "library" / "records", tmp_path / "library" / "records")
    book = ScoreBook.open(path)
    facts = book.facts(people, today=DAY)

    fast = score_families(book.sheet, facts, as_of=DAY, known_at=DAY)
    plain = score_families(book.sheet, facts, as_of=DAY, known_at=DAY, engine="reference")

    ranked = next(key for key, one in book.sheet.services.items() if one.rank)
    assert fast == plain
    assert any(len({way.rank for way in one.services[ranked].readings}) > 1 for one in fast.values())


def test_a_comparison_of_two_versions_adds_up_to_the_scores_of_each(people, book):
    draft = ScoreBook.open(SHEETS / "2027-draft.yaml")
    facts = open_both(book, draft, people, today=DAY)

    found = compare(book, draft, facts, as_of=DAY, known_at=DAY)

    before = score_families(book.sheet, facts, as_of=DAY, known_at=DAY)
    after = score_families(draft.sheet, facts, as_of=DAY, known_at=DAY)
    moved = [after[number].points["total"].low - one.points["total"].low for number, one in before.items()]
    assert found.total.before == sum(one.points["total"].low for one in before.values())
    assert found.total.after == sum(one.points["total"].low for one in after.values())
    assert (found.total.gain, found.total.lose) == (sum(d > 0 for d in moved), sum(d < 0 for d in moved))
    assert sum(one.people for one in found.towns) == sum(one.people for one in found.families) == len(before)
    assert sum(found.spread.values()) == len(before)


def test_a_statement_in_words_names_each_item_of_the_table_in_its_order(book):
    facts = book.facts(HERUN / "families", today=DAY)

    paper = told(book, statement_of(book.sheet, facts, "RX26-900001", as_of=DAY, known_at=DAY), on=DAY)

    assert [line.item for line in paper.lines] == [item.label for item in book.sheet.items.values()]
    insurance = next(line for line in paper.lines if line.item == "缴纳社保")
    assert insurance.points == 25
    assert "50" in insurance.counted
