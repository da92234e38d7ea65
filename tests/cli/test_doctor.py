"""The doctor: what is amiss is named with what to do, and nothing else is."""

import json
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from tests.databases import drop, new_database, variables_of

from xinju.audit.actions import seal_pending
from xinju.audit.models import Event
from xinju.config.outgoing import gateways
from xinju.desk import checkups
from xinju.desk.checkups import LAST_BACKUP as LAST
from xinju.desk.findings import AMISS, LOOK, WELL
from xinju.desk.outbox_checkups import outbox
from xinju.messages.actions import begin, enrol, send
from xinju.messages.models import Message, Work, Worker
from xinju.vault.keyring import new_key
from xinju.vault.keys import NEEDED

NOW = datetime(2026, 5, 12, 4, tzinfo=UTC)


@pytest.fixture
def site_home(home, monkeypatch):
    monkeypatch.setenv("XINJU_HOME", str(home))
    return home


def states(findings):
    return {one.code: one.state for one in findings}


def test_without_a_worker_work_waits_and_with_one_it_does_not(db):
    assert states(checkups.worker(timezone.now())) == {"worker": AMISS}

    enrol()

    assert states(checkups.worker(timezone.now())) == {"worker": WELL}


def test_work_that_stands_half_done_is_counted(db):
    gone = enrol()
    work = begin("test.nothing", about="test.thing:1", by="job:test")
    Work.objects.filter(pk=work.pk).update(state="running", worker=gone, started_at=timezone.now())
    Worker.objects.filter(pk=gone.pk).update(stopped_at=timezone.now())

    found = {one.code: one for one in checkups.worker(timezone.now())}

    assert found["interrupted"].state == LOOK and "half-done: 1" in found["interrupted"].means[1]


def put(at, **more):
    """A message that was put into the outbox so long ago."""
    message = send(
        "objection_answered", to="test.nobody:1", about="test:1", by="job:test", key=uuid4(), values={"case": "K"}
    )
    Message.objects.filter(pk=message.pk).update(queued_at=timezone.now() - at, **more)


def test_a_real_site_without_a_gateway_for_codes_is_amiss(db, settings):
    settings.XINJU_GATEWAYS = gateways("production", {})

    found = {one.code: one for one in outbox(timezone.now())}

    assert states(found.values()) == {"outbox:sms": AMISS, "outbox:mail": LOOK}
    assert "cannot sign in" in found["outbox:sms"].means[1] and "XINJU_SMS" in found["outbox:sms"].todo[1]


def test_messages_that_do_not_go_out_are_amiss_with_the_reason_and_given_up_ones_are_to_be_looked_at(db):
    assert states(outbox(timezone.now())) == {"outbox:sms": WELL, "outbox:mail": WELL}

    put(timedelta(minutes=11), why="no_answer")
    stuck = next(outbox(timezone.now()))
    assert stuck.state == AMISS and "does not answer" in stuck.means[1]

    Message.objects.update(fate="given_up", ended_at=timezone.now())
    assert next(outbox(timezone.now())).state == LOOK
    assert next(outbox(timezone.now() + timedelta(days=2))).state == WELL


def test_a_sealer_that_stands_still_is_noticed_after_a_minute(db):
    begin("test.nothing", about="test.thing:1", by="job:test")

    assert states(checkups.sealer(timezone.now())) == {"sealer": WELL}
    assert states(checkups.sealer(timezone.now() + timedelta(minutes=2))) == {"sealer": AMISS}
    seal_pending()
    assert states(checkups.sealer(timezone.now() + timedelta(minutes=2))) == {"sealer": WELL}


def test_a_clock_behind_what_was_written_already_is_wrong(db):
    begin("test.nothing", about="test.thing:1", by="job:test")
    last = Event.objects.latest("at").at

    assert AMISS in states(checkups.clock(last - timedelta(minutes=5))).values()
    assert set(states(checkups.clock(timezone.now())).values()) == {WELL}


@pytest.mark.parametrize(
    ("day", "this_year", "next_year"),
    [(date(2026, 5, 12), WELL, LOOK), (date(2026, 12, 5), WELL, AMISS), (date(2031, 1, 2), AMISS, LOOK)],
)
def test_a_year_without_workdays_is_told_before_it_begins(db, day, this_year, next_year):
    now = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)

    assert [one.state for one in checkups.calendar(now)] == [this_year, next_year]


@pytest.mark.parametrize(("hours", "state"), [(1, WELL), (30, LOOK), (24 * 8, AMISS)])
def test_a_backup_grows_old(site_home, hours, state):
    (site_home / LAST).write_text(json.dumps({"made_at": (NOW - timedelta(hours=hours)).isoformat()}))

    assert states(checkups.backup(NOW)) == {"backup": state}


def test_a_site_that_was_never_backed_up_is_told_so(site_home, settings):
    assert states(checkups.backup(NOW)) == {"backup": LOOK}
    settings.IS_DEMO = False
    assert states(checkups.backup(NOW)) == {"backup": AMISS}
    (site_home / LAST).write_text("{half a file")
    assert states(checkups.backup(NOW)) == {"backup": AMISS}


@pytest.mark.parametrize(("free", "state"), [(2**40, WELL), (5 * 2**30, LOOK), (2**20, AMISS)])
def test_a_disk_that_fills_up_is_told(site_home, monkeypatch, free, state):
    monkeypatch.setattr(checkups.shutil, "disk_usage", lambda folder: type("Usage", (), {"free": free}))

    assert states(checkups.disk()) == {"disk": state}


def test_keys_of_a_demo_missing_keys_and_old_keys_are_told(site_home, settings):
    settings.IS_DEMO = False
    assert states(checkups.keys(NOW)) == {"keys": AMISS}

    for purpose in NEEDED:
        new_key(site_home / "keys", purpose, on=date(2026, 5, 1), demo=False)
    assert states(checkups.keys(NOW)) == {"keys": WELL}
    assert states(checkups.keys(NOW + timedelta(days=500))) == {"keys": WELL, "key_age": LOOK}

    (site_home / "keys" / "keyring.json").write_text("{")
    assert states(checkups.keys(NOW)) == {"keys": AMISS}


def test_demo_keys_are_amiss_in_production_only(site_home, settings):
    for purpose in NEEDED:
        new_key(site_home / "keys", purpose, on=date(2026, 5, 1), demo=True)

    assert states(checkups.keys(NOW)) == {"keys": LOOK}
    settings.IS_DEMO = False
    assert states(checkups.keys(NOW)) == {"keys": AMISS}


def test_the_database_is_named_with_its_version(db):
    found = list(checkups.database())

    assert states(found) == {"database": WELL, "migrations": WELL}
    assert "PostgreSQL" in found[0].means[1] or "SQLite" in found[0].means[1]


def doctor(variables, *words):
    command = [sys.executable, "-m", "xinju.cli.main", "doctor", *words]
    done = subprocess.run(command, env={**variables, "XINJU_LANGUAGE": "en"}, capture_output=True, text=True)
    assert "Traceback" not in done.stderr, done.stderr
    return done


@pytest.mark.slow
def test_a_site_whose_worker_does_not_run_ends_with_one_and_says_what_to_do(tmp_path, database_url):
    variables = variables_of(tmp_path, database_url)

    told, listed = doctor(variables), doctor(variables, "--json")

    assert told.returncode == listed.returncode == 1
    assert "✗ no worker" in told.stdout and "to do: start xinju worker" in told.stdout
    assert {"database", "migrations", "keys", "disk", "worker", "sealer", "clock", "calendar", "backup"} <= {
        one["check"] for one in json.loads(listed.stdout)
    }


@pytest.mark.slow
def test_a_database_that_is_not_there_and_one_without_tables_are_sentences(tmp_path):
    address = new_database(tmp_path)
    empty = doctor(variables_of(tmp_path, address))
    drop(address)
    away = doctor(variables_of(tmp_path, "postgres://nobody:x@127.0.0.1:9/nothing"))

    assert empty.returncode == 1 and "migrations are not applied" in empty.stdout
    assert away.returncode == 1 and "the database cannot be used" in away.stdout
