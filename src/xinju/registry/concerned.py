"""Whom a look at a person concerns, for the audit: everybody who is that person at the moment of the look."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator

from django.db import connection

from xinju.registry.models import Identity, Person

_PERSON, _IDENTITY = f"{Person._meta.label_lower}:", f"{Identity._meta.label_lower}:"
# One statement with one value, however long the list is.
_LISTED = {
    "sqlite": "SELECT value FROM json_each(%s)",
    "postgresql": "SELECT value::bigint FROM json_array_elements_text(%s::json) AS given(value)",
}


def tells(shown: Collection[str]) -> Iterator[str]:
    """The own persons of all identities that are one with these persons and identities now, where they are several."""
    persons, identities = _keys(shown, _PERSON), _keys(shown, _IDENTITY)
    if not persons and not identities:
        return
    table, listed = Identity._meta.db_table, _LISTED[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT own_id, person_id FROM {table} WHERE own_id <> person_id AND (person_id IN ({listed}) "
            f"OR person_id IN (SELECT person_id FROM {table} WHERE id IN ({listed})))",
            [json.dumps(persons), json.dumps(identities)],
        )
        found = {person for pair in cursor.fetchall() for person in pair}
    yield from (f"{_PERSON}{person}" for person in sorted(found))


def _keys(shown: Collection[str], kind: str) -> list[int]:
    keys = (one.removeprefix(kind) for one in shown if one.startswith(kind))
    return [int(key) for key in keys if key.isdecimal()]
