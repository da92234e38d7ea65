"""Keys are rotated while people write, go on after being killed, and are destroyed only when nothing uses them."""

import argparse
import json
import uuid

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.models import BinaryField

from xinju.cli import keys
from xinju.cli.main import main
from xinju.vault.resealing import Renewal, Tables
from xinju.vault.sealing import Column, key_id_of
from xinju.web.keyring import index_of, keyring, seal_of

PHONE = Column("vault_try", "phone_sealed", "id", "phone_index", "phone", copies=(("vault_copy", "phone_index", "id"),))
ADDRESS = Column("vault_try", "address_sealed", "id")
BY_UUID = Column("vault_uuid", "phone_sealed", "key", "phone_index", "phone")
ROWS = 60


@pytest.fixture(autouse=True)
def at_once(monkeypatch, home):
    monkeypatch.setattr(keys, "GRACE", 0)
    monkeypatch.setenv("XINJU_LANGUAGE", "zh")
    monkeypatch.setenv("XINJU_HOME", str(home))


@pytest.fixture
def table(db, monkeypatch):
    """A small table as an app would have one, filled and declared."""
    monkeypatch.setattr(keys, "sealed_columns", lambda: [PHONE, ADDRESS])
    binary = "BYTEA" if connection.vendor == "postgresql" else "BLOB"
    by_hand(
        f"CREATE TABLE vault_try (id BIGINT PRIMARY KEY, phone_sealed {binary}, phone_index {binary}, address_sealed {binary})"
    )
    by_hand(f"CREATE TABLE vault_copy (id BIGINT PRIMARY KEY, phone_index {binary})")
    for row in range(ROWS):
        by_hand(
            "INSERT INTO vault_try VALUES (%s, %s, %s, %s)",
            row, seal_of(PHONE).seal(phone(row), row=row), index_of("phone").index(phone(row)),
            seal_of(ADDRESS).seal("示例路 1 号", row=row) if row % 2 else None,
        )  # fmt: skip
        by_hand("INSERT INTO vault_copy VALUES (%s, %s)", row, index_of("phone").index(phone(row)))


def phone(row):
    return f"100{row:08}"


def by_hand(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def found(row, table="vault_try"):
    """The rows that a search for the phone of a row finds."""
    candidates = index_of("phone").candidates(phone(row))
    marks = ", ".join(["%s"] * len(candidates))
    return [one for (one,) in by_hand(f"SELECT id FROM {table} WHERE phone_index IN ({marks})", *candidates)]


def key_ids(column):
    return {key_id_of(bytes(held)) for (held,) in by_hand(f"SELECT {column} FROM vault_try") if held is not None}


def test_a_rotation_seals_every_row_with_the_new_key(table, capsys):
    before = keyring().active("field").id

    assert main(["keys", "rotate", "field"]) == 0

    assert key_ids("phone_sealed") == key_ids("address_sealed") == {keyring().active("field").id} != {before}
    assert {seal_of(PHONE).open(held, row=row) for row, held in by_hand("SELECT id, phone_sealed FROM vault_try")} == {
        phone(row) for row in range(ROWS)
    }
    assert "90 行" in capsys.readouterr().out


def test_a_rotation_of_an_index_finds_every_row_also_through_copies(table):
    assert main(["keys", "rotate", "index:phone"]) == 0

    heads = {
        bytes(held)[:4].hex()
        for name in ("vault_try", "vault_copy")
        for (held,) in by_hand(f"SELECT phone_index FROM {name}")
    }
    assert heads == {keyring().active("index:phone").id}
    assert all(found(row) == found(row, "vault_copy") == [row] for row in range(ROWS))


def test_rows_are_found_and_opened_in_the_middle_of_a_rotation_and_after_it_was_killed(table, monkeypatch):
    class Killed(BaseException):
        pass

    def die(count):
        raise Killed

    usual = keys.Renewal
    monkeypatch.setattr(keys, "Renewal", lambda *args, progress: usual(*args, batch=20, progress=die))
    with pytest.raises(Killed):
        main(["keys", "rotate", "index:phone"])
    assert all(found(row) == [row] for row in range(ROWS))
    keys_before = len(keyring().ring().keys)

    monkeypatch.setattr(keys, "Renewal", usual)
    assert main(["keys", "rotate", "index:phone"]) == 0

    assert len(keyring().ring().keys) == keys_before
    assert all(found(row) == [row] for row in range(ROWS))


def test_what_somebody_writes_during_a_batch_is_not_overwritten(table):
    assert main(["keys", "new", "field", "--coming"]) == 0
    keys._turn(keyring(), "field")
    fresh = seal_of(PHONE).seal("10099999999", row=3)

    class Racing(Tables):
        def write(self, statement, rows):
            by_hand("UPDATE vault_try SET phone_sealed = %s WHERE id = 3", fresh)
            super().write(statement, rows)

    Renewal(PHONE, keyring(), Racing(connection, transaction.atomic)).run()

    assert seal_of(PHONE).open(by_hand("SELECT phone_sealed FROM vault_try WHERE id = 3")[0][0], row=3) == "10099999999"


def test_a_key_in_use_is_not_retired_and_the_columns_are_named(table, capsys):
    old = keyring().active("field").id
    keys._turn(keyring(), "field")

    assert main(["keys", "retire", old]) == 1
    assert "vault_try.phone_sealed 还有 60 行" in capsys.readouterr().err

    assert main(["keys", "rotate", "field"]) == 0
    assert main(["keys", "retire", old]) == 0
    assert keyring().ring().keys[-1].state == "active" and keyring().ring().of("field")[0].id != old


def test_an_active_key_is_not_retired(table, capsys):
    assert main(["keys", "retire", keyring().active("field").id]) == 1
    assert "在用" in capsys.readouterr().err


def test_a_row_that_does_not_open_is_named_and_keeps_its_key_alive(table, capsys):
    old = keyring().active("field").id
    by_hand("UPDATE vault_try SET phone_sealed = (SELECT phone_sealed FROM vault_try WHERE id = 5) WHERE id = 7")

    assert main(["keys", "rotate", "field"]) == 1

    said = capsys.readouterr().err
    assert "1 行打不开:7" in said and "vault_try.phone_sealed 还有 1 行" in said
    assert main(["keys", "retire", old]) == 1


def test_a_purpose_without_declared_columns_is_never_said_to_be_unused(table, monkeypatch, capsys):
    old = keyring().active("index:permit").id
    keys._turn(keyring(), "index:permit")

    assert main(["keys", "retire", old]) == 1
    assert "无法断定" in capsys.readouterr().err


def test_new_makes_what_a_site_needs_for_production(tmp_path, capsys):
    assert main(["keys", "new", "--all", "--keys", str(tmp_path / "own")]) == 0
    assert main(["keys", "list", "--json", "--keys", str(tmp_path / "own")]) == 0

    listed = json.loads(capsys.readouterr().out.split("\n", 4)[4])
    assert {entry["purpose"] for entry in listed} == {"field", "sign", "index:document_number", "index:phone"}
    assert not any(entry["demo"] for entry in listed) and "secret" not in listed[0]


def test_an_unknown_purpose_is_refused():
    with pytest.raises(argparse.ArgumentTypeError, match="index:<field>"):
        keys._purpose("index:Phone")


def test_a_damaged_keyring_is_one_sentence(tmp_path, capsys):
    (tmp_path / "keyring.json").write_text("{")

    assert main(["keys", "list", "--keys", str(tmp_path)]) == 2
    assert "密钥文件有问题" in capsys.readouterr().err


def test_no_sealed_or_indexed_column_is_forgotten():
    declared = keys.sealed_columns()
    known = {(column.table, column.column) for column in declared} | {
        (column.table, column.index) for column in declared
    }
    known |= {copy[:2] for column in declared for copy in column.copies}

    held = {
        (model._meta.db_table, field.column)
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, BinaryField) and field.column.endswith(("_sealed", "_index"))
    }

    assert held and held <= known, f"declare in the app's sealed.py: {held - known}"


@pytest.mark.django_db
def test_rows_with_a_uuid_for_a_key_are_rotated_on_every_database():
    row = uuid.uuid4()
    by_hand(*create_with_uuid())
    insert = "INSERT INTO vault_uuid VALUES (%s, %s, %s)"
    sealed, index = seal_of(BY_UUID).seal(phone(1), row=row), index_of("phone").index(phone(1))
    by_hand(insert, row if connection.vendor == "postgresql" else row.hex, sealed, index)
    keys._turn(keyring(), "field")

    done = Renewal(BY_UUID, keyring(), Tables(connection, transaction.atomic)).run()

    assert (done.values, done.unopened) == (1, 0)
    assert seal_of(BY_UUID).open(by_hand("SELECT phone_sealed FROM vault_uuid")[0][0], row=row) == phone(1)


def create_with_uuid():
    key, binary = ("UUID", "BYTEA") if connection.vendor == "postgresql" else ("CHAR(32)", "BLOB")
    return (f"CREATE TABLE vault_uuid (key {key} PRIMARY KEY, phone_sealed {binary}, phone_index {binary})",)
