"""What whoever answers an objection sees of it: whose value, what is held, what the person says."""

from __future__ import annotations

from datetime import date

from xinju.registry.bridge.held import as_told, is_child
from xinju.registry.bridge.rules import record_types
from xinju.registry.models import Contest, Kinship, Particulars, Record, Stay
from xinju.registry.presenters.persons import KIN, record_table
from xinju.registry.presenters.values import LABELS, shown_value
from xinju.registry.presenters.words import division_name, record_label, source_name
from xinju.registry.queries import own as queries
from xinju.web.language import chosen
from xinju.web.templatetags.furniture import day


def contested(contest: Contest, on: date) -> dict[str, object]:
    """The panel of a case `contested_value`."""
    person = contest.identity.person
    label, held = _held(contest, on)
    return {
        "name": person.name,
        "born": None if is_child(person.birth_date, on) else person.birth_date,
        "label": label,
        "held": held,
        "source": source_name(contest.source),
        "says": queries.words_of(contest),
        "asked_at": contest.asked_at,
    }


def _held(contest: Contest, on: date) -> tuple[str, str]:
    row = queries.row_of(contest)
    match row:
        case Particulars():
            found = [one for one in as_told([row]) if one.field == contest.field]
            child = is_child(contest.identity.person.birth_date, on)
            words = [shown_value(one, is_child=child, whole_phone=True).in_words for one in found]
            return str(LABELS[contest.field]), "".join(words)
        case Record():
            declared = record_types()[row.type]
            table = record_table(declared, (row,))
            cells = zip(table["columns"], table["rows"][0]["cells"], strict=True)
            words = [table["rows"][0]["days"], *(f"{label} {cell}" for label, cell in cells if cell)]
            return record_label(declared), chosen("；", "; ").join(word for word in words if word)
        case Stay():
            # The door stays on the person's page, behind its own look and the protection of addresses.
            until = day(row.end) if row.end else chosen("至今", "now")
            return chosen("居住", "Stay"), f"{day(row.start)} – {until} {division_name(row.division)}"
        case Kinship():
            return chosen("家人", "Family"), str(KIN.get(row.kin, row.kin))
        case _:
            return contest.field, chosen("已没有这一条", "no longer held")
