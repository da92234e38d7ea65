"""Finding people in one field: by name, pinyin, address or permit number while typing, by number or phone whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from xinju.accounts.access import Account
from xinju.registry.access.people import findable, findable_by_number, may_find, sees_protected
from xinju.registry.bridge import secrets
from xinju.registry.bridge.searching import Sort, Wanted, at_address, begins, wanted
from xinju.registry.models import Particulars, Person

MOST = 100  # more than anybody reads; whoever gets so many types one more character
_COLUMNS = ("pk", "key", "name", "sex", "birth_date", "died_on", "division", "permit_number", "is_protected",
            "place__address", "given", "joined", "initials")  # fmt: skip


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
    if not may_find(asker) or meant.sort in (Sort.NOTHING, Sort.SHORT):
        return Answer(meant.sort)
    search = _Search(asker, within)
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

    def __init__(self, asker: Account, within: str) -> None:
        self.asker = asker
        self.within = Q(division__startswith=within) if within else Q()
        self.sees_protected = sees_protected(asker)
        self.found: dict[int, Found] = {}

    def words(self, meant: Wanted) -> None:
        """A name's beginning, a given name, an address."""
        text = meant.text
        self._take(begins("name", text), "name", by="name", text=text)
        self._take(begins("given", text), "given", by="given", text=text, least=2)
        at = at_address(text) if len(text) > 1 else None
        if at is not None and self._wants_more:
            # Whom the law hides from those who look for the door, the door does not show either.
            hidden = Q() if self.sees_protected else Q(is_protected=False)
            self._take(at & hidden, "place__search", by="address", text=text, least=5)

    def letters(self, meant: Wanted) -> None:
        """Pinyin without blanks, first letters, a permit number's beginning."""
        self._take(Q(initials=meant.letters), "initials", by="initials", text=meant.letters)
        self._take(begins("joined", meant.letters), "joined", by="pinyin", text=meant.letters)
        self._permit(meant)

    def numbers(self, meant: Wanted) -> None:
        """A whole document number, a whole phone, a permit number's beginning."""
        if meant.number:
            self._sealed("number", secrets.number_candidates(meant.number))
        if meant.phone:
            self._sealed("phone", secrets.phone_candidates(meant.phone))
        self._permit(meant)

    def _permit(self, meant: Wanted) -> None:
        if meant.sign:
            self._take(begins("permit_number", meant.sign), "permit_number", by="permit", text=meant.sign)

    def _sealed(self, column: str, candidates: list[bytes]) -> None:
        rows = Particulars.objects.current().filter(**{f"{column}_index__in": candidates})
        bearers = dict.fromkeys(rows.filter(is_guardians=True).values_list("identity__person", flat=True), True)
        bearers |= dict.fromkeys(rows.filter(is_guardians=False).values_list("identity__person", flat=True), False)
        people = Person.objects.filter(findable_by_number(self.asker), self.within, pk__in=list(bearers))
        for row in people.values_list(*_COLUMNS)[: MOST + 1]:
            is_guardians = column == "number" and bearers[row[0]]
            self._keep(row, by="guardian" if is_guardians else column, rank=1 if is_guardians else 0)

    @property
    def _wants_more(self) -> bool:
        return len(self.found) <= MOST

    def _take(self, condition: Q, order: str, *, by: str, text: str, least: int = 0) -> None:
        """Keep whom the condition finds, in the order of the index that serves it; `least` is the rank they have at best."""
        if not self._wants_more:
            return
        rows = Person.objects.filter(findable(self.asker), self.within, condition).order_by(order)
        for row in rows.values_list(*_COLUMNS)[: MOST + 1]:
            self._keep(row, by=by, rank=least + _distance(row, by, text))

    def _keep(self, row: Iterable[Any], *, by: str, rank: int) -> None:
        pk, key, name, sex, born, died, division, permit, is_protected, address, *_ = row
        hidden = is_protected and not self.sees_protected
        one = Found(
            pk, key, name, sex, born, died, division, permit, is_protected, "" if hidden else address or "", by, rank
        )
        self.found[pk] = min(self.found.get(pk, one), one, key=lambda each: each.rank)


def _distance(row: tuple[Any, ...], by: str, text: str) -> int:
    """0 where the whole value is the text, 1 where it only begins so."""
    values = dict(zip(_COLUMNS, row, strict=True))
    column = {
        "name": "name",
        "given": "given",
        "pinyin": "joined",
        "initials": "initials",
        "permit": "permit_number",
    }.get(by)
    return 0 if column is None or values[column] == text else 1
