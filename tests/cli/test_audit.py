"""The audit on the command line: 0 as sealed, 1 with each row named, 2 when something cannot be read."""

import json

import pytest
from django.db import connection, transaction

from xinju.audit.actions import record
from xinju.cli.main import main

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def chinese(monkeypatch, home):
    monkeypatch.setenv("XINJU_LANGUAGE", "zh")
    monkeypatch.setenv("XINJU_HOME", str(home))


@pytest.fixture
def acts():
    with transaction.atomic():
        for number in range(5):
            record("x.done", about=f"x.person:{number}", by="x.user:1", purpose="case:1")


def by_hand(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_sealed_events_hold_and_waiting_ones_are_counted(acts, capsys):
    assert main(["audit", "verify"]) == 0
    assert "已封存 0 个事件,待封 5" in capsys.readouterr().out

    assert main(["audit", "seal"]) == 0
    assert main(["audit", "verify"]) == 0

    said = capsys.readouterr().out
    assert "封存 5 个事件" in said and "已封存 5 个事件,待封 0;不符 0 处" in said


def test_a_changed_row_is_named_by_number_event_and_field(acts, capsys):
    main(["audit", "seal"])
    by_hand("UPDATE audit_event SET purpose = 'case:2' WHERE about = 'x.person:3'")
    event = one("SELECT id FROM audit_event WHERE about = 'x.person:3'")
    capsys.readouterr()

    assert main(["audit", "verify"]) == 1
    assert f"第 4 号,事件 {event}:事件被改动(事由)" in capsys.readouterr().out


def test_the_same_in_english(acts, capsys, monkeypatch):
    monkeypatch.setenv("XINJU_LANGUAGE", "en")
    main(["audit", "seal"])
    by_hand("DELETE FROM audit_link WHERE number = 2")

    assert main(["audit", "verify"]) == 1
    assert "number 2: the links 2 to 2 are missing" in capsys.readouterr().out


def test_a_kept_root_shows_a_cut_tail(acts, capsys, home):
    main(["audit", "seal"])
    root = home / "root.json"
    assert main(["audit", "root", "-o", str(root)]) == 0
    assert main(["audit", "verify", "--root", str(root)]) == 0
    last = one("SELECT event FROM audit_link WHERE number = 5")
    by_hand("DELETE FROM audit_link WHERE number = 5")
    by_hand(f"DELETE FROM audit_event WHERE id = {last}")
    capsys.readouterr()

    assert main(["audit", "verify"]) == 0
    assert main(["audit", "verify", "--root", str(root)]) == 1
    assert "链尾被截" in capsys.readouterr().out


def test_a_root_is_small_json_with_day_count_number_and_hash(acts, capsys):
    main(["audit", "seal"])
    capsys.readouterr()

    assert main(["audit", "root"]) == 0

    said = json.loads(capsys.readouterr().out)
    assert (said["count"], said["last"], len(said["hash"])) == (5, 5, 64)
    assert said["hash"] == one("SELECT hash FROM audit_link WHERE number = 5")


def test_the_root_of_a_day_before_the_chain_is_its_beginning(acts, capsys):
    main(["audit", "seal"])
    capsys.readouterr()

    assert main(["audit", "root", "--on", "2020-01-01"]) == 0
    assert json.loads(capsys.readouterr().out)["last"] == 0


GOOD = {
    "format": "xinju-audit-root-1",
    "on": "2026-05-12",
    "count": 0,
    "last": 0,
    "hash": "0" * 64,
    "made_at": "2026-05-12T00:00",
}


@pytest.mark.parametrize(
    "text",
    ["", "[]", "3", "{}", "{" * 2000, "x" * 5000, "\x00"]
    + [json.dumps(GOOD | change) for change in (
        {"format": "other"}, {"last": -1}, {"last": "5"}, {"last": True}, {"last": 10**30}, {"hash": "xyz"}, {"hash": 5},
        {"on": "yesterday"}, {"on": 5}, {"made_at": None}, {"count": 1.5},
    )],
)  # fmt: skip
def test_what_is_no_root_is_refused_in_one_sentence(text, home, capsys):
    (home / "root.json").write_text(text)

    assert main(["audit", "verify", "--root", str(home / "root.json")]) == 2

    said = capsys.readouterr().err
    assert "root.json" in said and "Traceback" not in said and said.count("\n") == 1


def test_a_missing_root_is_refused(home, capsys):
    assert main(["audit", "verify", "--root", str(home / "none.json")]) == 2
    assert "找不到" in capsys.readouterr().err


def test_a_database_without_tables_is_said_in_one_sentence(capsys):
    by_hand("DROP TABLE audit_link")

    assert main(["audit", "verify"]) == 2
    assert "数据库无法使用" in capsys.readouterr().err


def test_the_result_as_json(acts, capsys):
    main(["audit", "seal"])
    by_hand("UPDATE audit_event SET kind = 'y' WHERE about = 'x.person:0'")
    capsys.readouterr()

    assert main(["audit", "verify", "--json"]) == 1

    said = json.loads(capsys.readouterr().out)
    assert (said["holds"], said["faults"][0]["number"], said["faults"][0]["values"]) == (False, 1, ["kind"])


def one(query):
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0]
