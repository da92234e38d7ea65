"""Finding people in one field: by name, pinyin, address or permit number while typing, by number or phone whole."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from xinju.accounts.access import Account
from xinju.registry.access.people import finds_newcomers, may_find, searched_region, sees_protected
from xinju.registry.bridge import secrets
from xinju.registry.bridge.searching import Sort, Wanted, addresses, end_of, wanted
from xinju.registry.models import Particulars, Person, Place

MOST = 100  # more than anybody reads; whoever gets so many types one more character
_PERSON, _PLACE = Person._meta.db_table, Place._meta.db_table
# Written out, because a list is made at every letter typed: putting the statement together would take longer than to run it.
_SELECT = f"""SELECT p.id, p.key, p.name, p.sex, p.birth_date, p.died_on, p.division, p.permit_number, p.is_protected,
    l.address, p.given, p.joined, p.initials FROM {_PERSON} p LEFT JOIN {_PLACE} l ON l.id = p.place_id
    WHERE {{sign}}p.into_id IS NULL"""
_COLUMN = {
    "name": "p.name",
    "given": "p.given",
    "pinyin": "p.joined",
    "initials": "p.initials",
    "permit": "p.permit_number",
}
_AT = {"name": 2, "given": 10, "pinyin": 11, "initials": 12, "permit": 7}
# A plus keeps SQLite, which knows no frequencies, from walking the index of a region, or of all who speak for somebody, where
# few bear the name. PostgreSQL counts, and guesses wrong of what stands behind a plus.
_NO_INDEX = {"sqlite": "+"}


@dataclass(frozen=True)
class Found:
    """One person of the list, with what tells two of one name apart. `address` is blank for whom it is hidden.

    `by` says how the person was found: name given pinyin initials permit number phone guardian address.
    """

    pk: int
    key: UUID
    name: str
    sex: str
    birth_date: date | None
    died_on: date | None
    division: str
    permit_number: str
    is_protected: bool
    address: str
    by: str
    rank: int = field(compare=False)

    @property
    def reference(self) -> str:
        """The person's opaque reference for the audit."""
        return f"{Person._meta.label_lower}:{self.pk}"


@dataclass(frozen=True)
class Answer:
    """What was found, the best first. `is_cut` when there is more; `only` when a whole number, phone or permit names one."""

    sort: Sort
    found: tuple[Found, ...] = ()
    is_cut: bool = False

    @property
    def only(self) -> Found | None:
        """The one person whom a whole number, phone or permit number names."""
        exact = [one for one in self.found if one.rank == 0 and one.by in ("number", "phone", "permit")]
        return exact[0] if len(exact) == 1 and self.sort in (Sort.NUMBER, Sort.PHONE, Sort.PART) else None


def find(typed: str, *, asker: Account, within: str = "") -> Answer:
    """People in the asker's region (and in the division `within`) who are meant by the text: exact before beginning before
    inside. Showing them is a look, which the view records."""
    meant = wanted(typed)
    region = searched_region(asker) if may_find(asker) else None
    if region is None or meant.sort in (Sort.NOTHING, Sort.SHORT):
        return Answer(meant.sort)
    search = _Search(asker, region, within)
    match meant.sort:
        case Sort.WORDS:
            search.words(meant)
        case Sort.LETTERS:
            search.letters(meant)
        case _:
            search.numbers(meant)
    found = sorted(search.found.values(), key=lambda one: (one.rank, one.name, one.address, one.birth_date or date.max))
    return Answer(meant.sort, tuple(found[:MOST]), is_cut=len(found) > MOST)


class _Search:
    """One search under way: what was found so far, and how much is still wanted."""

    def __init__(self, asker: Account, region: str, within: str) -> None:
        self.asker = asker
        self.regions = [part for part in (region, within) if part]
        self.sees_protected = sees_protected(asker)
        self.found: dict[int, Found] = {}

    def words(self, meant: Wanted) -> None:
        """A name's beginning, a given name, an address."""
        self._begins("name", meant.text)
        self._begins("given", meant.text, least=2)
        for start, room in addresses(meant.text) if len(meant.text) > 1 else ():
            self._address(start, room)

    def letters(self, meant: Wanted) -> None:
        """First letters, pinyin without blanks, a permit number's beginning."""
        self._take("AND p.initials = %s", [meant.letters], "initials", meant.letters, free=False)
        self._begins("pinyin", meant.letters)
        if meant.sign:
            self._begins("permit", meant.sign)

    def numbers(self, meant: Wanted) -> None:
        """A whole document number, a whole phone, else a permit number's beginning."""
        if meant.number:
            self._sealed("number", secrets.number_candidates(meant.number))
        if meant.phone:
            self._sealed("phone", secrets.phone_candidates(meant.phone))
        if meant.sign and not self.found:
            self._begins("permit", meant.sign)

    def _sealed(self, column: str, candidates: list[bytes]) -> None:
        rows = Particulars.objects.current().filter(**{f"{column}_index__in": candidates})
        by_guardian = dict(rows.values_list("identity__person", "is_guardians").order_by("-is_guardians"))
        if not by_guardian:
            return
        region, values = self._in_region("")
        if region and finds_newcomers(self.asker):
            region = f" AND (p.division = '' OR (TRUE{region}))"
        marks = ",".join(["%s"] * len(by_guardian))
        statement = f"{self._select('')}{region} AND p.id IN ({marks}) LIMIT {MOST + 1}"
        for row in _rows(statement, [*values, *by_guardian]):
            is_guardians = column == "number" and by_guardian[row[0]]
            self._keep(row, by="guardian" if is_guardians else column, rank=1 if is_guardians else 0)

    def _begins(self, by: str, text: str, *, least: int = 0) -> None:
        """Whose column begins with the text: a range of its index, so in its order the exact ones come first."""
        column = _COLUMN[by]
        self._take(f"AND {column} >= %s AND {column} < %s", [text, end_of(text)], by, text, least=least)

    def _address(self, start: str, room: str) -> None:
        # Whom the law hides from those who look for the door, the door does not show either.
        hidden = "" if self.sees_protected else "AND NOT p.is_protected"
        ends = "AND l.search LIKE %s" if room else ""
        values = [start, end_of(start), *([f"%|{room}%"] if room else [])]
        self._take(f"{hidden} AND l.search >= %s AND l.search < %s {ends}", values, "address", "", least=5)

    def _take(
        self, condition: str, values: list[str], by: str, text: str, *, least: int = 0, free: bool = True
    ) -> None:
        """Keep whom the condition finds, in the order of the index that serves it; `least` is the rank they have at best.

        `free` says that the region is not to be looked up in an index of its own.
        """
        if len(self.found) > MOST:
            return
        sign = _NO_INDEX.get(connection.vendor, "")
        region, of_region = self._in_region(sign if free else "")
        order = _COLUMN.get(by, "l.search")
        statement = f"{self._select(sign)} {condition}{region} ORDER BY {order} LIMIT {MOST + 1}"
        for row in _rows(statement, [*values, *of_region]):
            self._keep(row, by=by, rank=least + (by in _AT and row[_AT[by]] != text))

    @staticmethod
    def _select(sign: str) -> str:
        return _SELECT.format(sign=sign)

    def _in_region(self, sign: str) -> tuple[str, list[str]]:
        condition = f" AND {sign}p.division >= %s AND {sign}p.division < %s" * len(self.regions)
        return condition, [bound for part in self.regions for bound in (part, end_of(part))]

    def _keep(self, row: tuple[Any, ...], *, by: str, rank: int) -> None:
        pk, key, name, sex, born, died, division, permit, is_protected, address, *_ = row
        shown = "" if is_protected and not self.sees_protected else address or ""
        one = Found(
            pk, key if isinstance(key, UUID) else UUID(key), name, sex, _day(born), _day(died), division, permit,
            bool(is_protected), shown, by, rank,
        )  # fmt: skip
        self.found[pk] = min(self.found.get(pk, one), one, key=lambda each: each.rank)


def _rows(statement: str, values: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def _day(value: date | str | None) -> date | None:
    """SQLite gives days as text where no model asks."""
    return date.fromisoformat(value) if isinstance(value, str) else value
