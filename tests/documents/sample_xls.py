"""A minimal .xls made by hand, as old office programs save it: MS-CFB around MS-XLS records."""

import struct

_SECTOR = 512
_LAST, _FREE = 0xFFFFFFFE, 0xFFFFFFFF


def xls(rows: list[list], sheet: str = "Sheet1") -> bytes:
    """Text, numbers, and formulas (a text that begins with `=`; its last value is 1)."""
    return _container(_workbook(rows, sheet))


def _workbook(rows: list[list], sheet: str) -> bytes:
    begin = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    name = sheet.encode("utf-16-le")
    bound = 4 + 8 + len(name)
    offset = len(begin) + bound + 4
    globals_ = begin + _record(0x0085, struct.pack("<IBBBB", offset, 0, 0, len(sheet), 1) + name) + _record(0x000A, b"")
    cells = b"".join(_cell(line, place, value) for line, row in enumerate(rows) for place, value in enumerate(row))
    return (
        globals_
        + _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
        + _record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, max(map(len, rows)), 0))
        + cells
        + _record(0x000A, b"")
    )


def _cell(line: int, place: int, value) -> bytes:
    where = struct.pack("<HHH", line, place, 0)
    if value in (None, ""):
        return b""
    if isinstance(value, int | float):
        return _record(0x0203, where + struct.pack("<d", value))
    if value.startswith("="):
        return _record(0x0006, where + struct.pack("<dHIH", 1.0, 0, 0, 3) + b"\x1e\x01\x00")
    text = value.encode("utf-16-le")
    return _record(0x0204, where + struct.pack("<HB", len(value), 1) + text)


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _container(stream: bytes) -> bytes:
    stream += bytes(max(4096 - len(stream), 0))  # below 4096 bytes it would belong into the small sectors
    count = -(-len(stream) // _SECTOR)
    tables = -(-(count + 1 + 2) // 128)
    chain = [*range(1, count), _LAST, _LAST, *[0xFFFFFFFD] * tables]
    table = chain + [_FREE] * (tables * 128 - len(chain))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, tables, count, 0, 4096, _LAST, 0, _LAST, 0)
    places = [count + 1 + index for index in range(tables)]
    header += struct.pack("<109I", *places, *[_FREE] * (109 - tables))
    directory = _entry("Root Entry", 5, _LAST, 0, child=1) + _entry("Workbook", 2, 0, len(stream)) + bytes(256)
    padded = stream + bytes(count * _SECTOR - len(stream))
    return header + padded + directory + struct.pack(f"<{len(table)}I", *table)


def _entry(name: str, kind: int, start: int, size: int, child: int = _FREE) -> bytes:
    text = (name + "\0").encode("utf-16-le")
    about = struct.pack("<HBBIII", len(text), kind, 1, _FREE, _FREE, child)
    return text.ljust(64, b"\0") + about + bytes(36) + struct.pack("<IQ", start, size)
