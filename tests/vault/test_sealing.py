"""Sealed values open only where they were sealed, and never tell what they hold when they do not."""

import uuid
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinju.vault.keyring import Keyring, activate, new_key
from xinju.vault.keys import UnknownKey
from xinju.vault.sealing import Column, NotOpened, Seal, key_id_of

COLUMN = Column("registry_record", "number_sealed")
VALUE = "990101199001011234"


@pytest.fixture
def ring(tmp_path):
    return Keyring(tmp_path / "keys", demo=True)


@pytest.fixture
def seal(ring):
    return Seal(ring, COLUMN)


def test_a_value_comes_back_whole(seal):
    assert seal.open(seal.seal("和润市学府路 1 号 3-201 室", row=7), row=7) == "和润市学府路 1 号 3-201 室"


def test_a_sealed_value_is_33_bytes_longer_and_never_the_same_twice(seal):
    first, second = seal.seal(VALUE, row=7), seal.seal(VALUE, row=7)

    assert len(first) == 18 + 33 and first != second and VALUE.encode() not in first


def test_a_value_moved_to_another_row_does_not_open(seal):
    with pytest.raises(NotOpened, match="row 8"):
        seal.open(seal.seal(VALUE, row=7), row=8)


@pytest.mark.parametrize(
    "other", [Column("registry_record", "phone_sealed"), Column("registry_person", "number_sealed")]
)
def test_a_value_moved_to_another_column_or_table_does_not_open(ring, seal, other):
    with pytest.raises(NotOpened):
        Seal(ring, other).open(seal.seal(VALUE, row=7), row=7)


@given(at=st.integers(0, 18 + 32), flipped=st.integers(1, 255))
def test_a_value_with_one_changed_byte_does_not_open(tmp_path_factory, at, flipped):
    seal = Seal(Keyring(tmp_path_factory.getbasetemp() / "one-ring", demo=True), COLUMN)
    changed = bytearray(seal.seal(VALUE, row=7))
    changed[at] ^= flipped

    with pytest.raises((NotOpened, UnknownKey)) as refused:
        seal.open(bytes(changed), row=7)

    assert VALUE not in str(refused.value)


@pytest.mark.parametrize("junk", [b"", b"\x01", b"990101199001011234", b"\x02" + bytes(60)])
def test_what_was_never_sealed_does_not_open(seal, junk):
    with pytest.raises(NotOpened):
        seal.open(junk, row=7)


def test_a_missing_key_is_named(tmp_path, seal):
    sealed = seal.seal(VALUE, row=7)
    elsewhere = Seal(Keyring(tmp_path / "other", demo=True), COLUMN)

    with pytest.raises(UnknownKey, match=key_id_of(sealed)):
        elsewhere.open(sealed, row=7)


def test_old_values_open_after_a_new_key_and_new_ones_use_it(ring, seal):
    before = seal.seal(VALUE, row=7)
    key = activate(ring.folder, new_key(ring.folder, "field", on=date(2026, 5, 12), coming=True).id)
    ring.ring()

    after = seal.seal(VALUE, row=7)

    assert (seal.open(before, row=7), seal.open(after, row=7)) == (VALUE, VALUE)
    assert key_id_of(after) == key.id != key_id_of(before)


def test_many_are_sealed_and_opened_in_order_and_nothing_stays_nothing(seal):
    sealed = seal.seal_many([(1, "甲"), (2, None), (3, "")])

    assert seal.open_many(zip([1, 2, 3], sealed, strict=True)) == ["甲", None, ""]
    assert seal.seal_many([]) == seal.open_many([]) == []


def test_a_memoryview_as_postgresql_gives_it_opens(seal):
    assert seal.open(memoryview(seal.seal(VALUE, row=7)), row=7) == VALUE


def test_a_uuid_binds_alike_however_the_database_spells_it(seal):
    row = uuid.UUID("0198a5d2-0000-7000-8000-000000000001")
    sealed = seal.seal(VALUE, row=row)

    assert {seal.open(sealed, row=spelled) for spelled in (row, str(row), row.hex)} == {VALUE}


@given(value=st.text(max_size=200), row=st.one_of(st.integers(), st.uuids()))
def test_every_text_comes_back(tmp_path_factory, value, row):
    try:
        value.encode()
    except UnicodeEncodeError:
        return
    seal = Seal(Keyring(tmp_path_factory.getbasetemp() / "one-ring", demo=True), COLUMN)

    assert seal.open(seal.seal(value, row=row), row=row) == value


def test_a_column_with_an_index_needs_its_field():
    with pytest.raises(ValueError, match="both its column and its field"):
        Column("registry_record", "number_sealed", index="number_index")
