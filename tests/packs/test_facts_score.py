"""A folder of files scored both ways: the tables fit the fast evaluator, the applications the plain one, and both agree."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import duckdb

from xinju.engines.scoring.columnar import compile, score, single_roles
from xinju.engines.scoring.reference import evaluate
from xinju.packs.facts_tables import load_facts
from xinju.packs.sheets import declared_records, load_sheet

SHEET = Path(__file__).parents[2] / "districts/library/zhejiang-gongxing/2023.yaml"
DAY = date(2026, 3, 1)
FILES = {
    "members.csv": "application,role,person\nA1,applicant,p1\nA2,applicant,p2\n",
    "person.csv": "subject,birth_date\np1,1996-02-10\np2,1964-06-01\n",
    "education.csv": "subject,level\np1,高中（中职）\n",
    "skill.csv": "subject,date,level,trade\np1,2019-01-01,three,welder\n",
    "title.csv": "subject,date,level\n",
    "stay.csv": "subject,from,to,division\np1,2016-03-01,,330304\np2,2025-01-31,2025-02-28,330304\n",
}


def test_both_evaluators_score_the_same_folder_alike(tmp_path: Path) -> None:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, "utf-8")
    sheet = load_sheet(SHEET)
    connection = duckdb.connect()
    facts = load_facts(connection, tmp_path, sheet.records, today=DAY, declared=declared_records(SHEET))

    plain = {one.number: evaluate(sheet, one, as_of=DAY, known_at=DAY) for one in facts.applications()}
    compiled = compile(
        sheet,
        as_of=DAY,
        known_at=DAY,
        delivered=facts.delivered,
        has_not_known=False,
        single_roles=single_roles(connection),
    )
    fast = {row["application"]: row for row in score(connection, compiled).to_pylist()}

    low, high = (compiled.column("points", "total", part).name for part in ("low", "high"))
    assert {number: (span.low, span.high) for number, s in plain.items() for span in (s.points["total"],)} == {
        number: (compiled.exact(row[low]), compiled.exact(row[high])) for number, row in fast.items()
    }
    assert plain["A1"].points["total"].low == 63 and plain["A1"].points["total"].high == 93
    assert plain["A2"].points["residence"].low == Fraction(1, 4)
