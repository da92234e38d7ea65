"""A row fills its slot: told again it changes nothing, told otherwise it supersedes, and what was known stays readable."""

from datetime import date, timedelta

from tests.apps.registry.conftest import NOON, wang

from xinju.registry.actions.people import Origin
from xinju.registry.actions.records import Kept, keep_records, supersede_records
from xinju.registry.bridge.recorded import Recorded
from xinju.registry.bridge.rules import record_types
from xinju.registry.models import Record

HOUSING = "housing"


def keep(*rows: Recorded, at=NOON) -> Kept:
    origin = Origin(source=HOUSING, door="file", by="job:test", at=at, verification="verified")
    return keep_records(declared=record_types()["lease"], rows=rows, origin=origin, purpose="test")


def lease(identity: int, end: date | None = None) -> Recorded:
    return Recorded(identity, date(2024, 3, 1), end, {"division": "990102001001"})


def test_the_same_row_again_changes_nothing(enter):
    (person,) = enter(HOUSING, wang())

    first, again = keep(lease(person.pk)), keep(lease(person.pk), at=NOON + timedelta(days=1))

    assert (first, again) == (Kept(new=1), Kept(unchanged=1))
    assert Record.objects.count() == 1


def test_a_period_that_ended_supersedes_the_open_one(enter):
    (person,) = enter(HOUSING, wang())
    keep(lease(person.pk))

    kept = keep(lease(person.pk, date(2026, 5, 31)), at=NOON + timedelta(days=30))

    assert kept == Kept(superseding=1)
    before = Record.objects.known_at(NOON + timedelta(days=29)).get()
    after = Record.objects.known_at(NOON + timedelta(days=30)).get()
    assert (before.end, after.end) == (None, date(2026, 5, 31))


def test_a_superseded_fact_can_be_told_again(enter):
    (person,) = enter(HOUSING, wang())
    keep(lease(person.pk))
    supersede_records(records=Record.objects.all(), by="job:test", at=NOON + timedelta(days=1), purpose="test")

    kept = keep(lease(person.pk), at=NOON + timedelta(days=2))

    assert kept == Kept(new=1)
    assert Record.objects.known_at(NOON + timedelta(hours=30)).count() == 0
