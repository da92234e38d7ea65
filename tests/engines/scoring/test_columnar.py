"""The compiled sheet: what it reads, what comes out of it, and what it refuses by name."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import sqlglot
from tests.engines.scoring.build import RECORDS, TODAY, event, family, period, sheet, state, stay_of
from tests.engines.scoring.tables import load, tables

from xinju.engines.scoring.columnar import CannotCompile, compile, running, score, score_to_parquet, single_roles
from xinju.engines.scoring.facts import Record
from xinju.engines.scoring.language.numbers import (
    Assigned,
    Bracket,
    Compare,
    Const,
    Duration,
    Each,
    Limited,
    Number,
    Plus,
    Rate,
    Ref,
    Row,
    Tally,
    Times,
    When,
)
from xinju.engines.scoring.language.sheets import Group, Role
from xinju.engines.scoring.language.sources import HERE, Bounds, Column, RecordType, Source
from xinju.engines.scoring.reference import evaluate

FATHER = ("father",)
HOME = RecordType("home", "住房", "state", {"area": Column("area", "面积", "number", scale=100)}, "application")


def compiled(of, **options):
    options = {"delivered": frozenset(of.records), "has_not_known": False, **options}
    return compile(of, as_of=TODAY, known_at=TODAY, **options)


def test_what_is_always_known_has_no_high_end():
    found = compiled(sheet(Rate(stay_of("months"), Fraction(1, 12), whole=False)))

    assert [(column.kind, column.key, column.part) for column in found] == [
        ("points", "x", "low"),
        ("points", "total", "low"),
    ]
    assert found.denominator == 12


def test_a_file_that_is_not_there_opens_only_what_depends_on_it():
    number = Plus((stay_of("months"), Duration(Source("lease"), "months", FATHER)))
    whole = sheet(number, groups={"g": Group("g", "g", stay_of("days"))})

    found = compiled(whole, delivered=frozenset({"stay"}))

    assert found.column("points", "x", "high") is not None
    assert found.column("points", "g", "high") is None


def test_the_rows_of_one_record_type_are_read_once_for_all_counts():
    sums = Plus(tuple(Tally(op, Source("award"), "amount", FATHER) for op in ("sum", "highest", "lowest", "latest")))

    text = compiled(sheet(sums)).sql

    assert text.count('"r_award"') == 1


def test_a_set_of_periods_is_worked_out_once_for_all_its_measures():
    sums = Plus(tuple(stay_of(unit) for unit in ("days", "months", "calendar_months")))

    text = compiled(sheet(sums)).sql

    assert text.count('"r_stay"') == 1


def test_a_state_about_the_case_is_read_without_adding_up():
    of = replace(sheet(Tally("sum", Source("home"), "area")), records={"home": HOME})

    assert "GROUP BY" not in compiled(of).sql
    assert "JOIN" not in compiled(of, cases="home").sql


def test_reading_the_cases_in_place_of_the_applications_gives_the_same():
    area = Tally("highest", Source("home"), "area")
    rows = tuple(Row(Bounds(at_least=Fraction(low)), Const(Fraction(low))) for low in (50,))
    of = replace(sheet(Bracket(area, rows, Const(Fraction(1)))), records={"home": HOME})
    homes = [
        Record("home", f"A{n}", {"area": Fraction(n * 20)}, status="verified" if n % 3 else "pending") for n in range(8)
    ]
    families = [replace(family(home, delivered=("home",)), number=home.subject) for home in homes]
    with duckdb.connect() as connection:
        load(connection, of, families)
        plain, direct = (score(connection, compiled(of, cases=cases)).to_pylist() for cases in (None, "home"))

    def key(row):
        return row["application"]

    assert sorted(plain, key=key) == sorted(direct, key=key)
    assert {row["points__x"] for row in plain} == {0, 1, 50}


def test_keys_may_be_whole_numbers():
    of = sheet(stay_of("days"))
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE applications AS SELECT CAST(7 AS BIGINT) AS application")
        connection.execute(
            "CREATE TABLE members AS SELECT CAST(7 AS BIGINT) AS application, 'father' AS role, 70 AS person"
        )
        connection.execute(
            "CREATE TABLE r_stay AS SELECT 70 AS subject, DATE '2026-05-01' AS start, NULL::DATE AS \"end\","
            " '3303' AS division, 'verified' AS status, DATE '2026-01-01' AS recorded_at"
        )

        assert score(connection, compiled(of)).to_pylist() == [{"application": 7, "points__x": 12, "points__total": 12}]


def test_points_go_to_a_parquet_file(tmp_path):
    of, path = sheet(stay_of("days")), tmp_path / "it's.parquet"
    with duckdb.connect() as connection:
        load(connection, of, [family(period("stay", "2026-05-01", division="3303"))])

        score_to_parquet(connection, compiled(of), str(path))

    assert pq.read_table(path).column("points__x").to_pylist() == [12]


def test_roles_that_two_persons_fill_are_added_up():
    two = family(state("degree", "f", level=1), state("degree", "g", level=2), members={"father": ("f", "g")})
    of = sheet(Tally("highest", Source("degree"), "level", FATHER))
    with duckdb.connect() as connection:
        load(connection, of, [two])

        assert single_roles(connection) == frozenset()
        assert score(connection, compiled(of)).column("points__x").to_pylist() == [2]


def test_each_may_stand_within_each():
    count = Tally("count", Source(HERE))
    inner = Each(Source(HERE), Times((count, Tally("highest", Source(HERE), "level"))), by=("level",))
    number = Each(Source("award"), Plus((inner, Const(Fraction(10)))), by=("event",), of=FATHER)
    awards = [("a", 1), ("a", 1), ("a", 2), ("b", 2), (None, 0)]
    one = family(*(event("award", "2025-03-01", event=name, level=level) for name, level in awards))
    of = sheet(number)
    with duckdb.connect() as connection:
        load(connection, of, [one])
        found = score(connection, compiled(of)).column("points__x").to_pylist()

    assert found == [4 + 2 + 30]
    assert evaluate(of, one, as_of=TODAY, known_at=TODAY).points["x"].low == 36


def test_each_record_has_its_year_and_whose_it_is_without_declaring_them():
    year = Tally("highest", Source(HERE), "year")
    whose = Tally("count", Source(HERE), "person")
    number = Each(Source("award"), Plus((year, whose)), of=FATHER)
    one = family(event("award", "2024-02-29", level=1), event("award", "2025-01-01", level=2))
    of = sheet(number)
    with duckdb.connect() as connection:
        load(connection, of, [one])
        found = score(connection, compiled(of)).column("points__x").to_pylist()

    assert found == [2024 + 1 + 2025 + 1]
    assert evaluate(of, one, as_of=TODAY, known_at=TODAY).points["x"].low == 4051


def test_the_same_sheet_is_sentences_that_spark_reads():
    of = sheet(Limited(Rate(stay_of("years", leftover="pool"), Fraction(1, 3)), cap=Fraction(9)))

    parsed = sqlglot.parse_one(compiled(of, dialect="spark").sql, read="spark")

    assert "application" in parsed.named_selects


def test_an_empty_city_gives_no_rows():
    of = sheet(stay_of("days"))
    empty = {name: table.slice(0, 0) for name, table in tables(of, [family()]).items()}
    with duckdb.connect() as connection:
        for name, table in empty.items():
            connection.register(name, table)

        assert score(connection, compiled(of)).num_rows == 0


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (Times((Tally("sum", Source("award"), "amount", FATHER),) * 3), "x: more than 63 bits: times reaches"),
        (Ref("x"), "x → x: the numbers refer to each other in a circle"),
        (Duration(Source("degree"), "days", FATHER), "x: degree: a state has no days to measure"),
        (Tally("highest", Source("award"), "event", FATHER), "column event: a text is no number"),
        (Duration(Source("stay"), "days", ("main",)), "role main: no number of the sheet"),
        (Tally("count", Source(HERE)), "here stands outside of any `each`"),
    ],
)
def test_what_cannot_be_compiled_is_refused_by_name(number: Number, says: str):
    of = sheet(number, roles={"main": Role("main", one_of=("father", "mother"))})

    with pytest.raises(CannotCompile) as refused:
        compiled(of)

    assert says in str(refused.value)


def test_an_item_that_is_nothing_counts_as_zero_for_a_gate():
    few = When(((Compare(Ref("x"), Bounds(up_to=Fraction(3))), Const(Fraction(7))),))
    nobody = Assigned("main", stay_of("days"))
    of = sheet(nobody, groups={"g": Group("g", "g", few)}, roles={"main": Role("main", one_of=("aunt",))})
    with duckdb.connect() as connection:
        load(connection, of, [family()])

        assert score(connection, compiled(of)).column("points__g").to_pylist() == [7]
    assert evaluate(of, family(), as_of=TODAY, known_at=TODAY).points["g"].low == 7


def test_every_record_type_has_a_table_of_the_documented_form():
    made = tables(sheet(stay_of("days")), [family()])

    assert made["r_stay"].schema.names == ["subject", "start", "end", "division", "status", "recorded_at"]
    assert made["r_award"].schema.field("amount").type == pa.int64()
    assert set(made) == {"applications", "members", "choices", "not_known", *(f"r_{key}" for key in RECORDS)}


def test_a_sheet_of_many_results_is_worked_out_table_by_table_and_leaves_none_behind(monkeypatch):
    of = sheet(Plus((stay_of("days"), Tally("count", Source("award"), of=FATHER))))
    one = family(period("stay", "2026-05-01", division="3303"), event("award", "2025-03-01", level=1))
    with duckdb.connect() as connection:
        load(connection, of, [one])
        at_once = score(connection, compiled(of)).to_pylist()
        monkeypatch.setattr(running, "MANY_RESULTS", 0)

        assert score(connection, compiled(of)).to_pylist() == at_once
        assert connection.execute("SELECT count(*) FROM duckdb_tables() WHERE temporary").fetchone() == (0,)
