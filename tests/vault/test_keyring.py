"""The keyring file: a demo makes its keys, production refuses anything but sound keys of its own."""

import json
import threading
from datetime import date

import pytest

from xinju.vault import keyring as rings
from xinju.vault.keyring import Keyring, activate, new_key, read_ring, refuse_unready, retire
from xinju.vault.keys import KeyTrouble, NoKey, RetiredKey, UnknownKey

DAY = date(2026, 5, 12)


def test_a_demo_makes_a_key_the_first_time_its_purpose_is_asked_for(tmp_path):
    ring = Keyring(tmp_path / "keys", demo=True)

    first = ring.active("index:phone")

    assert first.is_demo and ring.active("index:phone") == first
    assert (tmp_path / "keys" / "keyring.json").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700


def test_production_makes_no_key_by_itself_and_says_how_to_make_one(tmp_path):
    with pytest.raises(NoKey, match="xinju keys new field"):
        Keyring(tmp_path, demo=False).active("field")


def test_a_key_is_never_printed(tmp_path):
    key = new_key(tmp_path, "field", on=DAY)

    assert repr(key.secret) not in repr(key) and key.secret.hex() not in repr(key)


def test_production_refuses_a_folder_without_keys(tmp_path):
    with pytest.raises(KeyTrouble, match="no keyring"):
        refuse_unready(tmp_path, ["field"])


def test_production_refuses_a_demos_keys(tmp_path):
    Keyring(tmp_path, demo=True).active("field")

    with pytest.raises(KeyTrouble, match="demo"):
        refuse_unready(tmp_path, ["field"])


def test_production_refuses_a_missing_purpose(tmp_path):
    new_key(tmp_path, "field", on=DAY)

    with pytest.raises(NoKey, match="index:phone"):
        refuse_unready(tmp_path, ["field", "index:phone"])


def test_production_refuses_a_keyring_that_others_may_read(tmp_path):
    new_key(tmp_path, "field", on=DAY)
    (tmp_path / rings.FILE).chmod(0o640)

    with pytest.raises(KeyTrouble, match="chmod 600"):
        refuse_unready(tmp_path, ["field"])


def test_production_starts_with_own_keys(tmp_path):
    new_key(tmp_path, "field", on=DAY)

    refuse_unready(tmp_path, ["field"])


def test_a_coming_key_waits_until_it_is_activated_and_the_old_one_stays_to_open(tmp_path):
    ring = Keyring(tmp_path, demo=False)
    first = new_key(tmp_path, "field", on=DAY)
    coming = new_key(tmp_path, "field", on=DAY, coming=True)
    assert ring.active("field").id == first.id

    activate(tmp_path, coming.id)

    assert ring.ring().active("field").id == coming.id
    assert ring.key(first.id).state == "old"
    assert [key.id for key in ring.of("field")] == [coming.id, first.id]


def test_only_an_old_key_is_retired_and_its_secret_is_gone_then(tmp_path):
    first = new_key(tmp_path, "field", on=DAY)
    with pytest.raises(KeyTrouble, match="only an old key"):
        retire(tmp_path, first.id, on=DAY)
    activate(tmp_path, new_key(tmp_path, "field", on=DAY, coming=True).id)

    retire(tmp_path, first.id, on=DAY)

    kept = next(entry for entry in json.loads((tmp_path / rings.FILE).read_text())["keys"] if entry["id"] == first.id)
    assert (kept["secret"], kept["retired_on"]) == ("", "2026-05-12")
    with pytest.raises(RetiredKey, match=f"{first.id} was retired on 2026-05-12"):
        Keyring(tmp_path, demo=False).key(first.id)


def test_an_unknown_key_is_named(tmp_path):
    with pytest.raises(UnknownKey, match="00c0ffee"):
        Keyring(tmp_path, demo=False).key("00c0ffee")


def test_a_running_program_learns_of_a_key_that_another_process_added(tmp_path):
    ring = Keyring(tmp_path, demo=False)
    new_key(tmp_path, "field", on=DAY)
    ring.active("field")

    added = new_key(tmp_path, "field", on=DAY, coming=True)

    assert ring.key(added.id) == added


def test_many_at_once_make_one_key(tmp_path):
    made = []
    together = threading.Barrier(8)

    def ask():
        together.wait()
        made.append(Keyring(tmp_path, demo=True).active("field").id)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(made) == 8 and len(set(made)) == 1


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"format": 2, "keys": []}', '{"format": 1, "keys": [{"id": "xyz"}]}', '{"format": 1, "keys": 3}'],
)
def test_a_damaged_keyring_is_named_without_its_content(tmp_path, text):
    (tmp_path / rings.FILE).write_text(text)

    with pytest.raises(KeyTrouble, match="keyring.json"):
        read_ring(tmp_path)
