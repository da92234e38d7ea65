"""Backup and restore as processes: made while people write, keys apart, nothing overwritten, the same points afterwards."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest
from tests.databases import drop, new_database, variables_of

from xinju.cli.archive import (
    ArchiveWriter,
    Manifest,
    NotAnArchive,
    Stored,
    checked,
    members,
    new_key_file,
    read_key_file,
)

pytestmark = pytest.mark.slow

# A family with its facts; a writer that begins work, row and event in one transaction, until it is stopped; and a count.
PROGRAM = """
import sys
from datetime import UTC, date, datetime
import django
django.setup()
from xinju.audit.actions import seal_pending
from xinju.audit.queries import events
from xinju.messages.actions import begin, enrol
from xinju.messages.models import Work
from xinju.points.actions import Family, open_applications
from xinju.registry.actions.people import Origin, enter_people
from xinju.registry.bridge.told import Told
from xinju.registry.models import Identity

AT = datetime(2026, 5, 12, 4, tzinfo=UTC)
match sys.argv[1]:
    case "family":
        origin = Origin(source="police", door="file", by="job:test", at=AT, verification="verified")
        told = [Told(name="王芳", birth_date=date(1990, 3, 4)), Told(name="王小满", birth_date=date(2020, 2, 3))]
        entered = enter_people(told=told, origin=origin, observed_on=AT.date(), purpose="test")
        mother, child = (Identity.objects.get(pk=one.identity).own.key for one in entered)
        members = (("child", child), ("mother", mother))
        open_applications(families=[Family("RX26-000001", child, members)], by="job:test", at=AT, purpose="test")
    case "write":
        count = 0
        while True:
            begin("test.nothing", about=f"test.thing:{sys.argv[2]}", by="job:test")
            count += 1
            print(count, flush=True)
            if count % 7 == 0:
                seal_pending()
    case "worker":
        enrol()
    case "count":
        asked = events(asker="job:test").filter(kind="messages.work_asked").count()
        print(Work.objects.count(), asked)
"""


class Site:
    """One home, one database, and programs on them."""

    def __init__(self, home, address, keys):
        home.mkdir(exist_ok=True)
        self.home, self.address = home, address
        self.variables = variables_of(
            home, address, XINJU_KEYS=str(keys), XINJU_LANGUAGE="en", XINJU_SECRET_KEY="s" * 50
        )

    def program(self, *words):
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, *words], env=self.variables, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def starts_writing(self, name):
        command = [sys.executable, "-c", PROGRAM, "write", name]
        process = subprocess.Popen(command, env=self.variables, stdout=subprocess.PIPE)
        process.stdout.readline()
        return process

    def xinju(self, *words, code=0):
        command = [sys.executable, "-m", "xinju.cli.main", *map(str, words)]
        done = subprocess.run(command, env=self.variables, capture_output=True, text=True)
        assert done.returncode == code and "Traceback" not in done.stderr, done.stdout + done.stderr
        return done.stdout + done.stderr


@pytest.fixture
def site(tmp_path, database_url):
    return Site(tmp_path / "home", database_url, tmp_path / "keys")


@pytest.fixture
def key(tmp_path):
    path = tmp_path / "backup.key"
    new_key_file(path)
    return path


@pytest.fixture
def empty_site(tmp_path):
    address = new_database(tmp_path)
    yield Site(tmp_path / "elsewhere", address, tmp_path / "keys")
    drop(address)


def test_a_backup_made_while_people_write_is_one_moment_and_gives_the_same_points(site, empty_site, key, tmp_path):
    site.program("family")
    (site.home / "rounds").mkdir()
    (site.home / "rounds" / "certificate.json").write_text('{"places": 3}')
    writers = [site.starts_writing(name) for name in ("one", "two")]
    time.sleep(1)

    site.xinju("backup", "-o", tmp_path / "a.xjb", "--key", key)

    for writer in writers:
        assert writer.poll() is None  # they wrote all the while
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
    empty_site.xinju("restore", tmp_path / "a.xjb", "--key", key)
    works, asked = map(int, empty_site.program("count").split())
    assert works == asked >= 2
    assert works <= int(site.program("count").split()[0])
    assert (empty_site.home / "rounds" / "certificate.json").read_text() == '{"places": 3}'
    assert "0 faults" in empty_site.xinju("audit", "verify")
    said = site.xinju("restore", tmp_path / "a.xjb", "--key", key, "--drill")
    assert "The drill passed" in said


def test_the_keys_are_in_no_backup(site, key, tmp_path):
    site.xinju("keys", "new", "--all", "--keys", tmp_path / "keys")
    site.xinju("keys", "new", "--all", "--keys", site.home / "keys")
    (site.home / "demo-secret-key").write_text("demo-only-secret")
    (site.home / "deliveries").mkdir()
    (site.home / "deliveries" / "received").write_bytes(b"sealed")
    (site.home / "deliveries" / "keyring.json").write_text("a copy that somebody left here")

    site.xinju("backup", "-o", tmp_path / "a.xjb", "--key", key)

    held = [(name, content.read()) for name, content in members(tmp_path / "a.xjb", read_key_file(key))]
    secrets = [one["secret"] for one in json.loads((tmp_path / "keys" / "keyring.json").read_text())["keys"]]
    assert [name for name, _ in held if name.startswith("files/")] == ["files/deliveries/received"]
    assert len(secrets) == 4 and not [name for name, content in held for one in secrets if one.encode() in content]
    assert b"sealed" not in (tmp_path / "a.xjb").read_bytes()
    assert (tmp_path / "a.xjb").stat().st_mode & 0o077 == 0


def test_a_site_that_is_not_empty_is_overwritten_on_demand_only_and_set_aside(site, key, tmp_path):
    site.program("family")
    (site.home / "rounds").mkdir()
    (site.home / "rounds" / "old").write_text("of the backup")
    site.xinju("backup", "-o", tmp_path / "a.xjb", "--key", key)
    (site.home / "rounds" / "old").write_text("changed since")
    writer = site.starts_writing("later")
    writer.kill()
    writer.wait()
    writer.stdout.close()

    assert "--overwrite" in site.xinju("restore", tmp_path / "a.xjb", "--key", key, code=1)
    assert site.program("count") != "0 0"
    said = site.xinju("restore", tmp_path / "a.xjb", "--key", key, "--overwrite")

    assert site.program("count") == "0 0"
    assert (site.home / "rounds" / "old").read_text() == "of the backup"
    assert [path.read_text() for path in site.home.glob("before-*/rounds/old")] == ["changed since"]
    assert said.count("is kept as") == 2


def test_nothing_is_restored_under_a_running_worker(site, key, tmp_path):
    site.xinju("backup", "-o", tmp_path / "a.xjb", "--key", key)
    site.program("worker")

    said = site.xinju("restore", tmp_path / "a.xjb", "--key", key, "--overwrite", code=1)

    assert "stop xinju worker" in said


def test_a_changed_byte_another_key_and_a_cut_file_are_refused_before_anything_is_written(
    site, empty_site, key, tmp_path
):
    site.xinju("backup", "-o", tmp_path / "a.xjb", "--key", key)
    whole = (tmp_path / "a.xjb").read_bytes()
    new_key_file(tmp_path / "other.key")
    middle = len(whole) // 2
    (tmp_path / "changed.xjb").write_bytes(whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :])
    (tmp_path / "cut.xjb").write_bytes(whole[:-1000])

    for archive, its_key in (("changed", key), ("cut", key), ("a", tmp_path / "other.key")):
        said = empty_site.xinju("restore", tmp_path / f"{archive}.xjb", "--key", its_key, code=2)
        assert "does not open" in said
    assert list(empty_site.home.iterdir()) == []
    os.rename(tmp_path / "a.xjb", tmp_path / "renamed.xjb")
    assert "whole" in empty_site.xinju("restore", tmp_path / "renamed.xjb", "--key", key, "--check")


def test_a_restore_that_fails_leaves_the_site_as_it_was(site, key, tmp_path):
    site.program("family")
    (site.home / "rounds").mkdir()
    (site.home / "rounds" / "old").write_text("here")
    kind = "sqlite" if site.address.startswith("sqlite") else "postgresql"
    if kind == "sqlite":
        pytest.skip("a file is put in place in one step")
    with ArchiveWriter(tmp_path / "bad.xjb", read_key_file(key)) as archive:
        stored = archive.add_database(_once(b"no dump at all"))
        archive.add_manifest(Manifest("2026-05-12T00:00:00+00:00", kind, "15", {}, [], stored, {}))

    said = site.xinju("restore", tmp_path / "bad.xjb", "--key", key, "--overwrite", code=2)

    assert "PostgreSQL's tool failed" in said
    assert (site.home / "rounds" / "old").read_text() == "here"
    assert site.program("count") == "0 0"


def _once(content):
    held = [content]
    return lambda size: held.pop() if held else b""


def test_a_backup_of_a_newer_program_is_not_restored(empty_site, key, tmp_path):
    kind = "sqlite" if empty_site.address.startswith("sqlite") else "postgresql"
    with ArchiveWriter(tmp_path / "newer.xjb", read_key_file(key)) as archive:
        stored = archive.add_database(_once(b"whatever"))
        migrations = {"registry": ["9999_of_next_year"]}
        archive.add_manifest(Manifest("2026-05-12T00:00:00+00:00", kind, "15", migrations, [], stored, {}))

    said = empty_site.xinju("restore", tmp_path / "newer.xjb", "--key", key, code=1)

    assert "registry.9999_of_next_year" in said


def test_a_member_that_leads_elsewhere_is_refused(key, tmp_path):
    (tmp_path / "thing").write_text("x")
    with ArchiveWriter(tmp_path / "bad.xjb", read_key_file(key)) as archive:
        archive.add_file(tmp_path / "thing", "../../etc/cron.d/thing")
        archive.add_manifest(Manifest("2026", "sqlite", "3", {}, [], Stored(0, ""), archive.files))

    with pytest.raises(NotAnArchive) as refused:
        checked(tmp_path / "bad.xjb", read_key_file(key))

    assert refused.value.code == "foreign_member"


def test_a_key_that_others_may_read_or_that_lies_with_the_data_is_refused(site, key, tmp_path):
    inside = site.home / "backup.key"
    new_key_file(inside)
    assert "must not lie under XINJU_HOME" in site.xinju("backup", "-o", tmp_path / "a.xjb", "--key", inside, code=1)

    key.chmod(0o644)

    assert "chmod 600" in site.xinju("backup", "-o", tmp_path / "a.xjb", "--key", key, code=2)
    assert not (tmp_path / "a.xjb").exists()
