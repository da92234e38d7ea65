"""Spreadsheets made to do harm: each is refused in one sentence, in little memory, and leaves nothing anywhere."""

import io
import os
import tracemalloc
import zipfile
from contextlib import chdir
from pathlib import Path

import pytest
from tests.documents.sample_tables import APPLICANTS, LABELS, applicant, csv, xlsx

from xinju.documents.spreadsheets.limits import Limits
from xinju.documents.spreadsheets.reading import Reading, read
from xinju.documents.words import faults_zh

MEGABYTE = 1_000_000


def codes(reading: Reading) -> list[str]:
    return [fault.code for fault in reading.faults]


def rewritten(content: bytes, change: dict[str, object]) -> bytes:
    """The package with some parts changed by a function of their text, or added."""
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as package:
        for part in given.infolist():
            text = given.read(part)
            made = change.pop(part.filename, None)
            package.writestr(part.filename, made(text) if callable(made) else text)
        for name, text in change.items():
            package.writestr(name, text)
    return output.getvalue()


SHEET, BOOK, STRINGS = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml"


@pytest.mark.parametrize("name", ["名单.xlsx", "名单.xls", "名单.csv", "名单.pdf", "名单"])
def test_a_file_is_what_it_holds_whatever_it_is_called(name):
    rows = [LABELS, applicant(1)]

    assert len(read(xlsx(rows), name, APPLICANTS).rows) == len(read(csv(rows), name, APPLICANTS).rows) == 1


def test_another_package_under_the_name_of_a_spreadsheet_is_refused():
    letter = io.BytesIO()
    with zipfile.ZipFile(letter, "w") as package:
        package.writestr("word/document.xml", "<document/>")

    assert codes(read(letter.getvalue(), "名单.xlsx", APPLICANTS)) == ["not_a_spreadsheet"]


@pytest.mark.slow
def test_a_bomb_that_lies_about_its_size_is_never_unpacked():
    harm = rewritten(xlsx([LABELS, applicant(1)]), {SHEET: lambda text: b"<x>" + b" " * 100 * MEGABYTE})
    lying = bytearray(harm)
    with zipfile.ZipFile(io.BytesIO(harm)) as package:
        real = package.getinfo(SHEET).file_size.to_bytes(4, "little")
    at = lying.find(real)
    while at >= 0:  # the size stands before the part and again in the directory at the end
        lying[at : at + 4] = (900).to_bytes(4, "little")
        at = lying.find(real, at + 4)

    with in_memory(20 * MEGABYTE):
        reading = read(bytes(lying), "a.xlsx", APPLICANTS, Limits(unpacked_bytes=MEGABYTE))

    assert codes(reading) == ["damaged_file"]


@pytest.mark.parametrize("part", [SHEET, BOOK])
def test_a_text_that_multiplies_itself_is_refused_before_it_is_read(part):
    nest = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 9))
    laughs = f'<!DOCTYPE x [<!ENTITY e0 "ha">{nest}]><x>&e8;</x>'.encode()

    reading = read(rewritten(xlsx([LABELS, applicant(1)]), {part: lambda text: laughs}), "a.xlsx", APPLICANTS)

    assert codes(reading) == ["not_a_spreadsheet"]


def test_a_text_from_a_file_of_the_server_is_not_read_into_a_cell():
    secret = b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]>'

    reading = read(rewritten(xlsx([LABELS, applicant(1)]), {SHEET: lambda text: secret + text}), "a.xlsx", APPLICANTS)

    assert codes(reading) == ["not_a_spreadsheet"]
    assert reading.rows == ()


@pytest.mark.slow
def test_a_cell_in_the_far_corner_does_not_take_the_memory_of_all_between():
    far = b'<row r="60000"><c r="XFD60000" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    content = rewritten(xlsx([LABELS, applicant(1)]), {SHEET: lambda text: text.replace(b"</sheetData>", far)})

    with in_memory(20 * MEGABYTE):
        reading = read(content, "a.xlsx", APPLICANTS, Limits(rows=50_000))

    assert codes(reading) == ["too_many_rows"]


def test_more_rows_than_any_officer_sends_are_refused():
    rows = [LABELS, *(applicant(n) for n in range(1, 40))]

    reading = read(xlsx(rows), "a.xlsx", APPLICANTS, Limits(rows=20))

    assert codes(reading) == ["too_many_rows"]
    assert faults_zh.sentence(reading.faults[0]).endswith("。")


def test_shared_texts_that_would_fill_the_memory_are_refused():
    content = rewritten(xlsx([LABELS, applicant(1)]), {STRINGS: b"<sst>" + b" " * 3 * MEGABYTE + b"</sst>"})

    assert codes(read(content, "a.xlsx", APPLICANTS, Limits(shared_text_bytes=MEGABYTE))) == ["unpacks_too_large"]


@pytest.mark.parametrize("name", ["../../out.xml", "/tmp/xinju-out.xml", "xl/../../out.xml", "..\\..\\out.xml"])
def test_a_path_that_leads_out_of_the_package_writes_nothing_anywhere(tmp_path: Path, name):
    inside = tmp_path / "a" / "b"
    inside.mkdir(parents=True)
    content = rewritten(xlsx([LABELS, applicant(1)]), {name: b"<x/>"})
    before = everything(tmp_path), os.path.exists("/tmp/xinju-out.xml")

    with chdir(inside):
        reading = read(content, "a.xlsx", APPLICANTS)

    assert len(reading.rows) == 1
    assert (everything(tmp_path), os.path.exists("/tmp/xinju-out.xml")) == before


@pytest.mark.parametrize("target", ["../../../../etc/hostname", "/etc/hostname", "file:///etc/hostname"])
def test_a_sheet_that_is_said_to_lie_outside_the_package_is_not_looked_for_there(target):
    relations = "xl/_rels/workbook.xml.rels"

    def pointing(text: bytes) -> bytes:
        return text.replace(b"worksheets/sheet1.xml", target.encode()).replace(
            b"/xl/" + target.encode(), target.encode()
        )

    reading = read(rewritten(xlsx([LABELS, applicant(1)]), {relations: pointing}), "a.xlsx", APPLICANTS)

    assert reading.rows == ()
    assert len(reading.faults) == 1


def everything(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*"))


class in_memory:  # noqa: N801 - reads as a sentence
    """No more than so many bytes are held at once."""

    def __init__(self, most: int) -> None:
        self._most = most

    def __enter__(self) -> None:
        tracemalloc.start()

    def __exit__(self, *raised: object) -> None:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < self._most
