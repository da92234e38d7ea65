"""A file at rest says nothing, opens at any place, and shows whether somebody touched it."""

import os
import zipfile

import pytest

from xinju.vault.sealed_files import PIECE, FileNotOpened, SealingFile, new_file_key, open_sealed, seal_file

KEY = "00112233445566778899aabbccddeeff"


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])
def test_what_was_sealed_is_read_back_whole_and_at_any_place(tmp_path, size):
    content = os.urandom(size)
    seal_file(tmp_path / "received", (content[at : at + 1000] for at in range(0, size, 1000)), KEY)

    with open_sealed(tmp_path / "received", KEY) as stream:
        assert stream.read() == content
        for at in (0, size // 2, max(0, size - 7)):
            stream.seek(at)
            assert stream.read(20) == content[at : at + 20]


def test_a_zip_is_read_where_it_lies(tmp_path):
    with SealingFile(tmp_path / "book", KEY) as out, zipfile.ZipFile(out, "w") as package:
        package.writestr("a.txt", "甲" * PIECE)

    with open_sealed(tmp_path / "book", KEY) as stream, zipfile.ZipFile(stream) as package:
        assert package.read("a.txt").decode() == "甲" * PIECE


def test_the_file_on_disk_is_for_its_owner_and_says_nothing(tmp_path):
    seal_file(tmp_path / "received", [b"990315199003041289" * 1000], new_file_key())

    held = tmp_path / "received"

    assert held.stat().st_mode & 0o777 == 0o600
    assert b"1990" not in held.read_bytes()


@pytest.mark.parametrize("harm", ["changed", "cut", "cut at a piece", "swapped", "another key", "another name"])
def test_a_file_that_somebody_touched_does_not_open(tmp_path, harm):
    path = tmp_path / "received"
    seal_file(path, [os.urandom(3 * PIECE)], KEY)
    held = bytearray(path.read_bytes())
    whole = PIECE + 16
    match harm:
        case "changed":
            held[-20] ^= 1
        case "cut":
            del held[-5:]
        case "cut at a piece":
            del held[13 + 2 * whole :]
        case "swapped":
            held[13 : 13 + 2 * whole] = held[13 + whole : 13 + 2 * whole] + held[13 : 13 + whole]
        case "another name":
            path = tmp_path / "marked"
    path.write_bytes(held)

    with pytest.raises(FileNotOpened):
        open_sealed(path, KEY[::-1] if harm == "another key" else KEY).read()


def test_a_file_that_was_broken_off_leaves_nothing(tmp_path):
    with pytest.raises(KeyboardInterrupt), SealingFile(tmp_path / "received", KEY) as out:
        out.write(b"half")
        raise KeyboardInterrupt

    assert [path for path in tmp_path.iterdir() if path.is_file()] == []
