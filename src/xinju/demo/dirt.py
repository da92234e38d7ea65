"""A handful of rows as departments really send them: each is refused with its reason, and nothing else is lost by it."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

# By record type: the cells that are wrong; all others are those of the table's first row.
_WRONG: Mapping[str, tuple[Mapping[str, str], ...]] = {
    "stay": ({"from": "2024-05-01", "to": "2024-04-01"},),
    "skill": ({"date": "2023-06-15", "level": "六级"},),
    "award": ({"date": "2027-01-01", "event": "新春慰问"},),
    "tax": ({"date": "2025-03-31", "amount": "1,200元"},),
    "donation": ({"subject": "990102199001010010", "date": "2025-09-09"},),
    "blood_donation": ({"subject": "9.90102199001E+17", "date": "2025-10-10"},),
    "lease": ({"from": "2022-02-02", "to": "2022-03-02", "status": "已审核"},),
    "volunteer_hours": ({},),
}


def dirty_rows(name: str, table: pa.Table) -> pa.Table:
    """The table with this record type's wrong rows at its end; an empty `{}` is the first row once more."""
    if not table.num_rows:
        return table
    first = {column: str(table[column][0].as_py()) for column in table.column_names}
    wrong = [{**first, **cells} for cells in _WRONG.get(name, ())]
    texts = table.cast(pa.schema([(column, pa.string()) for column in table.column_names]))
    if not wrong:
        return texts
    return pa.concat_tables([texts, pa.Table.from_pylist(wrong, schema=texts.schema)])
