"""Addresses in comparable parts: street with gate number, building, unit, room, whatever way they were written."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_WORDS = re.compile(r"[零〇一二两三四五六七八九十百]+(?=号|幢|栋|座|单元|梯|层|楼|室|房|户|弄|#|-)")
_AREA = re.compile(
    r"^(?:[^\d]{2,7}?(?:省|自治区))?(?:[^\d]{2,7}?市)?(?:[^\d]{1,6}?(?:(?<![小社园])区|县)(?!府|前))?"
    r"(?:[^\d]{1,6}?(?:街道|镇|乡)(?!路|街|巷))?(?:[^\d]{1,8}?(?:社区|居委会|村委会))?(?=[^\d]{2})"
)
_NOISE = re.compile(r"[\s,，.。;；、:：/\\()（）]+")
_FLOOR = re.compile(r"\d+(?:层|楼)(?=\d)")
_BUILDING = re.compile(r"(?:号楼|栋|座|#)")
_ROOM = re.compile(r"(?:房间|房|户)")
_GATE = re.compile(r"^(?P<street>[^\d]*)(?:(?P<gate>\d+)(?:号|弄)(?!幢))?")
_BEGUN = re.compile(r"^(?P<street>[^\dA-Z]*)(?P<rest>.*)$")
_PART = re.compile(r"\d+|[A-Z]")
_STEP = re.compile(r"(\d+|[A-Z])(幢|单元|室)?")


@dataclass(frozen=True)
class Address:
    """`place` is street, gate number and building; `unit` and `room` are digits or None."""

    place: str = field(repr=False)
    unit: str | None = field(default=None, repr=False)
    room: str | None = field(default=None, repr=False)


def clean_address(text: str) -> Address | None:
    """The parts of an address, or None where no street, or a street without any number is named.

    Number words become digits before 号, 幢, 单元, 室 and their like only (五马街 keeps its name); 栋, 座, # and 号楼 are one;
    "3-2-501" reads building, unit, room and "3-501" building and room; province, city, district, town and community in
    front are left out, because half of the writers leave them out.
    """
    plain = _plain(text)
    head = _GATE.match(plain)
    if head is None or not head["street"].strip("-"):
        return None
    building, unit, room = _inside(plain[head.end() :])
    if not (head["gate"] or building or room):
        return None
    place = "/".join((head["street"].strip("-"), head["gate"] or "", building or ""))
    return Address(place, unit, room)


def begun(text: str) -> tuple[str, tuple[str, ...]]:
    """The street and the numbers and letters after it of an address that somebody is still typing; both may be empty."""
    head = _BEGUN.match(_plain(text))
    street, rest = (head["street"].strip("-"), head["rest"]) if head else ("", "")
    return street, tuple(part.lstrip("0") or part for part in _PART.findall(rest))


def _plain(text: str) -> str:
    plain = _NOISE.sub("", unicodedata.normalize("NFKC", text).upper()).replace("—", "-").replace("－", "-")
    plain = _ROOM.sub("室", _BUILDING.sub("幢", _WORDS.sub(_in_digits, plain))).replace("梯", "单元")
    return _FLOOR.sub("", _AREA.sub("", plain, count=1))


def _inside(text: str) -> tuple[str | None, str | None, str | None]:
    """Building, unit and room from what follows the gate number: by their words, else by their order."""
    named: dict[str, str] = {}
    bare: list[str] = []
    for digits, word in _STEP.findall(text):
        value = digits.lstrip("0") or digits
        if word and word not in named:
            named[word] = value
        else:
            bare.append(value)
    for word in ("室", "幢", "单元"):  # the last bare number is the room, the first the building
        if word not in named and bare:
            named[word] = bare.pop() if word == "室" else bare.pop(0)
    return named.get("幢"), named.get("单元"), named.get("室")


def _in_digits(found: re.Match[str]) -> str:
    return _digits_of(found[0])


@lru_cache(maxsize=4096)
def _digits_of(words: str) -> str:
    if "十" not in words and "百" not in words:
        return "".join(str(_DIGITS[c]) for c in words)
    total = digit = 0
    for c in words:
        if c in "十百":
            total += (digit or 1) * (10 if c == "十" else 100)
            digit = 0
        else:
            digit = _DIGITS[c]
    return str(total + digit)


# The most usual writing, for SQL: Han characters in front, then digits with their words. {0} is the text; RE2 looks nowhere
# ahead or behind. What does not fit is read by clean_address.
USUAL_STREET = "^[\u4e00-\u9fff]+"
USUAL_NUMBERS = "(?:([0-9]+)(?:号|弄))?([0-9]+)(?:幢|栋|座|#|号楼|-)(?:([0-9]+)(?:单元|梯|-))?([0-9]+)(?:室|房|户)?"
NUMBER_WORD = "[零〇一二两三四五六七八九十百](?:号|幢|栋|座|单元|梯|层|楼|室|房|户|弄)"


def street_of(front: str) -> str | None:
    """The street of an address from what stands before its first digit."""
    address = clean_address(f"{front}1号")
    return address.place.split("/")[0] if address else None
