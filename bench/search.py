"""Search in one field over 3.5 M invented people, on SQLite and on PostgreSQL, without HTTP, beside the same SQL by hand.

    python bench/search.py [--people 3500000] [--searches 600] [--postgres postgres://user@127.0.0.1:5432/empty]

Each search is made once by the registry's query and once by statements written out with the region in them, one right after
the other, in turns of who goes first; what they find must be the same people. The mix is what a window types: names, given
names, pinyin and addresses while typing, whole numbers and phones, permit numbers; a third of the officers see a town, a third
a district, a third all. Without --postgres only SQLite is measured. The tables are filled straight, in a folder under /tmp.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

SOURCE = Path(__file__).resolve().parents[1] / "src"
SEED = 20260512
SURNAMES = "王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余于杜叶程苏魏吕丁任卢姚钟姜崔谭陆范汪廖石"
WEIGHTS = [720 / (place + 1) ** 0.75 for place in range(len(SURNAMES))]
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉梅建国文斌海燕红波辉小鹏宇婷浩欣雪晨佳子涵梓轩雨萱思远嘉怡志俊春兰"
STREETS = [
    "稻香",
    "禾苑",
    "青溪",
    "云栖",
    "柳岸",
    "枫桥",
    "兰亭",
    "松涛",
    "竹园",
    "梅岭",
    "荷塘",
    "杏林",
    "桃源",
    "榆树",
    "槐荫",
    "桂花",
    "葵阳",
    "蕙风",
    "芦荡",
    "菱湖",
]
ENDS = ["里", "路", "街", "巷", "新村", "坊"]
BUILDINGS, FLOORS, DOORS = 40, 6, 4
MOST = 101
EPOCH = datetime(2026, 5, 12, 4, tzinfo=UTC)


@dataclass
class City:
    """Communities of ten districts with a street each, drawn once for both databases."""

    chance: random.Random = field(default_factory=lambda: random.Random(SEED))

    def __post_init__(self) -> None:
        codes = [
            f"9901{district:02d}{town:03d}{community:03d}"
            for district in range(1, 11)
            for town in range(1, 13)
            for community in range(1, 13)
        ]
        names = [first + second + end for first in STREETS for second in ("", *STREETS[:3]) for end in ENDS]
        self.communities = [(code, names[number % len(names)]) for number, code in enumerate(codes)]

    def places(self) -> Iterator[tuple[int, int | None, str, str, str, str, str]]:
        """(id, parent, kind, label, division, address, search) of every building and room."""
        pk = 0
        for code, street in self.communities:
            for building in range(1, BUILDINGS + 1):
                pk += 1
                top = pk
                yield top, None, "building", f"{building}幢", code, f"{street}{building}幢", f"{street}//{building}||"
                for floor in range(1, FLOORS + 1):
                    for door in range(1, DOORS + 1):
                        pk += 1
                        room = f"{floor}{door:02d}"
                        address = f"{street}{building}幢{room}室"
                        yield pk, top, "room", f"{room}室", code, address, f"{street}//{building}||{room}"

    def place_of(self, number: int) -> tuple[int, str]:
        """A room for the person of this number, with its community."""
        mixed = (number * 2_654_435_761) & 0xFFFFFFFF
        community = mixed % len(self.communities)
        inside = mixed // len(self.communities) % (BUILDINGS * FLOORS * DOORS)
        building, room = divmod(inside, FLOORS * DOORS)
        a_building = 1 + FLOORS * DOORS
        return (community * BUILDINGS + building) * a_building + 2 + room, self.communities[community][0]


def name_of(chance: random.Random) -> str:
    surname = chance.choices(SURNAMES, WEIGHTS)[0]
    return surname + "".join(chance.choices(GIVEN, k=1 if chance.random() < 0.25 else 2))


def number_of(born: date, serial: int) -> str:
    from xinju.values.citizen_id import check_character

    first = f"99{serial // 999 % 10000:04d}{born:%Y%m%d}{serial % 999 + 1:03d}"
    return first + check_character(first)


@dataclass
class Sample:
    """What the searches are drawn from: every thousandth person."""

    rows: list[tuple[str, str, str, str, str, str]] = field(default_factory=list)


def fill(people: int, write: Callable[[str, list[str], Iterable[tuple]], None]) -> Sample:
    """Write places, people, identities and particulars; `write(table, columns, rows)` takes a stream."""
    from xinju.registry.bridge import secrets
    from xinju.registry.bridge.told import initials_of, pinyin_of

    city, sample = City(), Sample()
    places = (
        (pk, UUID(int=pk).hex, parent, kind, label, 0, code, "", address, search, None, False, None)
        for pk, parent, kind, label, code, address, search in city.places()
    )
    columns = [
        "id",
        "key",
        "parent_id",
        "kind",
        "label",
        "order",
        "division",
        "grid",
        "address",
        "search",
        "plate",
        "is_let",
        "ended_on",
    ]
    write("registry_place", columns, places)

    def persons() -> Iterator[tuple]:
        chance = random.Random(SEED)
        for pk in range(1, people + 1):
            name = name_of(chance)
            born = date(1945, 1, 1) + timedelta(days=chance.randrange(29_000))
            place, code = city.place_of(pk)
            permit = f"J{code[:6]}{pk:09d}" if pk % 5 < 2 else ""
            phone = f"13{pk:09d}"
            if pk % 1000 == 0:
                street = city.communities[(place - 1) // (BUILDINGS * (1 + FLOORS * DOORS))][1]
                sample.rows.append((name, code, number_of(born, pk), phone, permit, street))
            yield (pk, UUID(int=pk).hex, None, name, pinyin_of(name), initials_of(name), "female", born, None, code, place,
                   permit, date(2026, 5, 1), False)  # fmt: skip

    columns = ["id", "key", "into_id", "name", "pinyin", "initials", "sex", "birth_date", "died_on", "division", "place_id", "permit_number", "last_sign_on", "is_protected"]  # fmt: skip
    write("registry_person", columns, persons())
    identities = ((pk, "police", EPOCH, None, pk, pk) for pk in range(1, people + 1))
    write("registry_identity", ["id", "source", "opened_at", "delivery_id", "own_id", "person_id"], identities)

    def particulars() -> Iterator[tuple]:
        chance = random.Random(SEED)
        batch: list[tuple[int, str, date]] = []
        for pk in range(1, people + 1):
            name = name_of(chance)
            batch.append((pk, name, date(1945, 1, 1) + timedelta(days=chance.randrange(29_000))))
            if len(batch) == 5000 or pk == people:
                numbers = secrets.number_indexes([number_of(born, key) for key, _, born in batch])
                phones = secrets.phone_indexes([f"13{key:09d}" for key, _, _ in batch])
                for (key, called, born), number, phone in zip(batch, numbers, phones, strict=True):
                    yield (key, UUID(int=key).hex, "police", "file", "job:bench", "", "verified", None, EPOCH, None, "", key,
                           called, pinyin_of(called), "female", born, "", "citizen", b"\0", number, False, b"\0", phone, "",
                           None, None, date(2026, 5, 1), "[]", None)  # fmt: skip
                batch.clear()

    columns = [
        "id",
        "key",
        "source",
        "door",
        "by",
        "legal_basis",
        "verification",
        "delivery_id",
        "recorded_at",
        "superseded_at",
        "superseded_by",
        "identity_id",
        "name",
        "pinyin",
        "sex",
        "birth_date",
        "ethnic_group",
        "document_kind",
        "number_sealed",
        "number_index",
        "is_guardians",
        "phone_sealed",
        "phone_index",
        "hukou",
        "hukou_address_sealed",
        "died_on",
        "observed_on",
        "disputed",
        "client_id",
    ]
    write("registry_particulars", columns, particulars())
    return sample


def without_indexes(tables: Iterable[str], work: Callable[[], Sample]) -> Sample:
    """Drop the tables' indexes, do the work, make them again: as one loads tables of this size."""
    from django.db import connection

    found: list[tuple[str, str]] = []
    with connection.cursor() as cursor:
        for table in tables:
            if connection.vendor == "sqlite":
                cursor.execute(
                    "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = %s",
                    [table],
                )
            else:
                cursor.execute(
                    "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s AND indexname NOT IN "
                    "(SELECT conname FROM pg_constraint)",
                    [table],
                )
            found += cursor.fetchall()
        for name, _ in found:
            cursor.execute(f'DROP INDEX "{name}"')
    answer = work()
    with connection.cursor() as cursor:
        for _, statement in found:
            cursor.execute(statement)
        cursor.execute("ANALYZE")
    return answer


def writer() -> Callable[[str, list[str], Iterable[tuple]], None]:
    """The quickest way into the tables of either database."""
    from django.db import connection, transaction

    def into_sqlite(table: str, columns: list[str], rows: Iterable[tuple]) -> None:
        marks, names = ",".join("?" * len(columns)), ",".join(f'"{one}"' for one in columns)
        plain = (tuple(str(v) if isinstance(v, date) else v for v in row) for row in rows)
        with transaction.atomic():
            connection.connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", plain)

    def into_postgres(table: str, columns: list[str], rows: Iterable[tuple]) -> None:
        names = ",".join(f'"{one}"' for one in columns)
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            cursor.execute("SET session_replication_role = DEFAULT")

    connection.ensure_connection()
    return into_sqlite if connection.vendor == "sqlite" else into_postgres


@dataclass(frozen=True)
class Typed:
    """One search: of which sort, what is typed, by an officer of which region."""

    sort: str
    text: str
    region: str


def searches(sample: Sample, count: int) -> list[Typed]:
    """A window's mix; of what is typed letter by letter also what stood there before the last letter."""
    from xinju.registry.bridge.told import initials_of, pinyin_of

    chance, found = random.Random(SEED + 1), []
    for number in range(count):
        name, code, document, phone, permit, street = chance.choice(sample.rows)
        joined = pinyin_of(name).replace(" ", "")
        door = f"{street}{chance.randrange(1, BUILDINGS + 1)}幢{chance.randrange(1, FLOORS + 1)}0{chance.randrange(1, DOORS + 1)}"
        mix = {
            "whole name": (25, name),
            "beginning of a name": (10, name[:2]),
            "surname": (4, name[:1]),
            "given name": (8, name[1:]),
            "pinyin": (10, joined),
            "beginning of a pinyin": (8, joined[: max(3, len(joined) - 2)]),
            "initials": (4, initials_of(name)),
            "door": (8, door),
            "building": (4, door[: door.index("幢") + 1]),
            "street": (2, street),
            "number": (10, document),
            "phone": (4, phone),
            "permit": (3, permit or f"J{code[:6]}00000"),
        }
        sort = chance.choices(list(mix), [weight for weight, _ in mix.values()])[0]
        found.append(Typed(sort, mix[sort][1], ("", code[:6], code[:9])[number % 3]))
    return found


COLUMNS = "p.id, p.key, p.name, p.sex, p.birth_date, p.died_on, p.division, p.permit_number, p.is_protected, l.address"


def by_hand(typed: Typed, run: Callable[[str, list], list[tuple]]) -> set[int]:
    """The same, written out: every statement with the region in it."""
    from xinju.registry.bridge import secrets

    end = chr(0x10FFFF)
    start = f"SELECT {COLUMNS} FROM registry_person p LEFT JOIN registry_place l ON l.id = p.place_id WHERE p.into_id IS NULL"
    where, region = (" AND p.division LIKE %s", [typed.region + "%"]) if typed.region else ("", [])

    def beginning(column: str, text: str) -> list[tuple]:
        sql = f"{start}{where} AND {column} >= %s AND {column} < %s ORDER BY {column} LIMIT {MOST}"
        return run(sql, [*region, text, text + end])

    text = typed.text
    if typed.sort in ("number", "phone"):
        find = secrets.number_candidates if typed.sort == "number" else secrets.phone_candidates
        sql = (
            f"{start}{where} AND p.id IN (SELECT i.person_id FROM registry_particulars t JOIN registry_identity i "
            f"ON i.id = t.identity_id WHERE t.superseded_at IS NULL AND t.{typed.sort}_index = %s) LIMIT {MOST}"
        )
        return {row[0] for index in find(text) for row in run(sql, [*region, index])}
    if typed.sort == "permit":
        return {row[0] for row in beginning("p.permit_number", text)}
    if typed.sort in ("pinyin", "beginning of a pinyin", "initials"):
        sql = f"{start}{where} AND p.initials = %s ORDER BY p.initials LIMIT {MOST}"
        found = {row[0] for row in run(sql, [*region, text])}
        return found | ({row[0] for row in beginning("p.joined", text)} if len(found) < MOST else set())
    found = {row[0] for row in beginning("p.name", text)}
    if len(found) < MOST:
        found |= {row[0] for row in beginning("p.given", text)}
    if len(found) < MOST and typed.sort in ("door", "building", "street"):
        street, _, rest = text.partition("幢")
        digits = "".join(one for one in street if one.isdigit())
        place = f"{street.removesuffix(digits)}//{digits}" + ("|" if rest else "") if digits else street
        room = f"%|{rest}%" if rest else "%"
        sql = (
            f"{start}{where} AND NOT p.is_protected AND l.search >= %s AND l.search < %s AND l.search LIKE %s "
            f"ORDER BY l.search LIMIT {MOST}"
        )
        found |= {row[0] for row in run(sql, [*region, place, place + end, room])}
    return found


def measure(sample: Sample, count: int) -> dict[str, object]:
    """Times of both in seconds, by sort."""
    from django.db import connection

    from xinju.accounts.access import Account, Role
    from xinju.registry.queries.search import find

    def run(sql: str, values: list) -> list[tuple]:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall()

    officers = {"": Account(role=Role.REGISTRAR, is_active=True)}
    times: dict[str, list[tuple[float, float]]] = defaultdict(list)
    differ = 0
    for number, typed in enumerate(searches(sample, count)):
        if typed.region and typed.region not in officers:
            officers[typed.region] = Account(role=Role.WINDOW_OFFICER, is_active=True, region=typed.region)
        asker = officers[typed.region]
        taken: dict[str, float] = {}
        answers: dict[str, object] = {}
        both = {"ours": lambda a=asker, t=typed: find(t.text, asker=a), "hand": lambda t=typed: by_hand(t, run)}
        order = list(both) if number % 2 else list(reversed(both))
        for who in order:
            begun = time.perf_counter()
            answers[who] = both[who]()
            taken[who] = time.perf_counter() - begun
        ours = {one.pk for one in answers["ours"].found}
        if not answers["ours"].is_cut and ours != answers["hand"]:
            differ += 1
        if number >= count // 10:  # the first tenth warms both
            times[typed.sort].append((taken["ours"], taken["hand"]))
    return {"times": times, "differ": differ}


def at(times: list[float], share: float) -> float:
    """The time within which this share of them lies, in milliseconds."""
    return sorted(times)[min(int(len(times) * share), len(times) - 1)] * 1000


def one_database(people: int, count: int) -> None:
    """Fill, measure and tell: in a process whose settings name the database."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    begun = time.perf_counter()
    tables = ("registry_place", "registry_person", "registry_identity", "registry_particulars")
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA foreign_keys = OFF")
    sample = without_indexes(tables, lambda: fill(people, writer()))
    print(
        f"{connection.vendor}: {people:,} people written and indexed in {time.perf_counter() - begun:.0f} s", flush=True
    )
    found = measure(sample, count)
    print("sort | searches | ours p50, p95 ms | by hand p50, p95 ms")
    every = [pair for pairs in found["times"].values() for pair in pairs]
    for sort, pairs in [*found["times"].items(), ("all", every)]:
        ours, hand = [a for a, _ in pairs], [b for _, b in pairs]
        print(
            f"{sort} | {len(pairs)} | {at(ours, 0.5):.2f}, {at(ours, 0.95):.2f} | {at(hand, 0.5):.2f}, {at(hand, 0.95):.2f}"
        )
    ratio = at([a for a, _ in every], 0.95) / at([b for _, b in every], 0.95)
    print(f"p95 of ours to p95 by hand: {ratio:.2f} × · differing answers: {found['differ']}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=3_500_000)
    parser.add_argument("--searches", type=int, default=600)
    parser.add_argument("--postgres", help="address of an empty database that may be filled")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.here:
        one_database(given.people, given.searches)
        return
    with tempfile.TemporaryDirectory(prefix="bench-search-") as home:
        for address in ["sqlite:///search.sqlite3", *([given.postgres] if given.postgres else [])]:
            known = {**os.environ, "XINJU_HOME": home, "DATABASE_URL": address, "PYTHONPATH": str(SOURCE),
                     "DJANGO_SETTINGS_MODULE": "xinju.config.settings"}  # fmt: skip
            command = [
                sys.executable,
                __file__,
                "--here",
                "--people",
                str(given.people),
                "--searches",
                str(given.searches),
            ]
            subprocess.run(command, env=known, check=True)


if __name__ == "__main__":
    main()
