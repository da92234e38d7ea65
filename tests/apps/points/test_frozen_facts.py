"""A points run reads the registry as it was known on its day, merged people as one, and keeps what it read."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.apps.registry.conftest import NOON, enter, number, wang  # noqa: F401 - a fixture is used by its name

from xinju.points.actions import Family, freeze_facts, open_applications
from xinju.points.bridge import ScoreBook, statement_of
from xinju.registry.actions.linking import judge, undo
from xinju.registry.actions.people import Origin
from xinju.registry.actions.records import keep_records
from xinju.registry.bridge.recorded import Recorded
from xinju.registry.bridge.rules import record_types
from xinju.registry.bridge.told import Told
from xinju.registry.models import Identity
from xinju.registry.models.identities import How, Verdict

HERUN = Path(__file__).parents[3] / "districts" / "herun" / "sheets" / "jifen" / "2026.yaml"
DAY = NOON.date()


@pytest.fixture
def family(enter):  # noqa: F811
    """A mother whom police and social security know, and her child; one application."""
    (mother,) = enter("police", wang())
    born = date(2020, 2, 3)
    (child,) = enter("police", Told(name="王小满", number=number(born, 211), birth_date=born))
    members = (("child", child.own.key), ("mother", mother.own.key))
    open_applications(families=[Family("RX26-000001", child.own.key, members)], by="job:test", at=NOON, purpose="test")
    return mother, child


def pay(identity: Identity, months: int, at=NOON) -> None:
    """Pension months up to April 2026."""
    origin = Origin(source=identity.source, door="file", by="job:test", at=at, verification="verified")
    values = {"kind": "pension", "division": "990102", "paid": "on_time", "withdrawn": "false"}
    first = [date(2026 - (8 + n) // 12 if n > 3 else 2026, (4 - n - 1) % 12 + 1, 1) for n in range(months)]
    rows = [Recorded(identity.pk, day, day + timedelta(days=27), values) for day in first]
    keep_records(declared=record_types()["social_insurance"], rows=rows, origin=origin, purpose="test")


def insured_points(folder: Path, known_at: date = DAY):
    freeze_facts(folder=folder, known_at=known_at, by="job:test", purpose="test")
    book = ScoreBook.open(HERUN)
    facts = book.facts(folder, today=known_at)
    assert not facts.rejected
    return statement_of(book.sheet, facts, "RX26-000001", as_of=known_at, known_at=known_at)


@pytest.mark.slow
def test_what_another_source_knows_counts_once_it_is_one_person(enter, family, tmp_path):  # noqa: F811
    mother, _ = family
    (insured,) = enter("social_security", Told(name="王方", birth_date=date(1990, 3, 4)))
    pay(insured, 24)
    before = insured_points(tmp_path / "before")

    link = judge(
        first=mother, second=insured, verdict=Verdict.SAME, how=How.CLERK, by="job:test", at=NOON, purpose="test"
    )
    merged = insured_points(tmp_path / "merged")
    undo(link=link, by="job:test", at=NOON, because="不是同一人", purpose="test")
    undone = insured_points(tmp_path / "undone")

    changed = {key for key in merged.points if merged.points[key] != before.points[key]}
    assert changed
    assert undone.points == before.points


def test_the_same_registry_and_day_freeze_to_the_same_bytes(family, tmp_path):
    mother, _ = family
    pay(mother, 3)

    for name in ("one", "two"):
        freeze_facts(folder=tmp_path / name, known_at=DAY, by="job:test", purpose="test")

    files = {path.name: path.read_bytes() for path in (tmp_path / "one").iterdir()}
    assert {"members.parquet", "person.parquet", "social_insurance.parquet"} <= set(files)
    assert files == {path.name: path.read_bytes() for path in (tmp_path / "two").iterdir()}


def test_a_day_before_the_fact_was_known_does_not_know_it(family, tmp_path):
    mother, _ = family
    pay(mother, 24, at=NOON + timedelta(days=5))

    before = freeze_facts(folder=tmp_path / "before", known_at=DAY, by="job:test", purpose="test")
    after = freeze_facts(folder=tmp_path / "after", known_at=DAY + timedelta(days=5), by="job:test", purpose="test")

    assert not (before / "social_insurance.parquet").exists()
    assert (after / "social_insurance.parquet").exists()
