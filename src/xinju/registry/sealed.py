"""The columns of the registry that hold sealed values: for the command that rotates keys."""

from __future__ import annotations

from dataclasses import replace

from xinju.registry.bridge.secrets import SEALED
from xinju.registry.models import QueryItem
from xinju.vault.sealing import Column


def sealed_columns() -> list[Column]:
    """Every sealed column; what a query list asked for repeats the number's index without the number."""
    asked = (QueryItem._meta.db_table, "number_index", "id")
    return [replace(column, copies=(asked,)) if name == "number" else column for name, column in SEALED.items()]
