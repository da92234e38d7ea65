"""The page of one person, made of parts; an app's module adds a part by one line in PARTS."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from xinju.accounts.access import Account, has_role
from xinju.audit.queries import Look
from xinju.cases import words as case_words
from xinju.cases.queries import Case, kind_of
from xinju.packs.records import DeclaredRecord
from xinju.registry.access.people import FINDERS, REGISTERS, sees_phone
from xinju.registry.models import Particulars, Record, Stay
from xinju.registry.models.known import Door, Verification
from xinju.registry.models.relations import Kin
from xinju.registry.presenters.looks import shown_looks
from xinju.registry.presenters.merges import merges_part
from xinju.registry.presenters.permits import person_part
from xinju.registry.presenters.values import LABELS, TONES, shown_held, shown_value
from xinju.registry.presenters.words import (
    column_label,
    division_name,
    record_label,
    source_name,
    town_name,
    value_text,
)
from xinju.registry.queries import persons as queries
from xinju.registry.queries.persons import Lived, PersonFile, Relative
from xinju.web.language import chosen, say
from xinju.web.templatetags.furniture import day

KIN = {
    **{kin.value: kin.label for kin in Kin},
    "child": say("子女", "Child"),
    "ward": say("被监护人", "Ward"),
    "grandchild": say("孙子女、外孙子女", "Grandchild"),
    "head": say("户主", "Head of the household"),
}

Makes = Callable[[PersonFile, Account, date], Mapping[str, object] | None]


@dataclass(frozen=True)
class Part:
    """A section of the page: `make` answers with the template's values, or None where there is nothing to show."""

    template: str
    make: Makes


def page(file: PersonFile, asker: Account, on: date) -> dict[str, object]:
    """Everything the page shows, the parts in order."""
    made = [(part.template, part.make(file, asker, on)) for part in PARTS]
    return {
        "person": file.person,
        "where": division_name(file.person.division) if not file.hides_address else town_name(file.person.division),
        "hides_address": file.hides_address,
        "is_child": file.is_child,
        "may_search": has_role(asker, *FINDERS),
        "parts": [{"template": template, "values": values} for template, values in made if values is not None],
    }


def values(file: PersonFile, asker: Account, on: date) -> Mapping[str, object]:
    rows = [shown_held(one, is_child=file.is_child, whole_phone=sees_phone(asker)) for one in file.values]
    return {
        "rows": rows,
        "bears_guardians_number": file.bears_guardians_number,
        "may_hand_on": has_role(asker, *REGISTERS),
    }


def stays(file: PersonFile, asker: Account, on: date) -> Mapping[str, object] | None:
    return {"rows": shown_stays(file, on), "line": _line(file.stays, on)} if file.stays else None


def shown_stays(file: PersonFile, on: date) -> list[dict[str, object]]:
    """The stays, the latest first; of a protected one the town. `moved_on`: another home begins on the day this one ends."""
    begins = {(one.stay.start, one.stay.place_id or one.stay.division) for one in file.stays}
    return [
        {
            "start": one.stay.start,
            "end": one.stay.end,
            "where": one.address or (town_name if file.hides_address else division_name)(one.stay.division),
            "is_now": one.stay.end is None or one.stay.end >= on,
            "moved_on": any(
                day == one.stay.end and home != (one.stay.place_id or one.stay.division) for day, home in begins
            ),
            **origin(one.stay),
        }
        for one in file.stays
    ]


def origin(row: object) -> dict[str, object]:
    """Source, door and standing of a fact."""
    verification = Verification(row.verification)
    return {"source": source_name(row.source), "door": str(Door(row.door).label), "tone": TONES[verification],
            "standing": str(verification.label)}  # fmt: skip


_WIDE, _HIGH, _GAP, _THIN = 640, 14, 6, 3


def _line(stays: tuple[Lived, ...], on: date) -> dict[str, object]:
    """Bars on one line of time, from the first day to today."""
    first = min(one.stay.start for one in stays)
    days = max((on - first).days, 1)

    def at(when: date) -> int:
        return round(_WIDE * min(max((when - first).days, 0), days) / days)

    bars = [_bar(one.stay, number, at, on) for number, one in enumerate(stays)]
    return {
        "bars": bars,
        "wide": _WIDE,
        "high": len(bars) * (_HIGH + _GAP),
        "first": first,
        "last": on,
        "bar": _HIGH,
    }


def _bar(stay: Stay, number: int, at: Callable[[date], int], on: date) -> dict[str, object]:
    left, right = min(at(stay.start), _WIDE - _THIN), at(min(stay.end or on, on))
    return {"x": left, "y": number * (_HIGH + _GAP), "wide": max(right - left, _THIN), "is_open": stay.end is None}


def kin(file: PersonFile, asker: Account, on: date) -> Mapping[str, object] | None:
    if not (file.kin or file.household or file.holdings):
        return None
    return {
        "kin": [relative(one, on) for one in file.kin],
        "household": [relative(one, on) for one in file.household],
        "holdings": [
            {
                "where": one.place.address,
                "role": one.get_role_display(),
                "start": one.start,
                "end": one.end,
                **origin(one),
            }
            for one in file.holdings
        ],
    }


def relative(one: Relative, on: date) -> dict[str, object]:
    """One relative in words."""
    ended = one.row.end is not None and one.row.end < on
    return {"person": one.person, "kin": str(KIN.get(one.kin, one.kin)), "is_guardian": one.is_guardian and not ended,
            "start": one.row.start, "end": one.row.end, "may_open": one.may_open, **origin(one.row)}  # fmt: skip


def records(file: PersonFile, asker: Account, on: date) -> Mapping[str, object] | None:
    shown = [record_table(declared, rows) for declared, rows in file.records]
    return {"types": shown} if shown else None


def record_table(declared: DeclaredRecord, rows: tuple[Record, ...]) -> dict[str, object]:
    """One type's rows under its columns' labels. `is_masters`: another system is master, so they are read-only here."""
    columns = list(declared.type.columns)
    return {
        "label": record_label(declared),
        "is_masters": declared.master != "self",
        "columns": [column_label(declared, column) for column in columns],
        "rows": [
            {
                "days": _days(row),
                "cells": [value_text(declared, column, row.values.get(column, "")) for column in columns],
                **origin(row),
            }
            for row in rows
        ],
    }


def _days(row: Record) -> str:
    if row.start is None:
        return ""
    return (
        day(row.start)
        if row.start == row.end
        else f"{day(row.start)} – {day(row.end) if row.end else chosen('至今', 'now')}"
    )


def cases(file: PersonFile, asker: Account, on: date) -> Mapping[str, object] | None:
    found = [_case(row) for row in queries.cases_of(file, asker=asker)]
    return {"rows": found} if found else None


def _case(row: Case) -> dict[str, object]:
    kind = kind_of(row)
    return {"case": row, "label": case_words.label(kind.label), "state": case_words.label(kind.states[row.state].label)}


def looks(file: PersonFile, asker: Account, on: date) -> Mapping[str, object]:
    found: list[Look] = queries.looks(file, asker=asker)
    return {"rows": shown_looks(found, asker=asker)}


def typed_rows(rows: Sequence[Particulars], *, is_child: bool) -> list[list[str]]:
    """What was typed here, a line a value, for the file that is handed on to the master; numbers whole but a child's."""
    from_rows = queries.told_values(rows)
    shown = [(one, shown_value(one, is_child=is_child, whole_phone=True)) for one in from_rows]
    return [
        [str(LABELS[one.field]), str(one.value) if one.field == "document" and not is_child else words.in_words,
         words.source, words.door, one.on.isoformat(), words.standing]
        for one, words in shown
    ]  # fmt: skip


# The page from top to bottom. Other modules' sections stand here too: a template, and what makes its values.
PARTS: tuple[Part, ...] = (
    Part("registry/persons/values.html", values),
    Part("registry/persons/stays.html", stays),
    Part("registry/persons/permit.html", person_part),
    Part("registry/persons/kin.html", kin),
    Part("registry/merges/part.html", merges_part),
    Part("registry/persons/cases.html", cases),
    Part("registry/persons/records.html", records),
    Part("registry/persons/looks.html", looks),
)
