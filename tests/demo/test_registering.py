"""What departments' files say gives the same points through the registry as it gives straight from the tables."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from xinju.accounts.access import Role
from xinju.accounts.actions import open_demo_account
from xinju.demo import district as districts
from xinju.demo import tables
from xinju.demo.facts import Invented, invent
from xinju.demo.registering import register
from xinju.points.actions import freeze_facts
from xinju.points.bridge import ScoreBook, score_families

DAY = date(2026, 5, 12)
MORNING = datetime(2026, 5, 12, 1, tzinfo=UTC)
SHEET = districts.HERUN / "sheets/jifen/2026.yaml"


def all_verified(table: pa.Table) -> pa.Table:
    """A number that two offices vouch for is verified, whatever a third one says: so that nobody's standing differs."""
    at = table.column_names.index("status")
    return table.set_column(at, "status", pa.array(["verified"] * table.num_rows))


@pytest.fixture
def invented() -> Invented:
    made = invent(residents=60, seed=7, day=DAY)
    return replace(made, tables=[(name, all_verified(table)) for name, table in made.tables])


@pytest.mark.slow
@pytest.mark.django_db
def test_everybodys_points_are_the_same_through_the_registry(invented, tmp_path: Path):
    straight, folder = tmp_path / "straight", tmp_path / "frozen"
    straight.mkdir()
    own = (("applications", invented.applications), ("members", invented.members), ("choices", invented.choices))
    for name, table in (*invented.tables, *own):
        tables.write(straight, name, table)
    clerk = open_demo_account(Role.REGISTRAR)

    brought = register(
        tmp_path / "departments", districts.HERUN, invented, day=DAY, at=MORNING, by=clerk, tell=lambda done, of: None
    )
    freeze_facts(folder=folder, known_at=DAY, by=clerk, purpose="test")

    book = ScoreBook.open(SHEET)
    expected, found = (
        score_families(book.sheet, book.facts(where, today=DAY), as_of=DAY, known_at=DAY)
        for where in (straight, folder)
    )
    assert (
        brought.refused == 6
    )  # planted; of two more one stands twice in the same words, one had only a wrong standing
    assert {number: one.points for number, one in found.items()} == {n: one.points for n, one in expected.items()}
    assert {number: one.services for number, one in found.items()} == {n: one.services for n, one in expected.items()}
