"""A folder of facts: sound rows count, unsound ones come back with line, field, value and what is expected."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path

import duckdb
import pytest

from xinju.engines.scoring.language.sources import day_number
from xinju.packs.facts import Facts
from xinju.packs.facts_tables import load_facts
from xinju.packs.problems import Unreadable, say
from xinju.packs.records import load_records
from xinju.values.citizen_id import check_character

RECORDS = load_records(sorted((Path(__file__).parents[2] / "districts/library/records").glob("*.yaml")))
TODAY = date(2026, 3, 1)
MEMBERS = "application,role,person\nA1,child,c1\nA1,father,f1\nA2,child,c2\nA2,mother,m2\n"


def facts_of(folder: Path, files: Mapping[str, str | bytes], *records: str) -> Facts:
    """The facts of a folder with these files."""
    for name, content in {"members.csv": MEMBERS, **files}.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    types = {key: RECORDS[key].type for key in records}
    return load_facts(duckdb.connect(), folder, types, today=TODAY, declared=RECORDS)


def faults(facts: Facts, name: str) -> list[tuple[int, str, str]]:
    """Line, column and code of each fault of a file."""
    return [(p.line, p.path, p.code) for row in facts.rejected[name].rows for p in row.problems]


def test_sound_rows_become_an_application_with_exact_values(tmp_path: Path) -> None:
    facts = facts_of(
        tmp_path,
        {
            "home_ownership.csv": "subject,from,to,home,division,area,share,lived_in,recorded_at,status\n"
            "f1,2019-01-01,,H1,350203,89.5,0.5,true,2019-02-01,verified\n",
            "education.csv": "subject,level\nf1,本科\nm2,college\n",
            "person.csv": "subject,birth_date\nc1,2017/3/3\n",
        },
        "home_ownership",
        "education",
        "person",
    )

    first, second = facts.applications()

    home = first.records["home_ownership"][0]
    assert first.members == {"child": ("c1",), "father": ("f1",)}
    assert (home.start, home.end, home.recorded_at) == (date(2019, 1, 1), None, date(2019, 2, 1))
    assert (
        home.values["area"] == Fraction("89.5")
        and home.values["share"] == Fraction(1, 2)
        and home.values["lived_in"] == 1
    )
    assert first.records["person"][0].values["birth_date"] == day_number(date(2017, 3, 3))
    assert second.records["education"][0].values["level"] == RECORDS["education"].type.columns["level"].levels.index(
        "college"
    )
    assert facts.delivered == {"home_ownership", "education", "person"}
    assert facts.application("A2") == second
    assert facts.rejected == {}


def test_an_absent_file_is_not_delivered_and_an_empty_one_is(tmp_path: Path) -> None:
    facts = facts_of(tmp_path, {"stay.csv": "subject,from,to,division\n"}, "stay", "education")

    assert facts.delivered == {"stay"}


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("f1,2020-05-01,2020-04-30,350203,rented", ("to", "ends_before_start_row")),
        ("f1,,2020-04-30,350203,rented", ("from", "empty_cell")),
        ("f1,2020-02-30,,350203,rented", ("from", "bad_day")),
        ("f1,2020-02-01,,Siming,rented", ("division", "not_a_division")),
        ("f1,2020-02-01,,350203,castle", ("dwelling", "unknown_level")),
        ("x9,2020-02-01,,350203,rented", ("subject", "unknown_subject")),
        ("f1,2020-02-01,,,rented", ("division", "empty_cell")),
    ],
)
def test_an_unsound_stay_names_its_field(tmp_path: Path, row: str, fault: tuple[str, str]) -> None:
    facts = facts_of(
        tmp_path, {"stay.csv": f"subject,from,to,division,dwelling\nm2,2019-01-01,,350203,owned\n{row}\n"}, "stay"
    )

    assert faults(facts, "stay") == [(3, *fault)]
    assert facts.counted["stay"] == 1


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("f1,2020-05-01,whole,two,2020-06-01,verified", ("amount", "bad_number")),
        ("f1,2020-05-01,whole,20000,2020-06-01,verified", ("amount", "out_of_range")),
        ("f1,2020-05-01,whole,0.05,2020-06-01,verified", ("amount", "too_fine")),
        ("f1,2020-05-01,whole,200,2026-03-02,verified", ("recorded_at", "recorded_in_future")),
        ("f1,2020-05-01,whole,200,2020-04-30,verified", ("date", "dated_after_recorded")),
        ("f1,2020-05-01,whole,200,2020-06-01,maybe", ("status", "unknown_status")),
    ],
)
def test_an_unsound_event_names_its_field(tmp_path: Path, row: str, fault: tuple[str, str]) -> None:
    facts = facts_of(
        tmp_path, {"blood_donation.csv": f"subject,date,kind,amount,recorded_at,status\n{row}\n"}, "blood_donation"
    )

    assert faults(facts, "blood_donation") == [(2, *fault)]


def test_a_fact_of_the_future_is_rejected(tmp_path: Path) -> None:
    facts = facts_of(
        tmp_path, {"blood_donation.csv": "subject,date,kind,amount\nf1,2026-03-02,whole,200\n"}, "blood_donation"
    )

    assert faults(facts, "blood_donation") == [(2, "date", "future_fact")]


def test_a_repeated_record_counts_once_and_contradicting_ones_not_at_all(tmp_path: Path) -> None:
    facts = facts_of(
        tmp_path, {"education.csv": "subject,level\nf1,bachelor\nf1,bachelor\nm2,college\nm2,doctor\n"}, "education"
    )

    assert faults(facts, "education") == [
        (3, "", "same_row_twice"),
        (4, "", "same_record_differs"),
        (5, "", "same_record_differs"),
    ]
    assert facts.counted["education"] == 1


def test_identity_numbers_are_checked_and_never_shown(tmp_path: Path) -> None:
    sound = "99900119900101001" + check_character("99900119900101001")
    wrong, floated = sound[:17] + ("5" if sound[17] != "5" else "6"), "999001199001010000"
    members = (
        f"application,role,person\nA1,father,{sound}\nA1,mother,{wrong}\nA2,father,{floated}\nA3,father,9.99E+17\n"
    )
    facts = facts_of(tmp_path, {"members.csv": members})

    assert [code for _, _, code in faults(facts, "members")] == [
        "wrong_check",
        "number_through_float",
        "number_through_float",
    ]
    assert not any(wrong[-4:] in say(problem, "zh") or "9.99" in say(problem, "en") for problem in facts.problems[:1])


def test_a_column_that_went_through_a_spreadsheet_is_ruined_even_where_the_check_character_fits(tmp_path: Path) -> None:
    beginnings = [f"9990{place:02d}199001{day:02d}000" for place in range(1, 100) for day in range(1, 29)]
    fitting = next(start + "0" for start in beginnings if check_character(start) == "0")
    alone = facts_of(tmp_path, {"members.csv": f"application,role,person\nA1,father,{fitting}\n"})
    together = facts_of(
        tmp_path, {"members.csv": f"application,role,person\nA1,father,{fitting}\nA2,father,999001199001010000\n"}
    )

    assert alone.rejected == {}
    assert [code for _, _, code in faults(together, "members")] == ["number_through_float"] * 2


def test_gb_18030_and_utf_8_with_a_mark_are_both_read(tmp_path: Path) -> None:
    text = "人员编号,文化程度\nf1,本科\n"
    for content in (text.encode("gb18030"), text.encode("utf-8-sig")):
        facts = facts_of(tmp_path, {"education.csv": content}, "education")

        assert facts.counted["education"] == 1


def test_a_huge_line_bad_bytes_and_an_open_quote_cost_their_own_line_only(tmp_path: Path) -> None:
    content = (
        b"subject,level\nf1,bachelor\n"
        + b"x" * 3_000_000
        + b'\nm2,\xff\xff\xffcollege\n"f1,college\nm2,college\nm2,a,b\n'
    )
    facts = facts_of(tmp_path, {"education.csv": content}, "education")

    assert faults(facts, "education") == [
        (3, "", "line_too_long"),
        (4, "", "undecodable"),
        (5, "", "open_quote"),
        (7, "", "wrong_cells"),
    ]
    assert facts.counted["education"] == 2


def test_rejected_rows_come_back_as_a_file_without_formulas(tmp_path: Path) -> None:
    facts = facts_of(tmp_path, {"education.csv": "subject,level\nf1,=1+1\n"}, "education")

    text = facts.rejected["education"].as_csv("en").decode("utf-8-sig")

    assert text.splitlines()[0] == "line,reason,subject,level"
    assert text.splitlines()[1].startswith('2,"level: there is no level “=1+1”') and text.splitlines()[1].endswith(
        "f1,'=1+1"
    )


def test_a_returned_file_of_rejected_rows_can_be_sent_again(tmp_path: Path) -> None:
    heading = "subject,date,item,points,authority\n"
    first = facts_of(tmp_path, {"points_awarded.csv": heading + "f1,2025-02-30,甲,-5,乙\n"}, "points_awarded")
    sent_back = first.rejected["points_awarded"].as_csv("en")

    second = facts_of(tmp_path, {"points_awarded.csv": sent_back.replace(b"02-30,", b"02-28,")}, "points_awarded")

    assert b"'-5" in sent_back
    assert second.application("A1").records["points_awarded"][0].values["points"] == -5


def test_what_is_not_read_is_said(tmp_path: Path) -> None:
    facts = facts_of(
        tmp_path, {"education.csv": "subject,level,shoe_size\nf1,bachelor,43\n", "shoes.csv": "a\n1\n"}, "education"
    )

    assert [(p.file, p.code) for p in facts.notices] == [
        ("education.csv", "columns_unread"),
        ("shoes.csv", "not_a_record_file"),
    ]


def test_empty_lines_of_a_spreadsheet_are_passed_over_and_a_total_row_is_not(tmp_path: Path) -> None:
    facts = facts_of(tmp_path, {"education.csv": "subject;level\nf1;bachelor\n;\n\n合计;1\n"}, "education")

    assert facts.counted["education"] == 1
    assert faults(facts, "education") == [(5, "level", "unknown_level"), (5, "subject", "unknown_subject")]


def test_a_missing_column_or_file_of_members_stops_the_run(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as missing_column:
        facts_of(tmp_path, {"education.csv": "subject,grade\nf1,bachelor\n"}, "education")
    with pytest.raises(Unreadable) as missing_members:
        load_facts(duckdb.connect(), tmp_path / "nowhere", {}, today=TODAY)

    assert [p.code for p in missing_column.value.problems] == ["missing_columns"]
    assert [p.code for p in missing_members.value.problems] == ["no_facts_folder"]


def test_months_choices_and_unanswered_questions(tmp_path: Path) -> None:
    facts = facts_of(
        tmp_path,
        {
            "social_insurance.csv": "subject,month,kind,division,paid,withdrawn\n"
            "f1,2023-04,pension,350203,on_time,否\nf1,202305,pension,350203,on_time,0\nf1,2023年13月,pension,350203,on_time,0\n",
            "choices.csv": "application,choice,value\nA1,main,father\nA9,main,father\n",
            "not_known.csv": "subject,record\nm2,social_insurance\n",
        },
        "social_insurance",
    )

    first, second = facts.applications()

    assert [row.start for row in first.records["social_insurance"]] == [date(2023, 4, 1), date(2023, 5, 1)]
    assert first.records["social_insurance"][0].end == date(2023, 4, 30)
    assert first.choices == {"main": "father"}
    assert second.not_known == {("m2", "social_insurance")}
    assert faults(facts, "social_insurance") == [(4, "month", "bad_month")]
    assert faults(facts, "choices") == [(3, "application", "unknown_application")]


def test_parquet_files_give_the_same_as_csv(tmp_path: Path) -> None:
    connection = duckdb.connect()
    connection.execute(
        "copy (select * from (values ('f1', date '2019-01-01', date '2019-12-31', '350203'), "
        "('f1', date '2020-06-01', date '2020-01-01', '350203')) t(subject, start, \"end\", division)) "
        f"to '{tmp_path / 'stay.parquet'}' (format parquet)"
    )
    facts = facts_of(tmp_path, {}, "stay")

    assert facts.counted["stay"] == 1
    assert faults(facts, "stay") == [(2, "end", "ends_before_start_row")]
