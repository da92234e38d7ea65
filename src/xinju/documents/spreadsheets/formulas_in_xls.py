"""Which cells of an .xls hold formulas: the reading library gives only their last values.

The container is MS-CFB (a small file system of sectors), the content MS-XLS (records of number, length, bytes).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

_END = 0xFFFFFFF0  # this and above mark ends and free sectors
_FORMULA, _BOF, _BOUNDSHEET = 0x0006, 0x0809, 0x0085
_MOST_SECTORS = 1 << 20


def formula_cells(content: bytes) -> dict[str, set[tuple[int, int]]]:
    """For each sheet its formula cells as (row, column) from 0.

    ValueError where the container cannot be followed, LookupError where it holds no workbook (a .doc, say).
    """
    try:
        return _formula_cells(_workbook_stream(content))
    except (struct.error, IndexError, UnicodeDecodeError) as broken:  # IndexError is a LookupError too
        raise ValueError("not a sound .xls container") from broken


def _formula_cells(stream: bytes) -> dict[str, set[tuple[int, int]]]:
    names: dict[int, str] = {}
    found: dict[str, set[tuple[int, int]]] = {}
    current: set[tuple[int, int]] = set()
    for offset, kind, body in _records(stream):
        if kind == _BOUNDSHEET:
            names[struct.unpack_from("<I", body)[0]] = _sheet_name(body)
        elif kind == _BOF:
            current = set()
            if offset in names:
                found[names[offset]] = current
        elif kind == _FORMULA:
            current.add(struct.unpack_from("<HH", body))
    return found


def _sheet_name(body: bytes) -> str:
    """A short string: length, a flag for two bytes a character, the characters."""
    length, wide = body[6], body[7] & 1
    return body[8 : 8 + length * 2].decode("utf-16-le") if wide else body[8 : 8 + length].decode("latin-1")


def _records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    offset = 0
    while offset + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, offset)
        yield offset, kind, stream[offset + 4 : offset + 4 + length]
        offset += 4 + length


def _workbook_stream(content: bytes) -> bytes:
    """The bytes of the stream Workbook (Excel 97 and later) or Book (Excel 95)."""
    sector = 1 << struct.unpack_from("<H", content, 30)[0]
    table = _allocation_table(content, sector)
    directory = _chain(content, table, struct.unpack_from("<I", content, 48)[0], sector)
    entries = [directory[start : start + 128] for start in range(0, len(directory) - 127, 128)]
    named = {_entry_name(entry): entry for entry in entries}
    root, book = entries[0], named.get("Workbook") or named.get("Book")
    if book is None:
        raise KeyError("Workbook")
    start, size = struct.unpack_from("<I", book, 116)[0], struct.unpack_from("<I", book, 120)[0]
    if size >= struct.unpack_from("<I", content, 56)[0]:
        return _chain(content, table, start, sector)[:size]
    small = 1 << struct.unpack_from("<H", content, 32)[0]
    small_table = _numbers(_chain(content, table, struct.unpack_from("<I", content, 60)[0], sector))
    smalls = _chain(content, table, struct.unpack_from("<I", root, 116)[0], sector)
    return _chain(bytes(small) + smalls, small_table, start, small, header=small)[:size]


def _allocation_table(content: bytes, sector: int) -> tuple[int, ...]:
    """For each sector the next of its chain; its own sectors are listed in the header, further ones in a chain."""
    listed = list(struct.unpack_from("<109I", content, 76))
    extra = struct.unpack_from("<I", content, 68)[0]
    for _ in range(_MOST_SECTORS):
        if extra >= _END:
            break
        more = _numbers(_sector(content, extra, sector))
        listed += more[:-1]
        extra = more[-1]
    return tuple(number for place in listed if place < _END for number in _numbers(_sector(content, place, sector)))


def _chain(content: bytes, table: tuple[int, ...], start: int, sector: int, header: int = 0) -> bytes:
    parts: list[bytes] = []
    while start < _END:
        if len(parts) > len(table):
            raise ValueError("a chain of sectors runs in a circle")
        parts.append(_sector(content, start, sector, header))
        start = table[start]
    return b"".join(parts)


def _sector(content: bytes, number: int, sector: int, header: int = 0) -> bytes:
    start = (header or sector) + number * sector
    if start >= len(content):
        raise ValueError("a sector lies behind the end of the file")
    return content[start : start + sector]


def _numbers(content: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(content) // 4}I", content[: len(content) // 4 * 4])


def _entry_name(entry: bytes) -> str:
    length = struct.unpack_from("<H", entry, 64)[0]
    return entry[: max(length - 2, 0)].decode("utf-16-le")
