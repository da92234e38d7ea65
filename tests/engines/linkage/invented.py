"""Invented records, ways to write them, and a model set by hand: weights that training finds on records like these, rounded."""

from __future__ import annotations

from datetime import date

import duckdb
import pyarrow as pa
from hypothesis import strategies as st

from xinju.engines.linkage.model import Model
from xinju.engines.linkage.particulars import PARTICULARS, Particulars
from xinju.engines.linkage.scheme import PEOPLE
from xinju.values.citizen_id import check_character

WEIGHTS = {
    "name": (16, 15, 11, 10, 9, -2, -3),
    "number": (14, 8, 15, 12, -4, -3),
    "birth": (8, 6, 4, 1, -4),
    "sex": (1, -6),
    "phone": (6, 9, -1),
    "address": (5, 3, -1),
    "kin": (3, -5),
}


def model() -> Model:
    chances = {
        comparison.code: {
            code: (1.0, 2.0**-weight) if weight > 0 else (2.0**weight, 1.0)
            for code, weight in zip(comparison.codes(), WEIGHTS[comparison.code], strict=True)
        }
        for comparison in PEOPLE.comparisons
    }
    return Model(2.0**-14, chances, merge_at=10.0, clerk_at=2.0)


def number(birth: date, order: int, area: str = "990101") -> str:
    body = f"{area}{birth:%Y%m%d}{order:03}"
    return body + check_character(body)


def table(records: list[Particulars]) -> pa.Table:
    kinds = {"birth": pa.date32(), "deceased": pa.bool_()}
    columns = {name: [getattr(record, name) for record in records] for name in PARTICULARS}
    return pa.table({name: pa.array(values, kinds.get(name, pa.string())) for name, values in columns.items()})


def written(records: list[Particulars]) -> duckdb.DuckDBPyConnection:
    """A connection whose table `written` holds the records."""
    connection = duckdb.connect()
    connection.register("given", table(records))
    connection.execute("CREATE TABLE written AS SELECT * FROM given")
    return connection


BIRTHS = (date(1988, 3, 4), date(1988, 4, 3), date(1988, 3, 5), date(2015, 6, 1), date(1960, 12, 30))
_numbers = [number(birth, order) for birth in BIRTHS for order in (11, 12, 31)]
NUMBERS = (
    *_numbers,
    _numbers[0][:9] + "0" + _numbers[0][10:],
    _numbers[0][:16] + _numbers[0][17] + _numbers[0][16],
    "H12345678",
    "",
)
NAMES = (
    "王芳",
    "王 方",
    "王芬",
    "張偉明",
    "张伟明",
    "张伟民",
    "张炜明",
    "张?明",
    "欧阳小月",
    "欧阳月小",
    "买买提·艾力",
    "买买提",
    "Anna Lee",
    "",
)
PHONES = ("13800001234", "+86 138 0000 1234", "13800001243", "13911112222", "+852 9123 4567", "")
ADDRESSES = (
    "学院路12号3幢2单元501室",
    "和润区学院路十二号三栋二单元501",
    "学院路12号3-501",
    "学院路12号3幢1单元501室",
    "五马街8号",
    "",
)

PARTICULAR = st.builds(
    Particulars,
    key=st.just(""),
    name=st.sampled_from(NAMES),
    number=st.sampled_from(NUMBERS),
    birth=st.sampled_from((*BIRTHS, None)),
    sex=st.sampled_from(("男", "女", "")),
    phone=st.sampled_from(PHONES),
    address=st.sampled_from(ADDRESSES),
    kin_number=st.sampled_from((*_numbers[:3], *_numbers[-3:], "", "", "")),
    permit=st.sampled_from(("", "", "", "P1", "P2")),
    application=st.sampled_from(("", "", "", "A1", "A2")),
    deceased=st.sampled_from((False, False, False, True)),
)
