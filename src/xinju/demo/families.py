"""The named families of the district, kept as a small facts folder, and how they are merged into the generated people."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.csv


def read_table(path: Path) -> pa.Table:
    """A CSV file with every cell as text."""
    heading = path.read_text(encoding="utf-8-sig").split("\n", 1)[0].strip().split(",")
    texts = pyarrow.csv.ConvertOptions(column_types={name: pa.string() for name in heading}, strings_can_be_null=False)
    return pyarrow.csv.read_csv(path, convert_options=texts)


def merge_facts(families: Path, name: str, table: pa.Table) -> pa.Table:
    """The table with the families' rows of that name first, if they have any; columns that they lack are empty."""
    path = families / f"{name}.csv"
    texts = table.cast(pa.schema([(column, pa.string()) for column in table.column_names]))
    if not path.exists():
        return texts
    own = read_table(path)
    empty = pa.array([""] * own.num_rows, pa.string())
    columns = {name: own[name] if name in own.column_names else empty for name in texts.column_names}
    return pa.concat_tables([pa.table(columns, schema=texts.schema), texts])
