"""Names in one form, and how they sound (pinyin without tones; readings from pypinyin, of surnames from a table here)."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from pypinyin.pinyin_dict import pinyin_dict

from xinju.engines.linkage.characters import DOTS, SIMPLIFIED, SURNAME_SOUNDS

_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")
_HIDDEN = re.compile(r"[\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff\x00-\x1f\U000e0100-\U000e01ef]")
_LATIN = re.compile(r"[^\W\d_]+", re.UNICODE)
_DOTS = re.compile("·+")
_PLAIN = re.compile("[\u4e00-\u9fff]+")
UNREADABLE = "?"  # one sign for what a source writes where its character set had no such character
_UNREADABLE = str.maketrans(dict.fromkeys("□■*＊?？�", UNREADABLE))


def is_chinese(character: str) -> bool:
    """Whether it may stand in a Chinese name: a Han character of any plane, or one of a private range (rare characters)."""
    point = ord(character)
    return (
        0x4E00 <= point <= 0x9FFF
        or 0x3400 <= point <= 0x4DBF
        or 0x20000 <= point <= 0x323AF
        or 0xE000 <= point <= 0xF8FF
        or 0xF0000 <= point <= 0x10FFFF
        or character == "〇"
    )


def clean_name(text: str) -> str | None:
    """The name in one form, or None: simplified characters without spaces, or Latin words in capitals in order of the alphabet.

    Parts of a minority name are joined by "·" whatever dot was written. Rare characters stay; a sign that stands for an
    unreadable one becomes "?". Cleaning a clean name changes nothing.
    """
    if _PLAIN.fullmatch(text):  # what most names are, at a tenth of the time
        return text.translate(SIMPLIFIED)
    plain = _HIDDEN.sub("", unicodedata.normalize("NFKC", text))
    plain = unicodedata.normalize("NFKC", _BRACKETS.sub("", plain)).translate(_UNREADABLE)
    if any(is_chinese(character) for character in plain):
        return _chinese(plain)
    words = sorted(_LATIN.findall(unicodedata.normalize("NFKC", plain.upper())))
    return " ".join(words) or None


def _chinese(text: str) -> str | None:
    kept = "".join(c for c in text.translate(SIMPLIFIED).translate(DOTS) if is_chinese(c) or c in "·?" or c.isalpha())
    return _DOTS.sub("·", kept.upper()).strip("·") or None


@cache
def _reading(character: str) -> str:
    """The first reading without its tone; the character itself where no dictionary knows it. ü is written v."""
    readings = pinyin_dict.get(ord(character))
    if readings is None:
        return character
    letters = unicodedata.normalize("NFD", readings.split(",")[0])
    plain = "".join(c for c in letters.replace("u\u0308", "v") if not unicodedata.combining(c))
    return plain.replace("ɡ", "g").lower()


def sound_of(name: str) -> str:
    """A clean name in pinyin, syllables joined by spaces, the dot left out; a Latin name sounds as it is written."""
    characters = name.replace("·", "")
    if not characters or not is_chinese(characters[0]):
        return name
    first = SURNAME_SOUNDS.get(characters[0]) or _reading(characters[0])
    return " ".join((first, *map(_reading, characters[1:])))
