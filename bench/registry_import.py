"""A million rows of monthly insurance taken into the registry, against one process that only parses, checks, encrypts, indexes
and inserts them.

    python bench/registry_import.py [--rows 1000000] [--months 12] [--runs 3] [--database postgres://…] [--profile]

Both read the same .csv and fill the same tables of a new database: a person, an identity and particulars with sealed and
indexed number for everybody, and a record for each row. The peer keeps what it has seen in memory and knows nothing of files
at rest, faults that are marked, earlier deliveries, other sources, links, or being killed. Each run is a process of its own;
they take turns and the median counts. Memory is the process's peak.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

ROOT = Path(__file__).resolve().parent
SOURCE = ROOT.parent / "src"
sys.path[:0] = [str(SOURCE), str(ROOT.parent)]

AT = datetime(2026, 5, 12, 4, tzinfo=UTC)
HEADINGS = ("姓名", "身份证号", "月份", "险种", "参保地", "缴费方式", "已退保")
AT_ONCE = 1_000


def write_file(path: Path, rows: int, months: int) -> None:
    """Everybody's months one after the other, as an insurance office writes them out."""
    from xinju.values.citizen_id import check_character

    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        for row in range(rows):
            person, month = divmod(row, months)
            born = date(1960, 1, 1) + timedelta(days=person % 15_000)
            first = f"99{person // 15_000 % 10_000:04d}{born:%Y%m%d}{person % 1000:03d}"
            name = chr(0x4E00 + person % 300) + chr(0x5000 + person // 7 % 900) + chr(0x6000 + person // 11 % 900)
            writer.writerow((name, first + check_character(first), f"{2020 + month // 12}{month % 12 + 1:02d}",
                             "企业职工养老保险", "990102", "按月缴纳", "否"))  # fmt: skip


def ours(path: Path) -> dict[str, float]:
    """Through the registry: kept sealed, looked through, landed."""
    from xinju.registry import tasks

    given = {"source": "social_security", "record_type": "social_insurance", "legal_basis": "x", "by": "job:bench"}
    started = time.perf_counter()
    with path.open("rb") as file:
        delivery = tasks.store(chunks=iter(lambda: file.read(1 << 20), b""), file_name=path.name, at=AT, **given)
    stored = time.perf_counter()
    delivery = tasks.look_through(delivery=delivery, by="job:bench")
    looked = time.perf_counter()
    tasks.land(delivery=delivery, by="job:bench", at=AT)
    landed = time.perf_counter()
    return {"seconds": landed - started, "store": stored - started, "look": looked - stored, "land": landed - looked}


def peer(path: Path) -> dict[str, float]:
    """Parse, check, encrypt, index, insert: nothing else."""
    from django.db import connection, transaction

    started = time.perf_counter()
    inserting = _Inserting()
    for some in _batches(_checked(path)):
        with transaction.atomic(), connection.cursor() as cursor:
            inserting.insert(cursor, some)
    return {"seconds": time.perf_counter() - started}


def _checked(path: Path) -> Iterator[tuple[str, str, date, str, str, str, bool]]:
    from xinju.values.citizen_id import fault_of

    kinds = {"企业职工养老保险": "pension", "医疗保险": "medical", "失业保险": "unemployment", "工伤保险": "injury",
             "生育保险": "maternity"}  # fmt: skip
    paid = {"按月缴纳": "on_time", "补缴": "back_paid", "转入": "transferred"}
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        for name, number, month, kind, division, how, withdrawn in rows:
            name, number = name.strip(), number.strip().upper()
            if not 0 < len(name) <= 100 or fault_of(number) or not division.isdigit() or withdrawn not in ("是", "否"):
                raise ValueError("the file holds no faults")
            day = date(int(month[:4]), int(month[4:]), 1)
            if not date(1900, 1, 1) <= day <= AT.date():
                raise ValueError("the file holds no faults")
            yield name, number, day, kinds[kind], division, paid[how], withdrawn == "是"


class _Inserting:
    """What the peer knows: whom it has seen, and the statements."""

    def __init__(self) -> None:
        self._identity: dict[bytes, int] = {}
        self._last = 0

    def insert(self, cursor, rows) -> None:
        from xinju.registry.bridge import secrets
        from xinju.registry.bridge.told import initials_of, pinyin_of

        numbers = [row[1] for row in rows]
        indexes = secrets.number_indexes(numbers)
        fresh = {index: row for index, row in zip(indexes, rows, strict=True) if index not in self._identity}
        keys = [uuid4() for _ in fresh]
        sealed = secrets.seal_many("number", [(key, row[1]) for key, row in zip(keys, fresh.values(), strict=True)])
        people, views, told = [], [], []
        for (index, row), key, number in zip(fresh.items(), keys, sealed, strict=True):
            self._last += 1
            one = self._identity[index] = self._last
            born = f"{row[1][6:10]}-{row[1][10:12]}-{row[1][12:14]}"
            people.append((one, uuid4().hex, row[0], pinyin_of(row[0]), initials_of(row[0]), born, "2026-05-12"))
            views.append((one, one, one, "social_security", str(AT)))
            told.append((one, key.hex, one, row[0], pinyin_of(row[0]), born, number, index, "2026-05-12", str(AT)))
        cursor.executemany(_PERSON, people)
        cursor.executemany(_IDENTITY, views)
        cursor.executemany(_PARTICULARS, told)
        cursor.executemany(_RECORD, [self._record(index, row) for index, row in zip(indexes, rows, strict=True)])

    def _record(self, index: bytes, row) -> tuple:
        import hashlib

        identity = self._identity[index]
        _, _, month, kind, division, paid, withdrawn = row
        end = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        values = {"division": division, "kind": kind, "paid": paid, "withdrawn": "true" if withdrawn else "false"}
        slot = hashlib.sha256(f"{identity}|{month}|{kind}|{division}".encode()).digest()[:16]
        return uuid4().hex, identity, month.isoformat(), end.isoformat(), json.dumps(values), slot, str(AT)


_PERSON = (
    "INSERT INTO registry_person (id, key, name, pinyin, initials, birth_date, last_sign_on, sex, division, "
    "permit_number, is_protected) VALUES (%s, %s, %s, %s, %s, %s, %s, '', '', '', false)"
)
_IDENTITY = "INSERT INTO registry_identity (id, own_id, person_id, source, opened_at) VALUES (%s, %s, %s, %s, %s)"
_PARTICULARS = (
    "INSERT INTO registry_particulars (id, key, identity_id, name, pinyin, birth_date, number_sealed, number_index, "
    "observed_on, recorded_at, sex, ethnic_group, document_kind, is_guardians, hukou, source, door, by, legal_basis, "
    "verification, superseded_by, disputed, carried) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, '', '', 'citizen', false, '', "
    "'social_security', 'file', 'job:bench', 'x', 'verified', '', '[]', '')"
)
_RECORD = (
    'INSERT INTO registry_record (key, identity_id, start, "end", "values", slot, recorded_at, type, strength, source, door, by, '
    "legal_basis, verification, superseded_by) VALUES (%s, %s, %s, %s, %s, %s, %s, 'social_insurance', 'row', "
    "'social_security', 'file', 'job:bench', 'x', 'verified', '')"
)


def _batches(rows: Iterator[tuple]) -> Iterator[list[tuple]]:
    import itertools

    while some := list(itertools.islice(rows, AT_ONCE)):
        yield some


def one_run(contender: str, path: Path, profile: bool) -> None:
    """In a process of its own: print what it took as JSON."""
    import django

    django.setup()
    from django.db import connection

    task = {"ours": ours, "peer": peer}[contender]
    if profile:
        import cProfile
        import pstats

        profiler = cProfile.Profile()
        found = profiler.runcall(task, path)
        pstats.Stats(profiler, stream=sys.stderr).sort_stats("cumulative").print_stats(70)
    else:
        found = task(path)
    with connection.cursor() as cursor:
        for table in ("person", "record"):
            cursor.execute(f"SELECT count(*) FROM registry_{table}")
            found[table] = cursor.fetchone()[0]
    found["megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(found))


def measured(contender: str, path: Path, database: str, *more: str) -> dict[str, float]:
    """A new home and database, the tables, one run."""
    with tempfile.TemporaryDirectory(prefix="xinju-import-") as home:
        address = _created(database) if database else f"sqlite:///{home}/bench.sqlite3"
        variables = {**os.environ, "PYTHONPATH": str(SOURCE), "XINJU_HOME": home, "XINJU_MODE": "demo",
                     "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "xinju.config.settings"}  # fmt: skip
        subprocess.run([sys.executable, "-m", "django", "migrate", "-v0", "--skip-checks"], env=variables, check=True)
        command = [sys.executable, __file__, "--run", contender, "--file", str(path), *more]
        return json.loads(subprocess.run(command, env=variables, check=True, stderr=None,
                                         stdout=subprocess.PIPE, text=True).stdout)  # fmt: skip


def _created(server: str) -> str:
    from urllib.parse import urlsplit

    import psycopg
    from psycopg import sql

    name = f"bench_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return urlsplit(server)._replace(path=f"/{name}").geturl()


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--rows", type=int, default=1_000_000)
    asked.add_argument("--months", type=int, default=12)
    asked.add_argument("--runs", type=int, default=3)
    asked.add_argument("--database", default="", help="a PostgreSQL server; SQLite without it")
    asked.add_argument("--profile", action="store_true")
    asked.add_argument("--run", choices=("ours", "peer"), help=argparse.SUPPRESS)
    asked.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.run:
        one_run(given.run, given.file, given.profile)
        return
    with tempfile.TemporaryDirectory(prefix="xinju-import-file-") as folder:
        path = Path(folder) / "insurance.csv"
        write_file(path, given.rows, given.months)
        if given.profile:
            print(measured("ours", path, given.database, "--profile"))
            return
        took: dict[str, list[dict[str, float]]] = {"peer": [], "ours": []}
        for _ in range(given.runs):
            for contender, runs in took.items():
                runs.append(measured(contender, path, given.database))
                print(contender, {name: round(value, 1) for name, value in runs[-1].items()}, flush=True)
    seconds = {name: statistics.median(run["seconds"] for run in runs) for name, runs in took.items()}
    ratio, rows = seconds["ours"] / seconds["peer"], given.rows
    print(f"{rows:,} rows: ours {seconds['ours']:.1f} s, peer {seconds['peer']:.1f} s, ratio {ratio:.2f}")


if __name__ == "__main__":
    main()
