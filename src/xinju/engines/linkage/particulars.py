"""What a record says about who it is, as written (`Particulars`) and as compared (`Cleaned`)."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date


@dataclass(frozen=True)
class Particulars:
    """One record as its source wrote it. Missing is the empty text or None; nothing here is trusted to be sound.

    `key` is opaque and unique in one run. `document_kind` is the source's own word for the document (only compared for
    documents whose shape says nothing). `kin_number` is a number that the record gives for somebody else of the family,
    such as the guardian on a child's school record. `permit` is the number of a residence permit in force, `application`
    the key of the application in the round that is open: two of either are never merged by themselves.
    """

    key: str
    source: str = ""
    name: str = field(default="", repr=False)
    document_kind: str = ""
    number: str = field(default="", repr=False)
    birth: date | None = field(default=None, repr=False)
    sex: str = ""
    phone: str = field(default="", repr=False)
    address: str = field(default="", repr=False)
    kin_number: str = field(default="", repr=False)
    permit: str = field(default="", repr=False)
    application: str = ""
    deceased: bool = False


@dataclass(frozen=True)
class Cleaned:
    """One record ready to be compared: every text in one form, None where there is nothing to compare.

    `sound` is the name in pinyin without tones, `family` its first character. `kind` is id | pass | other. `numbered` says
    that the number is sound (its check character fits). `tail` is the last eight characters of a citizen number. `birth`
    is YYYYMMDD, taken from the number where the record gives none; `turned` has day and month exchanged; `born` is the
    year, `dated` says that the record gave the date itself. `place` is street and building, `door` adds the room, `unit` stands alone because half of all writers leave it out.
    `commonness` is 0 for a rare name, 1 for one known by many, 2 for one of the most frequent; the model says which.
    """

    key: str
    source: str | None = None
    name: str | None = field(default=None, repr=False)
    sound: str | None = field(default=None, repr=False)
    family: str | None = field(default=None, repr=False)
    commonness: int = 0
    kind: str | None = None
    number: str | None = field(default=None, repr=False)
    numbered: bool = False
    tail: str | None = field(default=None, repr=False)
    birth: str | None = field(default=None, repr=False)
    turned: str | None = field(default=None, repr=False)
    born: int | None = field(default=None, repr=False)
    dated: bool = False
    sex: str | None = None
    phone: str | None = field(default=None, repr=False)
    place: str | None = field(default=None, repr=False)
    unit: str | None = field(default=None, repr=False)
    door: str | None = field(default=None, repr=False)
    kin: str | None = field(default=None, repr=False)
    permit: str | None = field(default=None, repr=False)
    application: str | None = None
    deceased: bool = False


PARTICULARS = tuple(f.name for f in fields(Particulars))
CLEANED = tuple(f.name for f in fields(Cleaned))
