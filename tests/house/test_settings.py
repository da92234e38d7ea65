"""What the environment says becomes settings, or a sentence that says what to do."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from xinju.config import environment
from xinju.vault.keyring import Keyring, new_key
from xinju.vault.keys import NEEDED

pytestmark = pytest.mark.slow

LONG = "k" * 64


def start(tmp_path, **variables):
    """Start the program in an environment of its own; answer with the last line that it said, or an empty text."""
    held = {name: value for name, value in os.environ.items() if not name.startswith(("XINJU_", "DATABASE_"))}
    held |= {"PYTHONPATH": os.pathsep.join(sys.path), "DJANGO_SETTINGS_MODULE": "xinju.config.settings"}
    done = subprocess.run(
        [sys.executable, "-c", "import django; django.setup()"],
        cwd=tmp_path,
        env=held | variables,
        capture_output=True,
        text=True,
    )
    return "" if done.returncode == 0 else done.stderr.strip().splitlines()[-1]


def own_keys(folder, purposes=NEEDED):
    """Fill a folder with keys for production; answer with its path."""
    for purpose in purposes:
        new_key(folder, purpose, on=date(2026, 5, 12))
    return str(folder)


def test_a_demo_starts_with_nothing_set_and_writes_only_into_its_home(tmp_path):
    folder = tmp_path / "empty"
    folder.mkdir()

    assert start(folder) == ""
    assert [str(path.relative_to(folder)) for path in folder.rglob("*")] == ["var", "var/demo-secret-key"]
    assert (folder / "var" / "demo-secret-key").stat().st_mode & 0o077 == 0


def test_production_refuses_to_start_without_a_key(tmp_path):
    assert "XINJU_SECRET_KEY is not set" in start(
        tmp_path, XINJU_MODE="production", XINJU_HOSTS="xinju.example", XINJU_KEYS=own_keys(tmp_path / "keys")
    )


def test_production_refuses_to_start_with_a_demo_key(tmp_path):
    start(tmp_path)
    key = (tmp_path / "var" / "demo-secret-key").read_text()

    said = start(
        tmp_path,
        XINJU_MODE="production",
        XINJU_HOSTS="xinju.example",
        XINJU_SECRET_KEY=key,
        XINJU_KEYS=own_keys(tmp_path / "keys"),
    )

    assert "is a demo key" in said


def test_production_refuses_to_start_without_a_keyring(tmp_path):
    said = start(tmp_path, XINJU_MODE="production", XINJU_HOSTS="xinju.example", XINJU_SECRET_KEY=LONG)

    assert "XINJU_KEYS is not set" in said


def test_production_refuses_to_start_with_a_demos_keyring(tmp_path):
    Keyring(tmp_path / "keys", demo=True).active("field")

    said = start(tmp_path, XINJU_MODE="production", XINJU_KEYS=str(tmp_path / "keys"), XINJU_SECRET_KEY=LONG)

    assert "holds keys of a demo" in said


def test_production_refuses_to_start_with_a_missing_key(tmp_path):
    own_keys(tmp_path / "keys", NEEDED[:3])

    said = start(tmp_path, XINJU_MODE="production", XINJU_KEYS=str(tmp_path / "keys"), XINJU_SECRET_KEY=LONG)

    assert "no active key for index:phone" in said


def test_production_refuses_to_start_without_its_names(tmp_path):
    assert "XINJU_HOSTS is not set" in start(
        tmp_path, XINJU_MODE="production", XINJU_SECRET_KEY=LONG, XINJU_KEYS=own_keys(tmp_path / "keys")
    )


def test_production_starts_when_all_is_set(tmp_path):
    lines = ["# a note", "", "XINJU_MODE=production", f"XINJU_SECRET_KEY={LONG}", "XINJU_HOSTS=xinju.example"]
    lines.append(f"XINJU_KEYS={own_keys(tmp_path / 'keys')}")
    (tmp_path / ".env").write_text("\n".join(lines))

    assert start(tmp_path) == ""


def test_an_unknown_mode_is_refused(tmp_path):
    assert "expected demo or production" in start(tmp_path, XINJU_MODE="test")


def test_a_broken_line_of_the_env_file_is_named(tmp_path):
    (tmp_path / ".env").write_text("XINJU_HOME=var\nnonsense\n")

    assert ".env, line 2: expected NAME=value" in start(tmp_path)


def test_a_demo_speaks_only_to_its_own_machine():
    assert environment.loopback_only("demo", "xinju.example") == ["localhost", "127.0.0.1", "[::1]"]


def test_sqlite_lies_under_home_and_locks_at_the_start_of_a_transaction():
    entry = environment.database("sqlite:///xinju.sqlite3", Path("/somewhere"))

    assert entry["NAME"] == Path("/somewhere/xinju.sqlite3")
    assert entry["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode = WAL" in entry["OPTIONS"]["init_command"]


def test_a_postgres_address_is_taken_apart():
    entry = environment.database("postgres://of%40fice:s%2Fecret@db.example:5433/xinju?sslmode=require", Path("/x"))

    assert (entry["USER"], entry["PASSWORD"], entry["HOST"]) == ("of@fice", "s/ecret", "db.example")
    assert (entry["PORT"], entry["NAME"], entry["OPTIONS"]["sslmode"]) == ("5433", "xinju", "require")


@pytest.mark.parametrize("url", ["mysql://x/y", "sqlite://", "postgres://host", ""])
def test_an_address_of_no_known_database_is_refused(url):
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        environment.database(url, Path("/somewhere"))
