"""Blind indexes find whole values and tell nothing else."""

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from xinju.vault.blind_index import SIZE, BlindIndex, normal
from xinju.vault.keyring import Keyring, activate, new_key


@pytest.fixture
def ring(tmp_path):
    return Keyring(tmp_path / "keys", demo=True)


def test_the_same_value_has_the_same_index_however_it_was_typed(ring):
    numbers = BlindIndex(ring, "citizen_id")

    typed = ["99010119900101123X", "99010119900101123x", " 990101 19900101 123X", "990101199001011２３Ｘ"]

    assert len({numbers.index(value) for value in typed}) == 1


def test_each_field_has_a_secret_of_its_own(ring):
    assert BlindIndex(ring, "phone").index("10000000001")[4:] != BlindIndex(ring, "citizen_id").index("10000000001")[4:]


def test_an_index_is_twenty_bytes_and_begins_with_its_keys_id(ring):
    found = BlindIndex(ring, "phone").index("10000000001")

    assert len(found) == SIZE and found[:4].hex() == ring.active("index:phone").id


def test_a_rotation_leaves_old_rows_findable(ring):
    phones = BlindIndex(ring, "phone")
    before = phones.index("10000000001")
    activate(ring.folder, new_key(ring.folder, "index:phone", on=date(2026, 5, 12), coming=True).id)
    ring.ring()

    after = phones.index("10000000001")

    assert before != after and phones.candidates("10000000001") == [after, before]
    assert phones.candidates_many(["10000000001"]) == [[after, before]]


def test_a_coming_key_is_searched_before_it_is_used(ring):
    phones = BlindIndex(ring, "phone")
    phones.index("10000000001")

    coming = new_key(ring.folder, "index:phone", on=date(2026, 5, 12), coming=True)

    assert [found[:4].hex() for found in phones.candidates("10000000001")][1] == coming.id


def test_many_are_indexed_in_order_and_nothing_stays_nothing(ring):
    phones = BlindIndex(ring, "phone")

    assert phones.index_many(["10000000001", None, " "]) == [phones.index("10000000001"), None, None]


def test_an_empty_value_has_no_index(ring):
    with pytest.raises(ValueError, match="nothing to index"):
        BlindIndex(ring, "phone").index("　")


@pytest.mark.parametrize("name", ["", "Phone", "phone number", "电话"])
def test_a_field_is_a_plain_word(ring, name):
    with pytest.raises(ValueError, match="no purpose"):
        BlindIndex(ring, name)


@example("r\u0327")
@example("\u0157")
@given(st.text(min_size=1))
def test_the_normal_form_is_normal_already(value):
    try:
        once = normal(value)
    except ValueError:
        return
    assert normal(once) == once
