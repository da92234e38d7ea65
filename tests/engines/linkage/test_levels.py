"""Each question has one meaning: DuckDB and Python answer alike, for one comparison, one rule, one weight."""

from __future__ import annotations

from dataclasses import asdict, replace
from itertools import combinations

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.linkage.invented import PARTICULAR, model, written

from xinju.engines.linkage.cleaning import clean_one
from xinju.engines.linkage.levels import OneCharacter, PartOf, Unreadable, Within, YearsApart, distance
from xinju.engines.linkage.particulars import Cleaned, Particulars
from xinju.engines.linkage.scheme import PEOPLE

MODEL = replace(model(), commonness={"王芳": 2, "张伟明": 1})


def sided(one: Cleaned, side: str) -> str:
    """One record as columns of SQL, each with its side."""
    return ", ".join(f"{literal(value)} AS {name}_{side}" for name, value in asdict(one).items())


def literal(value: object) -> str:
    if value is None:
        return "CAST(NULL AS VARCHAR)"
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else str(value)


@pytest.mark.slow
@settings(deadline=None, max_examples=25)
@given(st.lists(PARTICULAR, min_size=2, max_size=6))
def test_levels_and_rules_are_the_same_in_sql_and_in_python(records):
    cleaned = [MODEL.prepared(clean_one(record)) for record in records]
    pairs = list(combinations(cleaned, 2))
    rows = " UNION ALL ".join(f"SELECT {n} AS n, {sided(a, 'l')}, {sided(b, 'r')}" for n, (a, b) in enumerate(pairs))
    asked = ", ".join(comparison.sql() for comparison in PEOPLE.comparisons)

    found = duckdb.sql(
        f"""SELECT {asked}, {PEOPLE.rule_sql()} FROM (SELECT * REPLACE (CAST(born_l AS SMALLINT) AS born_l,
        CAST(born_r AS SMALLINT) AS born_r) FROM ({rows})) ORDER BY n"""
    ).fetchall()

    for (left, right), (*levels, rule) in zip(pairs, found, strict=True):
        codes = [
            None if level is None else c.codes()[level] for c, level in zip(PEOPLE.comparisons, levels, strict=True)
        ]
        assert codes == [comparison.level_of(left, right) for comparison in PEOPLE.comparisons]
        assert (None if rule is None else PEOPLE.rules[rule]) == PEOPLE.rule_for(left, right)


@pytest.mark.slow
@settings(deadline=None, max_examples=80)
@given(st.text("王芳方ab?·", max_size=6), st.text("王芳方ab?·", max_size=6))
def test_questions_about_texts_are_the_same_in_sql_and_in_python(one, other):
    left, right = Cleaned("1", name=one or None), Cleaned("2", name=other or None)
    questions = (
        OneCharacter("name"),
        OneCharacter("name", 1, 4),
        Within("name", 1),
        Within("name", 2, 3),
        PartOf("name"),
        Unreadable("name"),
    )

    found = duckdb.sql(
        f"SELECT {', '.join(question.sql() for question in questions)} FROM (SELECT {sided(left, 'l')}, {sided(right, 'r')})"
    ).fetchall()

    assert list(found[0]) == [question.holds(left, right) for question in questions]
    assert list(found[0]) == [question.holds(right, left) for question in questions]


@pytest.mark.parametrize(
    ("one", "other", "edits"), [("", "", 0), ("ab", "ba", 1), ("ca", "abc", 2), ("王芳", "王方", 1), ("abc", "", 3)]
)
def test_distance_counts_an_exchange_once(one, other, edits):
    assert distance(one, other) == distance(other, one) == edits


def test_missing_values_never_answer_yes():
    nobody = Cleaned("1")

    assert not any(level.question.holds(nobody, nobody) for c in PEOPLE.comparisons for level in c.levels)
    assert not YearsApart("born", 0).holds(nobody, nobody)
    assert PEOPLE.rule_for(nobody, nobody) is None


def test_a_level_is_found_for_writings_of_one_name():
    name = PEOPLE.comparisons[0]
    cleaned = {
        text: MODEL.prepared(clean_one(Particulars(text, name=text)))
        for text in ("张炜明", "張偉明", "张伟明", "张伟民", "张?明", "张芳")
    }

    levels = {text: name.level_of(cleaned["张伟明"], one) for text, one in cleaned.items()}

    assert levels == {
        "張偉明": "same",
        "张伟明": "same",
        "张炜明": "same_sound",
        "张伟民": "near",
        "张?明": "near",
        "张芳": "same_family",
    }


def test_the_invented_records_fit_the_table():
    assert written([Particulars("1")]).sql("SELECT count(*) FROM written").fetchall() == [(1,)]
