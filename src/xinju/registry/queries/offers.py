"""What each source delivers, for lists to choose from."""

from __future__ import annotations

from xinju.packs.records import DeclaredRecord
from xinju.registry.bridge import rules
from xinju.web.language import chosen


def offers() -> list[tuple[str, list[tuple[str, str]]]]:
    """By the source's name: `source/record_type` with the type's name."""
    types, found = rules.record_types(), []
    for key, source in rules.rules().sources.items():
        records = [(f"{key}/{one}", _name(types[one])) for one in source.records if one in types]
        if records:
            found.append((chosen(source.name, source.english), records))
    return found


def declared(record_type: str) -> DeclaredRecord | None:
    """The declaration of a record type."""
    return rules.record_types().get(record_type)


def _name(one: DeclaredRecord) -> str:
    return chosen(one.type.label, one.english.get("") or one.type.label)
