"""Records as written become records as compared: one by one, or a whole table with each distinct value cleaned once."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from itertools import repeat
from multiprocessing import get_context

import duckdb
import pyarrow as pa

from xinju.engines.linkage.addresses import NUMBER_WORD, USUAL_NUMBERS, USUAL_STREET, clean_address, street_of
from xinju.engines.linkage.names import clean_name, sound_of
from xinju.engines.linkage.numbers import birth_in, clean_number, sex_in
from xinju.engines.linkage.particulars import PARTICULARS, Cleaned, Particulars
from xinju.engines.linkage.phones import USUAL_MOBILE, clean_phone

AT_ONCE = 100_000  # texts
MANY = 500_000  # records, from which on processes are worth their start
MOST_PROCESSES = 4
GENERATION = 14  # years: a holder so much older than the record's person is not that person but a parent
_SEXES = dict.fromkeys(("男", "男性", "1", "m", "male"), "m") | dict.fromkeys(("女", "女性", "2", "f", "female"), "f")


def clean_one(record: Particulars) -> Cleaned:
    """One record as compared.

    A number whose holder is a generation older than the record's person, or which the record itself gives for the guardian,
    is a parent's on a child's record: it becomes `kin`, and the child's own is not known.
    """
    name = clean_name(record.name)
    number, kin = clean_number(record.number), clean_number(record.kin_number)
    address = clean_address(record.address)
    given = record.birth.strftime("%Y%m%d").zfill(8) if record.birth else None
    told = birth_in(number) if number else None
    is_older = bool(given and told and int(given[:4]) - int(told[:4]) >= GENERATION)
    if is_older or (number and kin and number.text == kin.text):
        number, kin, told = None, kin or number, None
    birth = given or told
    return Cleaned(
        key=record.key,
        source=record.source or None,
        name=name,
        sound=sound_of(name) if name else None,
        family=name[0] if name else None,
        kind=number.kind if number else None,
        number=number.text if number else None,
        numbered=bool(number and number.is_sound),
        tail=number.text[-8:] if number and number.kind == "id" else None,
        birth=birth,
        turned=_turned(birth) if birth else None,
        born=int(birth[:4]) if birth else None,
        dated=given is not None,
        sex=clean_sex(record.sex) or (sex_in(number) if number else None),
        phone=clean_phone(record.phone) if record.phone else None,
        place=address.place if address else None,
        unit=address.unit if address else None,
        door=f"{address.place}/{address.room}" if address and address.room else None,
        kin=kin.text if kin else None,
        permit=record.permit.strip() or None,
        application=record.application.strip() or None,
        deceased=record.deceased,
    )


def clean_sex(text: str) -> str | None:
    """`m`, `f` or None."""
    return _SEXES.get(text.strip().lower())


def _turned(birth: str) -> str | None:
    """Day and month exchanged, where that is another date."""
    month, day = birth[4:6], birth[6:]
    return f"{birth[:4]}{day}{month}" if day <= "12" and day != month else None


def clean(connection: duckdb.DuckDBPyConnection, records: str, into: str) -> None:
    """Write the table `into` (columns of `Cleaned`) from the table or view `records` (columns of `Particulars`, any may lack).

    The same as `clean_one` on each row. Texts are cleaned in Python once per distinct value, and not at all where they are
    in clean form already, which most numbers and phones are.
    """
    present = {name for name, *_ in connection.execute(f"DESCRIBE {records}").fetchall()}
    columns = ", ".join(_column(name, name in present) for name in PARTICULARS)
    connection.execute(f"CREATE OR REPLACE TEMP VIEW linkage_written AS SELECT {columns} FROM {records}")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE linkage_addresses AS {_ADDRESSES}")
    (count,) = connection.execute("SELECT count(*) FROM linkage_written").fetchone()
    with _on_every_core(count) as each:
        for field in _CLEANERS:
            _map(connection, field, each)
    connection.execute(f"CREATE OR REPLACE TABLE {into} AS {_WHOLE}")
    connection.execute("DROP VIEW linkage_written")
    connection.execute("DROP TABLE linkage_addresses")
    for field in _CLEANERS:
        connection.execute(f"DROP TABLE linkage_of_{field}")


def _column(name: str, is_present: bool) -> str:
    if name == "deceased":
        return "COALESCE(CAST(deceased AS BOOLEAN), FALSE) AS deceased" if is_present else "FALSE AS deceased"
    if name == "birth":
        return "CAST(birth AS DATE) AS birth" if is_present else "CAST(NULL AS DATE) AS birth"
    return f"NULLIF(CAST({name} AS VARCHAR), '') AS {name}" if is_present else f"CAST(NULL AS VARCHAR) AS {name}"


@contextmanager
def _on_every_core(records: int) -> Iterator[Callable[..., Iterable[pa.Table]]]:
    """What `map` does; of so many records by processes of their own, for whose start a city's texts are worth waiting."""
    if records < MANY:
        yield map
        return
    count, quiet = min(MOST_PROCESSES, os.cpu_count() or 1), (signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the caller
    with ProcessPoolExecutor(count, get_context("spawn"), initializer=signal.signal, initargs=quiet) as pool:
        yield pool.map


def _map(connection: duckdb.DuckDBPyConnection, field: str, each: Callable[..., Iterable[pa.Table]]) -> None:
    """A table of the distinct texts of a column that are not clean yet, with their parts."""
    unclean, _, names = _CLEANERS[field]
    connection.execute(f"CREATE OR REPLACE TEMP TABLE linkage_of_{field} (raw VARCHAR, {_typed(names)})")
    place = "linkage_addresses" if field in ("street", "address") else "linkage_written"
    found = connection.sql(f"SELECT DISTINCT {field} AS raw FROM {place} WHERE {field} IS NOT NULL AND {unclean}")
    for batch in each(_cleaned, repeat(field), _batches(found)):
        connection.register("linkage_batch", batch)
        connection.execute(f"INSERT INTO linkage_of_{field} SELECT * FROM linkage_batch")
        connection.unregister("linkage_batch")


def _cleaned(field: str, raw: pa.Array) -> pa.Table:
    """Some texts of a column, at least one, with their parts."""
    _, cleaner, names = _CLEANERS[field]
    rows = [cleaner(text) for text in raw.to_pylist()]
    parts = [pa.array(column, pa.string()) for column in zip(*rows, strict=True)]
    return pa.table([raw, *parts], names=["raw", *names])


def _typed(names: Iterable[str]) -> str:
    return ", ".join(f"{name} VARCHAR" for name in names)


def _batches(found: duckdb.DuckDBPyRelation) -> Iterator[pa.Array]:
    """The whole column first, in slices: the connection is needed for writing while we go through it."""
    whole = found.to_arrow_table().column(0)
    return (whole.slice(start, AT_ONCE).combine_chunks() for start in range(0, len(whole), AT_ONCE))


def _name(text: str) -> tuple[str | None, ...]:
    name = clean_name(text)
    return (name, sound_of(name)) if name else (None, None)


def _number(text: str) -> tuple[str | None, ...]:
    number = clean_number(text)
    return (number.kind, number.text, "y" if number.is_sound else "n") if number else (None, None, None)


def _address(text: str) -> tuple[str | None, ...]:
    address = clean_address(text)
    return (address.place, address.unit, address.room) if address else (None, None, None)


def _mobile(phone: str) -> str:
    """SQL: the mobile phone in one form, '' where it is none."""
    return f"regexp_extract(replace(replace({phone}, ' ', ''), '-', ''), '{USUAL_MOBILE}', 1)"


_IS_CITIZEN = "(regexp_full_match({0}, '[0-9]{{17}}[0-9X]') AND {0} <> repeat({0}[1], 18))"
_WRITTEN = "replace(address, ' ', '')"
_FRONT = f"regexp_extract({_WRITTEN}, '{USUAL_STREET}')"
_NUMBERS = USUAL_NUMBERS.replace("(", "(?:").replace("(?:?:", "(?:")
_IS_USUAL = (
    f"(regexp_full_match({_WRITTEN}, '{USUAL_STREET}{_NUMBERS}') AND NOT regexp_matches({_WRITTEN}, '{NUMBER_WORD}'))"
)
# Each address once: of a usual one its street alone
_ADDRESSES = (
    f"SELECT DISTINCT CASE WHEN {_IS_USUAL} THEN {_FRONT} END AS street,"
    " CASE WHEN street IS NULL THEN address END AS address FROM linkage_written WHERE address IS NOT NULL"
)
_CLEANERS: dict[str, tuple[str, Callable[[str], Sequence[str | None]], tuple[str, ...]]] = {
    "name": ("TRUE", _name, ("name", "sound")),
    "number": (f"NOT {_IS_CITIZEN.format('number')}", _number, ("kind", "text", "sound")),
    "kin_number": (f"NOT {_IS_CITIZEN.format('kin_number')}", _number, ("kind", "text", "sound")),
    "phone": (f"{_mobile('phone')} = ''", lambda text: (clean_phone(text),), ("phone",)),
    "street": ("TRUE", lambda text: (street_of(text),), ("street",)),
    "address": ("TRUE", _address, ("place", "unit", "room")),
    "sex": ("TRUE", lambda text: (clean_sex(text),), ("sex",)),
}


def _trimmed(digits: str) -> str:
    """SQL: digits without zeros in front, NULL where there are none."""
    return f"COALESCE(NULLIF(ltrim({digits}, '0'), ''), NULLIF({digits}, ''))"


_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_SUM = " + ".join(f"digits // {10 ** (16 - i)} % 10 * {weight}" for i, weight in enumerate(_WEIGHTS))
_WHOLE = f"""
WITH parted AS (
  SELECT *, regexp_extract({_WRITTEN}, '{USUAL_STREET}{USUAL_NUMBERS}$', ['gate', 'building', 'unit', 'room']) AS part,
    part['building'] <> '' AND NOT regexp_matches({_WRITTEN}, '{NUMBER_WORD}') AS is_usual,
    CASE WHEN is_usual THEN {_FRONT} END AS front, CASE WHEN NOT is_usual THEN address END AS unusual
  FROM linkage_written
), numbered AS (
  SELECT t.key, t.source, n.name, n.sound, t.birth AS given, s.sex, t.deceased, t.permit, t.application,
    COALESCE(NULLIF({_mobile("t.phone")}, ''), p.phone) AS phone,
    COALESCE(a.place, w.street || '/' || part.gate || '/' || {_trimmed("part.building")}) AS place,
    COALESCE(a.unit, CASE WHEN w.street IS NOT NULL THEN {_trimmed("part.unit")} END) AS unit,
    COALESCE(a.place || '/' || a.room, w.street || '/' || part.gate || '/' || {_trimmed("part.building")} || '/' || {_trimmed("part.room")}) AS door,
    CASE WHEN {_IS_CITIZEN.format("t.kin_number")} THEN t.kin_number ELSE k.text END AS kin,
    {_IS_CITIZEN.format("t.number")} AS plain, CASE WHEN plain THEN CAST(t.number[:17] AS BIGINT) END AS digits,
    CASE WHEN plain THEN t.number ELSE i.text END AS number, CASE WHEN plain THEN 'id' ELSE i.kind END AS kind,
    i.sound = 'y' AS mapped_sound
  FROM parted AS t
  LEFT JOIN linkage_of_name AS n ON n.raw = t.name LEFT JOIN linkage_of_sex AS s ON s.raw = t.sex
  LEFT JOIN linkage_of_phone AS p ON p.raw = t.phone LEFT JOIN linkage_of_address AS a ON a.raw = t.unusual
  LEFT JOIN linkage_of_street AS w ON w.raw = t.front
  LEFT JOIN linkage_of_number AS i ON i.raw = t.number LEFT JOIN linkage_of_kin_number AS k ON k.raw = t.kin_number
), checked AS (
  SELECT *, COALESCE(CASE WHEN plain THEN number[18] = '10X98765432'[CAST(({_SUM}) % 11 AS INTEGER) + 1] AND number[7:10] <> '0000'
      AND TRY_CAST(number[7:10] || '-' || number[11:12] || '-' || number[13:14] AS DATE) IS NOT NULL
    ELSE mapped_sound END, FALSE) AS is_sound,
    CASE WHEN is_sound AND kind = 'id' THEN number[7:14] END AS told, lpad(strftime(given, '%Y%m%d'), 8, '0') AS written,
    COALESCE(CAST(written[:4] AS INTEGER) - CAST(told[:4] AS INTEGER) >= {GENERATION}, FALSE)
      OR COALESCE(number = kin, FALSE) AS is_borrowed
  FROM numbered
), settled AS (
  SELECT * REPLACE (CASE WHEN is_borrowed THEN NULL ELSE number END AS number, CASE WHEN is_borrowed THEN NULL ELSE kind END AS kind,
      CASE WHEN is_borrowed THEN COALESCE(kin, number) ELSE kin END AS kin, is_sound AND NOT is_borrowed AS is_sound),
    COALESCE(written, CASE WHEN NOT is_borrowed THEN told END) AS born_on
  FROM checked
)
SELECT key, source, name, sound, name[1] AS family, CAST(0 AS TINYINT) AS commonness, kind, number, is_sound AS numbered,
  CASE WHEN kind = 'id' THEN number[-8:] END AS tail, born_on AS birth,
  CASE WHEN born_on[7:8] <= '12' AND born_on[5:6] <> born_on[7:8] THEN born_on[:4] || born_on[7:8] || born_on[5:6] END AS turned,
  CAST(born_on[:4] AS SMALLINT) AS born, written IS NOT NULL AS dated,
  COALESCE(sex, CASE WHEN is_sound AND kind = 'id' THEN CASE WHEN CAST(number[17] AS INTEGER) % 2 = 1 THEN 'm' ELSE 'f' END END) AS sex,
  phone, place, unit, door, kin, NULLIF(trim(permit), '') AS permit, NULLIF(trim(application), '') AS application, deceased
FROM settled
"""
