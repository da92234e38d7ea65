"""Whatever somebody does to the audit's tables by hand, the check names the row."""

import json
import os
import subprocess
import sys
import threading
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xinju.audit import chain, queries
from xinju.audit.actions import record, record_look, seal_pending
from xinju.audit.models import Event, Link, Waiting
from xinju.audit.verifying import verify

pytestmark = pytest.mark.django_db

EVENTS = 12
INSERT = "INSERT INTO audit_event (id, kind, about, by, purpose, at, shown) VALUES (%s, 'a', 'b', 'c', 'd', %s, '')"

WRITE_300 = """
import django; django.setup()
from django.core.management import call_command
from django.db import transaction
from xinju.audit.actions import record
call_command("migrate", "audit", verbosity=0, skip_checks=True)
for number in range(300):
    with transaction.atomic():
        record("x.done", about=f"x.person:{number}", by="x.user:1", purpose="case:1")
"""


@pytest.fixture
def sealed(db):
    """A chain of twelve events, every third a list; answers with their ids, first to last."""
    with transaction.atomic():
        for number in range(EVENTS):
            if number % 3 == 2:
                record_look(about=[f"x.person:{number}", f"x.person:{number + 1}"], by="x.user:1", purpose="case:1")
            else:
                record("x.done", about=f"x.person:{number}", by="x.user:1", purpose="case:1")
    assert seal_pending() == EVENTS
    return list(Event.objects.values_list("pk", flat=True))


def by_hand(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@contextmanager
def undone():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def named(verdict):
    return {(fault.code, fault.number, fault.event) for fault in verdict.faults}


def root_now():
    return queries.root(on=timezone.localdate(), made_at=datetime.now(UTC), asker="job:test")


def test_an_untouched_chain_holds(sealed):
    verdict = verify([root_now()])

    assert verdict.holds and (verdict.sealed, verdict.waiting) == (EVENTS, 0)


def test_an_empty_chain_holds(db):
    assert verify([root_now()]).holds


def test_events_that_wait_for_the_seal_are_counted_and_no_fault(sealed):
    record("x.done", about="x.person:1", by="x.user:1", purpose="case:1")

    verdict = verify()

    assert verdict.holds and verdict.waiting == 1


@pytest.mark.parametrize("field", ["kind", "about", "by", "purpose", "at", "shown"])
def test_a_changed_field_is_named_with_its_row(sealed, field):
    value = datetime(2026, 1, 1, tzinfo=UTC) if field == "at" else "other"
    by_hand(f"UPDATE audit_event SET {field} = %s WHERE id = %s", value, sealed[4])

    faults = [fault for fault in verify().faults if fault.code == "event_changed"]

    assert [(fault.number, fault.event, fault.values) for fault in faults] == [(5, sealed[4], (field,))]


def test_a_removed_event_is_named(sealed):
    by_hand("DELETE FROM audit_event WHERE id = %s", sealed[3])

    assert named(verify()) == {("event_missing", 4, sealed[3])}


def test_two_events_whose_places_were_exchanged_are_both_named(sealed):
    by_hand("UPDATE audit_event SET id = -1 WHERE id = %s", sealed[0])
    by_hand("UPDATE audit_event SET id = %s WHERE id = %s", sealed[0], sealed[1])
    by_hand("UPDATE audit_event SET id = %s WHERE id = -1", sealed[1])

    assert named(verify()) == {("event_changed", 1, sealed[0]), ("event_changed", 2, sealed[1])}


def test_two_links_whose_numbers_were_exchanged_are_both_named(sealed):
    by_hand("UPDATE audit_link SET number = -1 WHERE number = 5")
    by_hand("UPDATE audit_link SET number = 5 WHERE number = 8")
    by_hand("UPDATE audit_link SET number = 8 WHERE number = -1")

    found = named(verify())

    assert {("link_changed", 5, sealed[7]), ("link_changed", 8, sealed[4])} <= found


def test_a_removed_link_is_named_and_its_event_too(sealed):
    by_hand("DELETE FROM audit_link WHERE number = 6")

    assert named(verify()) == {("links_missing", 6, None), ("event_beside", None, sealed[5])}


def test_an_event_added_by_hand_is_named(sealed):
    by_hand(INSERT, sealed[-1] + 50, timezone.now())

    assert named(verify()) == {("event_beside", None, sealed[-1] + 50)}


def test_an_old_event_slipped_in_through_the_queue_is_named(sealed):
    by_hand(INSERT, sealed[-1] + 50, timezone.now() - timedelta(days=30))
    by_hand("INSERT INTO audit_waiting (event) VALUES (%s)", sealed[-1] + 50)
    seal_pending()

    assert named(verify()) == {("event_backdated", EVENTS + 1, sealed[-1] + 50)}


def test_an_event_removed_before_its_seal_is_named_and_the_sealer_goes_on(sealed):
    record("x.done", about="x.person:1", by="x.user:1", purpose="case:1")
    gone = Event.objects.latest("id").pk
    by_hand("DELETE FROM audit_event WHERE id = %s", gone)
    record("x.done", about="x.person:2", by="x.user:1", purpose="case:1")

    assert seal_pending() == 1
    assert named(verify()) == {("event_gone", None, gone)}


def test_a_sealed_event_put_into_the_queue_again_is_not_sealed_twice(sealed):
    by_hand("INSERT INTO audit_waiting (event) VALUES (%s)", sealed[0])

    assert seal_pending() == 0
    assert verify().holds and Waiting.objects.count() == 0


def test_a_link_made_up_at_the_end_is_named(sealed):
    made_up = Link.objects.get(number=EVENTS)
    Link.objects.create(
        number=EVENTS + 1,
        event=999_999,
        digest=made_up.digest,
        hints=made_up.hints,
        sealed_at=timezone.now(),
        hash="0" * 64,
    )

    assert named(verify()) == {("link_changed", EVENTS + 1, 999_999), ("event_missing", EVENTS + 1, 999_999)}


def test_an_event_and_its_digest_changed_together_are_named(sealed):
    by_hand("UPDATE audit_event SET about = 'other' WHERE id = %s", sealed[4])
    told = chain.Told(*Event.objects.values_list(*chain.Told._fields).get(pk=sealed[4]))
    by_hand(
        "UPDATE audit_link SET digest = %s, hints = %s WHERE number = 5", chain.digest_of(told), chain.hints_of(told)
    )

    assert named(verify()) == {("link_changed", 5, sealed[4])}


def test_a_hidden_look_is_named(sealed):
    by_hand("DELETE FROM audit_shown WHERE event = %s", sealed[2])

    faults = verify().faults

    assert [(fault.code, fault.event, fault.values) for fault in faults] == [("traces_changed", sealed[2], ("2", "0"))]


def test_traces_that_belong_to_no_list_are_named(sealed):
    by_hand("INSERT INTO audit_shown (event, trace) VALUES (%s, 7)", sealed[0])

    assert named(verify()) == {("traces_added", None, sealed[0])}


def test_a_cut_tail_shows_only_with_a_root(sealed):
    root = root_now()
    by_hand("DELETE FROM audit_link WHERE number > 9")
    by_hand("DELETE FROM audit_event WHERE id > %s", sealed[8])
    by_hand("DELETE FROM audit_shown WHERE event > %s", sealed[8])

    assert verify().holds
    assert named(verify([root])) == {("root_unreached", EVENTS, None)}


def test_a_chain_rewritten_from_the_start_shows_with_a_root(sealed):
    root = root_now()
    by_hand("UPDATE audit_event SET about = 'other' WHERE id = %s", sealed[4])
    by_hand("DELETE FROM audit_link")
    by_hand("INSERT INTO audit_waiting (event) SELECT id FROM audit_event")
    seal_pending()

    assert verify().holds
    assert named(verify([root])) == {("root_differs", EVENTS, sealed[-1])}


def test_a_root_holds_while_the_chain_grows(sealed):
    root = root_now()
    record("x.done", about="x.person:1", by="x.user:1", purpose="case:1")
    seal_pending()

    assert verify([root]).holds


def test_the_root_of_a_day_ends_with_that_legal_day(sealed):
    # 23:59 and 00:01 in Shanghai, told in UTC
    by_hand("UPDATE audit_link SET sealed_at = %s WHERE number <= 4", datetime(2026, 5, 12, 15, 59, tzinfo=UTC))
    by_hand("UPDATE audit_link SET sealed_at = %s WHERE number > 4", datetime(2026, 5, 12, 16, 1, tzinfo=UTC))

    root = queries.root(on=date(2026, 5, 12), made_at=datetime.now(UTC), asker="job:test")

    assert (root.count, root.last, root.hash) == (4, 4, Link.objects.get(number=4).hash)


CHANGES = {
    "event kind": ("UPDATE audit_event SET kind = kind || 'x' WHERE id = {event}", {"event_changed"}),
    "event about": ("UPDATE audit_event SET about = 'x' WHERE id = {event}", {"event_changed"}),
    "event by": ("UPDATE audit_event SET by = 'x.user:2' WHERE id = {event}", {"event_changed"}),
    "event gone": ("DELETE FROM audit_event WHERE id = {event}", {"event_missing"}),
    "event moved": ("UPDATE audit_event SET id = id + 1000 WHERE id = {event}", {"event_missing"}),
    "link gone": ("DELETE FROM audit_link WHERE number = {number}", {"links_missing", "event_beside"}),
    "link event": (
        "UPDATE audit_link SET event = event + 1000 WHERE number = {number}",
        {"event_missing", "event_beside"},
    ),
    "link digest": ("UPDATE audit_link SET digest = '{zeros}' WHERE number = {number}", {"event_changed"}),
    "link hints": ("UPDATE audit_link SET hints = '' WHERE number = {number}", {"link_changed"}),
    "link hash": ("UPDATE audit_link SET hash = '{zeros}' WHERE number = {number}", {"link_changed"}),
    "link day": (
        "UPDATE audit_link SET sealed_at = '2026-01-01 00:00:00+00:00' WHERE number = {number}",
        {"link_changed"},
    ),
    "link moved": (
        "UPDATE audit_link SET number = number + 1000 WHERE number = {number}",
        {"links_missing", "link_changed"},
    ),
}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(st.tuples(st.sampled_from(sorted(CHANGES)), st.integers(1, EVENTS)), min_size=1, max_size=3))
def test_any_change_by_hand_is_named(sealed, changes):
    root = root_now()
    with undone():
        for name, number in changes:
            statement = CHANGES[name][0].format(number=number, event=sealed[number - 1], zeros="0" * 64)
            by_hand(statement)

        verdict = verify([root])

        assert not verdict.holds
        if len(changes) == 1:
            name, number = changes[0]
            rows = {(fault.number, fault.event) for fault in verdict.faults if fault.code in CHANGES[name][1]}
            at_end = name in ("link gone", "link moved") and number == EVENTS
            assert rows & {(number, sealed[number - 1]), (number, None), (None, sealed[number - 1])} or at_end


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="only SQLite holds a value of another type in a column")
@pytest.mark.parametrize("value", ["x'ff'", "CAST(x'ff' AS TEXT)", "12", "3.5", "''", "'not a time'"])
@pytest.mark.parametrize("column", ["audit_event.at", "audit_event.about", "audit_link.hash", "audit_link.sealed_at"])
def test_a_value_of_another_type_is_a_fault_and_no_crash(sealed, column, value):
    table, name = column.split(".")
    by_hand("PRAGMA ignore_check_constraints = ON")
    by_hand(
        f"UPDATE {table} SET {name} = {value} WHERE {'id' if table == 'audit_event' else 'number'} = %s",
        (sealed[4] if table == "audit_event" else 5),
    )
    by_hand("PRAGMA ignore_check_constraints = OFF")

    assert 5 in {fault.number for fault in verify().faults}


@pytest.mark.slow
def test_sealers_in_several_processes_make_one_chain_without_gaps(tmp_path):
    program = {**os.environ, "XINJU_HOME": str(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path)}
    program |= {"DJANGO_SETTINGS_MODULE": "xinju.config.settings", "DATABASE_URL": "sqlite:///here.sqlite3"}
    subprocess.run([sys.executable, "-c", WRITE_300], env=program, check=True)
    seal = [
        sys.executable,
        "-c",
        "import django; django.setup()\nfrom xinju.audit.actions import seal_pending\nprint(seal_pending(batch=7))",
    ]

    sealers = [subprocess.Popen(seal, env=program, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    counts = [int(sealer.communicate()[0]) for sealer in sealers]

    checked = subprocess.run(
        [sys.executable, "-m", "xinju.cli.main", "audit", "verify", "--json"], env=program, capture_output=True
    )
    assert sum(counts) == 300
    assert json.loads(checked.stdout)["sealed"] == 300 and checked.returncode == 0


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite's database of a test is not shared by threads")
@pytest.mark.django_db(transaction=True)
def test_three_sealers_at_once_make_one_chain_without_gaps():
    for number in range(300):
        with transaction.atomic():
            record("x.done", about=f"x.person:{number}", by="x.user:1", purpose="case:1")
    counts, start = [], threading.Barrier(3)

    def seal():
        start.wait()
        try:
            counts.append(seal_pending(batch=7))
        finally:
            connection.close()

    sealers = [threading.Thread(target=seal) for _ in range(3)]
    for sealer in sealers:
        sealer.start()
    for sealer in sealers:
        sealer.join()

    assert sum(counts) == 300 and len(counts) == 3
    assert verify().holds and list(Link.objects.values_list("number", flat=True)) == list(range(1, 301))
