"""Texts in one form: examples as offices write them, and the rules that hold for any text."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.linkage.invented import ADDRESSES, NAMES, NUMBERS, PARTICULAR, PHONES, number, written

from xinju.engines.linkage import cleaning
from xinju.engines.linkage.addresses import clean_address
from xinju.engines.linkage.characters import SIMPLIFIED
from xinju.engines.linkage.cleaning import clean, clean_one
from xinju.engines.linkage.names import clean_name, sound_of
from xinju.engines.linkage.numbers import clean_number, one_slip_away
from xinju.engines.linkage.particulars import CLEANED, Cleaned, Particulars
from xinju.engines.linkage.phones import clean_phone
from xinju.values.citizen_id import fault_of

OF_TODAY = {"deadline": None, "max_examples": 100}


@pytest.mark.parametrize(
    ("text", "name", "sound"),
    [
        ("張　偉", "张伟", "zhang wei"),
        ("曾小兰（曾用名：曾兰）", "曾小兰", "zeng xiao lan"),
        ("買買提•吐爾遜", "买买提·吐尔逊", "mai mai ti tu er xun"),
        ("阿卜杜拉．热合曼", "阿卜杜拉·热合曼", "a bo du la re he man"),
        ("刘𬀪", "刘𬀪", "liu xian"),
        ("吕□", "吕?", "lv ?"),
        ("Smith,  Anna", "ANNA SMITH", "ANNA SMITH"),
        ("·　", None, None),
    ],
)
def test_a_name_has_one_form_and_one_sound(text, name, sound):
    cleaned = clean_name(text)

    assert cleaned == name
    assert (sound_of(cleaned) if cleaned else None) == sound


def test_a_character_given_back_to_names_in_2013_stays_itself():
    assert [clean_name(f"王{one}") for one in "堃喆昇淼"] == ["王堃", "王喆", "王昇", "王淼"]


def test_the_table_of_characters_ends_in_simplified_ones():
    assert not {ord(simple) for simple in SIMPLIFIED.values()} & set(SIMPLIFIED)
    assert all(len(simple) == 1 for simple in SIMPLIFIED.values())


def test_a_citizen_number_is_read_in_any_writing():
    sound = number(date(1988, 3, 4), 11)
    wide = sound.translate(str.maketrans("0123456789X", "０１２３４５６７８９ｘ"))

    assert clean_number(wide) == clean_number(f" {sound[:6]}-{sound[6:]} ") == clean_number(sound)
    assert clean_number(sound).is_sound
    assert clean_number(sound[:6] + sound[8:17]).text == sound


def test_a_slip_is_kept_and_not_sound():
    sound = number(date(1988, 3, 4), 11)
    slip = sound[:10] + str((int(sound[10]) + 1) % 10) + sound[11:]

    assert clean_number(slip).text == slip
    assert not clean_number(slip).is_sound


@pytest.mark.parametrize(
    ("text", "kind", "form"),
    [
        ("h1234567802", "pass", "H12345678"),
        ("Ｍ00001111", "pass", "M00001111"),
        ("00112233", "pass", "00112233"),
        ("E1234567", "other", "E1234567"),
    ],
)
def test_permits_of_hong_kong_macao_and_taiwan_lose_the_count_of_reissues(text, kind, form):
    found = clean_number(text)

    assert (found.kind, found.text) == (kind, form)


def test_a_residence_permit_of_hong_kong_is_a_number_with_check_character():
    found = clean_number(number(date(1990, 1, 2), 3, area="810000"))

    assert (found.kind, found.is_sound) == ("id", True)


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("+86 138-0000-1234", "13800001234"),
        ("0086１３８00001234", "13800001234"),
        ("00852 9123 4567", "+85291234567"),
        ("12345", None),
        ("无", None),
    ],
)
def test_a_phone_has_one_form(text, phone):
    assert clean_phone(text) == phone


@pytest.mark.parametrize(
    "text",
    [
        "学院路12号3幢2单元501室",
        "学院路12号3-2-501",
        "泉市和润区新桥街道学院路十二号三栋二单元５０１",
        "和润区学院路12号3号楼2单元5楼501房",
        "学院路12号 3#2-501",
    ],
)
def test_an_address_written_five_ways_is_one(text):
    address = clean_address(text)

    assert (address.place, address.unit, address.room) == ("学院路/12/3", "2", "501")


def test_a_number_word_in_a_streets_name_stays():
    assert clean_address("五马街八号").place == "五马街/8/"


def test_a_street_without_any_number_is_no_address():
    assert clean_address("五马街") is None


def test_a_parents_number_on_a_childs_record_is_the_parents():
    mother = number(date(1988, 3, 4), 12)

    by_age = clean_one(Particulars("c", name="王小月", number=mother, birth=date(2015, 6, 1)))
    as_told = clean_one(Particulars("c", name="王小月", number=mother, kin_number=mother))

    assert (by_age.number, by_age.kin, by_age.birth) == (None, mother, "20150601")
    assert (as_told.number, as_told.kin, as_told.birth, as_told.sex) == (None, mother, None, None)


def test_no_personal_value_stands_in_a_repr():
    record = Particulars(
        "r1", name="王芳", number=number(date(1988, 3, 4), 12), phone="13800001234", address="学院路12号3幢501室"
    )

    shown = (
        repr(record) + repr(clean_one(record)) + repr(clean_number(record.number)) + repr(clean_address(record.address))
    )

    assert not any(part in shown for part in ("王芳", "wang", "1988", "138", "学院路"))


@settings(**OF_TODAY)
@given(st.text(max_size=12) | st.sampled_from((*NAMES, *NUMBERS, *PHONES, *ADDRESSES)))
def test_cleaning_a_clean_value_changes_nothing(text):
    name, found, phone = clean_name(text), clean_number(text), clean_phone(text)

    assert name is None or clean_name(name) == name
    assert found is None or clean_number(found.text) == found
    assert phone is None or clean_phone(phone) == phone


@settings(**OF_TODAY)
@given(st.text(max_size=20) | st.sampled_from(ADDRESSES))
def test_any_text_is_an_address_or_none(text):
    address = clean_address(text)

    assert address is None or address.place


@pytest.mark.slow
@settings(deadline=None, max_examples=15)
@given(st.lists(PARTICULAR | st.builds(Particulars, key=st.just(""), name=st.text(max_size=6), number=st.text("019X ０", max_size=19), phone=st.text("0138+ ", max_size=13), address=st.text("学路12一号-幢室", max_size=12)), max_size=12))  # fmt: skip
def test_a_table_is_cleaned_as_each_record_alone(records):
    keyed = [Particulars(**(asdict(record) | {"key": str(place)})) for place, record in enumerate(records)]
    connection = written(keyed)

    clean(connection, "written", "cleaned")

    rows = connection.sql(f"SELECT {', '.join(CLEANED)} FROM cleaned ORDER BY CAST(key AS INTEGER)").fetchall()
    assert [Cleaned(**dict(zip(CLEANED, row, strict=True))) for row in rows] == [clean_one(record) for record in keyed]


@pytest.mark.slow
def test_processes_of_their_own_clean_a_great_table_the_same(monkeypatch):
    texts = zip(NAMES, NUMBERS, PHONES, ADDRESSES, strict=False)
    some = [Particulars(key=f"{turn}", name=n, number=i, phone=p, address=a) for turn, (n, i, p, a) in enumerate(texts)]
    connection = written(some)
    clean(connection, "written", "alone")
    monkeypatch.setattr(cleaning, "MANY", 1)
    monkeypatch.setattr(cleaning, "AT_ONCE", 2)

    clean(connection, "written", "shared")

    assert connection.sql("FROM alone EXCEPT FROM shared").fetchall() == []
    assert connection.sql("FROM shared").fetchall() != []


def test_columns_that_a_table_lacks_are_missing_values():
    connection = written([])
    connection.execute("CREATE TABLE few AS SELECT 'r1' AS key, '王芳' AS name")

    clean(connection, "few", "cleaned")

    assert connection.sql("SELECT name, number, deceased FROM cleaned").fetchall() == [("王芳", None, False)]


def test_a_sound_number_is_one_slip_away_from_unsound_ones_only_and_they_from_it():
    right = number(date(1988, 3, 4), 11)

    slips = one_slip_away(right)

    assert len(slips) > 180
    assert all(fault_of(slip) is not None for slip in slips)
    assert all(right in one_slip_away(slip) for slip in slips)


def test_an_unsound_number_is_one_slip_away_from_a_handful_of_sound_ones():
    right = number(date(1988, 3, 4), 11)

    found = one_slip_away(right[:9] + "0" + right[10:])

    assert right in found
    assert len(found) < 30
    assert all(fault_of(one) is None for one in found)
