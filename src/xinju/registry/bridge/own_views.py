"""Which of a source's own views a telling is about: the same number under the same name, or the same person without one.

Under one number a source may speak of two people: of brothers and sisters under a parent's number, of twins under that of one of
them. Another name is therefore another view, never news about this one; whether it was a change of name, a clerk says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from xinju.registry.bridge.held import CHILD_UNTIL, is_child
from xinju.registry.bridge.told import Indexed, comparable_name, numbers_of
from xinju.registry.models import Particulars
from xinju.registry.models.slices import slices


@dataclass(frozen=True)
class OwnViews:
    """What the source of a list has told of its people before.

    by_number        rows by their number's index
    by_telling       those without an own number, by what made them one person
    without_number   children without an own number, by name and birthday
    """

    by_number: Mapping[bytes, Sequence[Particulars]]
    by_telling: Mapping[object, Particulars]
    without_number: Mapping[object, Sequence[Particulars]]

    def row_of(self, one: Indexed) -> Particulars | None:
        """The row of this person: the same name under the number, whichever key indexed it, whatever the birthday; or a child
        that had no number when it was told of under the same phone."""
        if one.own_number is None:
            return self.by_telling.get(telling_of(one))
        name = comparable_name(one.told.name)
        bearers = (row for index in one.number_candidates for row in self.by_number.get(index, ()))
        known = next((row for row in bearers if comparable_name(row.name) == name), None)
        return known or next((row for row in self._namesakes(one) if _has_phone(row, one)), None)

    def doubtful(self, one: Indexed) -> tuple[int, ...]:
        """Children without a number who may be this one, for a clerk to say: only name and birthday speak for it."""
        return tuple(row.identity_id for row in self._namesakes(one))

    def _namesakes(self, one: Indexed) -> Sequence[Particulars]:
        return self.without_number.get((one.told.name, one.told.birth_date), ()) if one.own_number else ()


def telling_of(one: Indexed) -> object:
    """What makes two tellings of one source the same person."""
    told = one.told
    if one.own_number is not None:
        return one.own_number, comparable_name(told.name)
    return told.name, told.birth_date, one.number_index, one.phone_index


def own_views(those: Sequence[Indexed], *, source: str, on: date) -> OwnViews:
    """What this source has told before of those in a list, as seen on a day."""
    current = Particulars.objects.current().proven().filter(source=source).order_by("identity_id")
    by_number: dict[bytes, list[Particulars]] = defaultdict(list)
    for some in slices(numbers_of(those)):
        for row in current.filter(number_index__in=some, is_guardians=False):
            by_number[bytes(row.number_index)].append(row)
    without = current.filter(Q(number_index=None) | Q(is_guardians=True))
    return OwnViews(by_number, _by_telling(without, those), _children(without, those, on))


def _by_telling(rows: QuerySet[Particulars], those: Sequence[Indexed]) -> dict[object, Particulars]:
    found: dict[object, Particulars] = {}
    for some in slices(sorted({one.told.name for one in those if one.own_number is None})):
        for row in rows.filter(name__in=some):
            number, phone = (bytes(index) if index else None for index in (row.number_index, row.phone_index))
            found.setdefault((row.name, row.birth_date, number, phone), row)
    return found


def _children(rows: QuerySet[Particulars], those: Sequence[Indexed], on: date) -> dict[object, list[Particulars]]:
    """Only children are told of before they have a number, and only few of a city's namesakes are children."""
    names = {one.told.name for one in those if one.own_number and is_child(one.told.birth_date, on)}
    found: dict[object, list[Particulars]] = defaultdict(list)
    for some in slices(sorted(names)):
        for row in rows.filter(name__in=some, birth_date__gte=date(on.year - CHILD_UNTIL, 1, 1)):
            found[row.name, row.birth_date].append(row)
    return found


def _has_phone(row: Particulars, one: Indexed) -> bool:
    return one.phone_index is not None and bytes(row.phone_index or b"") == one.phone_index
