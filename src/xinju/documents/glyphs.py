"""Characters that the printing font lacks are printed as their code, never as an empty box.

A name with 𠮷 (U+20BB7) must reach its family readable; the fonts hold GB 18030 level 2 and most of level 3, not all.
"""

from __future__ import annotations

import re
import struct
from functools import cache
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn

_BREAKS = re.compile(r"[\t\n\v\f\r\x85\u2028\u2029]+")
_FULL_UNICODE = 12  # the sub-table format that maps beyond U+FFFF


def font_folder() -> Path:
    """Where the Chinese fonts lie that every paper is set with (Noto Serif SC and Noto Sans SC)."""
    return pylopdf_fonts_zh_cn.serif_path().parent


@cache
def covered() -> frozenset[int]:
    """Code points that both fonts can draw."""
    return _mapped(pylopdf_fonts_zh_cn.serif_path()) & _mapped(pylopdf_fonts_zh_cn.sans_path())


def missing_in(text: str) -> tuple[str, ...]:
    """The characters of `text` that the fonts cannot draw, in order, each once."""
    return tuple(dict.fromkeys(character for character in text if ord(character) not in covered()))


def printable(value: Any) -> Any:
    """The same tree of dicts, lists and values with every undrawable character as 〔U+20BB7〕, line breaks as spaces."""
    if isinstance(value, str):
        return _drawable(value)
    if isinstance(value, dict):
        return {key: printable(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [printable(inner) for inner in value]
    return value


def _drawable(text: str) -> str:
    flat = _BREAKS.sub(" ", text)  # no Unicode normalising: it would exchange characters of a name
    if all(ord(character) in covered() for character in flat):
        return flat
    return "".join(c if ord(c) in covered() else f"〔U+{ord(c):04X}〕" for c in flat)


def _mapped(font: Path) -> frozenset[int]:
    """Code points of a font's full Unicode map (OpenType `cmap`, format 12)."""
    content = font.read_bytes()
    (tables,) = struct.unpack(">H", content[4:6])
    for index in range(tables):
        tag, _, start, _ = struct.unpack(">4sIII", content[12 + 16 * index : 28 + 16 * index])
        if tag == b"cmap":
            return _full_unicode_map(content, start)
    raise ValueError(f"{font.name}: no character map; expected an OpenType font")


def _full_unicode_map(content: bytes, start: int) -> frozenset[int]:
    (maps,) = struct.unpack(">H", content[start + 2 : start + 4])
    for index in range(maps):
        _, _, offset = struct.unpack(">HHI", content[start + 4 + 8 * index : start + 12 + 8 * index])
        table = start + offset
        if struct.unpack(">H", content[table : table + 2])[0] == _FULL_UNICODE:
            (groups,) = struct.unpack(">I", content[table + 12 : table + 16])
            ranges = struct.iter_unpack(">III", content[table + 16 : table + 16 + 12 * groups])
            return frozenset(code for first, last, _ in ranges for code in range(first, last + 1))
    raise ValueError("no format 12 character map")
