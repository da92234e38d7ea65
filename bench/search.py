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
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

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
BUILDINGS, FLOORS, DOORS = 20, 6, 4
MOST = 101


CITY = [
    f"9901{district:02d}{town:03d}{community:03d}"
    for district in range(1, 11)
    for town in range(1, 13)
    for community in range(1, 13)
]
_NAMES = [first + second + end for first in STREETS for second in ("", *STREETS[:3]) for end in ENDS]
LIVES_ON = [_NAMES[number % len(_NAMES)] for number in range(len(CITY))]
ROOMS = FLOORS * DOORS
A_BUILDING = 1 + ROOMS  # rows of one: itself and its rooms
DRAWN = 300_000  # names, drawn by frequency and dealt out in turn
SPREAD, TURN = 2_654_435_761, 7_919
TABLES = ("registry_place", "registry_person", "registry_particulars", "registry_identity")
# Only what a search may walk along is made again; the other indexes would cost an hour and change nothing.
LEFT_OUT = ("last_si", "plate", "grid", "birth_date", "delivery", "client_id")

# What the two databases write differently.
SPEECH = {
    "sqlite": {
        "series": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {people})",
        "key": "printf('%%032x', {i})",
        "born": "date('1945-01-01', '+' || (i * {turn} %% 29000) || ' days')",
        "nine": "printf('%%09d', i)",
        "random": "randomblob(32)",
        "no": "0",
        "byte": "x'00'",
        "quick": ["PRAGMA foreign_keys = OFF", "PRAGMA synchronous = OFF", "PRAGMA cache_size = -400000"],
        "indexes": "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = %s",
    },
    "postgresql": {
        "series": "WITH n(i) AS (SELECT generate_series(1::bigint, {people}))",
        "key": "lpad(to_hex({i}), 32, '0')::uuid",
        "born": "date '1945-01-01' + (i * {turn} %% 29000)::int",
        "nine": "lpad(i::text, 9, '0')",
        "random": "sha256(convert_to({i}::text || '{salt}', 'UTF8'))",
        "no": "FALSE",
        "byte": "decode('00', 'hex')",
        "quick": ["SET session_replication_role = replica", "SET maintenance_work_mem = '400MB'"],
        "indexes": "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s AND indexname NOT IN "
        "(SELECT conname FROM pg_constraint)",
    },
}


def name_of(chance: random.Random) -> str:
    surname = chance.choices(SURNAMES, WEIGHTS)[0]
    return surname + "".join(chance.choices(GIVEN, k=1 if chance.random() < 0.25 else 2))


def number_of(serial: int) -> str:
    from xinju.values.citizen_id import check_character

    born = date(1945, 1, 1) + timedelta(days=serial * TURN % 29_000)
    first = f"99{serial // 999 % 10000:04d}{born:%Y%m%d}{serial % 999 + 1:03d}"
    return first + check_character(first)


def home_of(number: int) -> int:
    """The community in which the person of this number lives; the same sum stands in the statement below."""
    return ((number * SPREAD) & 0xFFFFFFFF) % len(CITY)


@dataclass
class Sample:
    """What the searches are drawn from: name, community's number, document, phone and permit of one in a thousand."""

    rows: list[tuple[str, int, str, str, str]] = field(default_factory=list)


def fill(people: int) -> Sample:
    """Places, people, identities and particulars, by the database itself; those of the sample with true indexes."""
    from django.db import connection

    speech = SPEECH[connection.vendor]
    with connection.cursor() as cursor:
        names = _draw(cursor)
        _fill_places(cursor, speech)
        _fill_people(cursor, speech, people)
        cursor.execute(
            "INSERT INTO registry_identity (id, source, opened_at, own_id, person_id) "
            "SELECT id, 'police', '2026-05-12 04:00:00+00:00', id, id FROM registry_person"
        )
        number, phone = (speech["random"].format(i="id", salt=salt) for salt in "np")
        columns = (
            'id, "key", source, door, "by", legal_basis, verification, recorded_at, superseded_by, identity_id, name, pinyin, '
            "sex, birth_date, ethnic_group, document_kind, number_sealed, number_index, is_guardians, phone_sealed, phone_index, "
            "hukou, observed_on, disputed, carried"
        )
        values = (
            "id, \"key\", 'police', 'file', 'job:bench', '', 'verified', '2026-05-12 04:00:00+00:00', '', id, name, pinyin, sex, "
            f"birth_date, '', 'citizen', {speech['byte']}, {number}, {speech['no']}, {speech['byte']}, {phone}, '', "
            "'2026-05-01', '[]', ''"
        )
        cursor.execute(f"INSERT INTO registry_particulars ({columns}) SELECT {values} FROM registry_person")
        return _sample(cursor, names, people)


def _draw(cursor) -> list[str]:
    from xinju.registry.bridge.told import initials_of, pinyin_of

    chance = random.Random(SEED)
    names = [name_of(chance) for _ in range(DRAWN)]
    cursor.execute("CREATE TEMPORARY TABLE drawn (n bigint PRIMARY KEY, name text, pinyin text, initials text)")
    cursor.execute("CREATE TEMPORARY TABLE home (c bigint PRIMARY KEY, code text, street text)")
    rows = [(number, name, pinyin_of(name), initials_of(name)) for number, name in enumerate(names)]
    for start in range(0, DRAWN, 5000):
        _insert(cursor, "drawn", rows[start : start + 5000])
    _insert(cursor, "home", list(zip(range(len(CITY)), CITY, LIVES_ON, strict=True)))
    return names


def _insert(cursor, table: str, rows: list[tuple]) -> None:
    marks = ",".join(["(" + ",".join(["%s"] * len(rows[0])) + ")"] * len(rows))
    cursor.execute(f"INSERT INTO {table} VALUES {marks}", [value for row in rows for value in row])


def _fill_places(cursor, speech: dict) -> None:
    count = f"WITH RECURSIVE k(v) AS (SELECT 0 UNION ALL SELECT v + 1 FROM k WHERE v < {max(BUILDINGS, ROOMS) - 1})"
    columns = 'id, "key", parent_id, kind, label, "order", division, grid, address, search, is_let'
    top = f"(c * {BUILDINGS} + b.v) * {A_BUILDING} + 1"
    room, door = f"{top} + 1 + r.v", f"(r.v / {DOORS} + 1) || '0' || (r.v %% {DOORS} + 1)"
    building = "street || (b.v + 1) || '幢'"
    cursor.execute(
        f"INSERT INTO registry_place ({columns}) {count} SELECT {top}, {speech['key'].format(i=top)}, NULL, 'building', "
        f"(b.v + 1) || '幢', 0, code, '', {building}, street || '//' || (b.v + 1) || '||', {speech['no']} "
        f"FROM home CROSS JOIN k b WHERE b.v < {BUILDINGS}",
        [],
    )
    cursor.execute(
        f"INSERT INTO registry_place ({columns}) {count} SELECT {room}, {speech['key'].format(i=room)}, {top}, 'room', "
        f"{door} || '室', 0, code, '', {building} || {door} || '室', street || '//' || (b.v + 1) || '||' || {door}, "
        f"{speech['no']} FROM home CROSS JOIN k b CROSS JOIN k r WHERE b.v < {BUILDINGS} AND r.v < {ROOMS}",
        [],
    )


def _fill_people(cursor, speech: dict, people: int) -> None:
    mixed = f"((i * {SPREAD}) & 4294967295)"
    inside = f"{mixed} / {len(CITY)} %% {BUILDINGS * ROOMS}"
    place = f"({mixed} %% {len(CITY)} * {BUILDINGS} + ({inside}) / {ROOMS}) * {A_BUILDING} + 2 + ({inside}) %% {ROOMS}"
    cursor.execute(
        'INSERT INTO registry_person (id, "key", name, pinyin, initials, sex, birth_date, division, place_id, permit_number, '
        f"last_sign_on, is_protected) {speech['series'].format(people=people)} SELECT i, {speech['key'].format(i='i')}, t.name, "
        f"t.pinyin, t.initials, 'female', {speech['born'].format(turn=TURN)}, l.division, l.id, "
        f"CASE WHEN i %% 5 < 2 THEN 'J' || substr(l.division, 1, 6) || {speech['nine']} ELSE '' END, "
        f"'2026-05-01', {speech['no']} FROM n JOIN drawn t ON t.n = i * {TURN} %% {DRAWN} "
        f"JOIN registry_place l ON l.id = {place}",
        [],
    )


def _sample(cursor, names: list[str], people: int) -> Sample:
    from xinju.registry.bridge import secrets

    sample = Sample()
    for pk in range(1, people + 1, max(1, people // 3500)):
        document, phone, home = number_of(pk), f"13{pk:09d}", home_of(pk)
        permit = f"J{CITY[home][:6]}{pk:09d}" if pk % 5 < 2 else ""
        sample.rows.append((names[pk * TURN % DRAWN], home, document, phone, permit))
        cursor.execute(
            "UPDATE registry_particulars SET number_index = %s, phone_index = %s WHERE id = %s",
            [secrets.number_indexes([document])[0], secrets.phone_indexes([phone])[0], pk],
        )
    return sample


def without_indexes(
    work: Callable[[], Sample], tables: tuple[str, ...] = TABLES, left_out: tuple[str, ...] = LEFT_OUT
) -> Sample:
    """Drop the tables' indexes, do the work, make again what a search may use: as one loads tables of this size."""
    from django.db import connection

    speech, found = SPEECH[connection.vendor], []
    with connection.cursor() as cursor:
        for statement in speech["quick"]:
            cursor.execute(statement)
        for table in tables:
            cursor.execute(speech["indexes"], [table])
            found += cursor.fetchall()
        for name, _ in found:
            cursor.execute(f'DROP INDEX "{name}"')
    answer = work()
    with connection.cursor() as cursor:
        for _, statement in found:
            if not any(column in statement for column in left_out):
                cursor.execute(statement)
        cursor.execute("ANALYZE")
    connection.close()
    return answer


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
        name, home, document, phone, permit = chance.choice(sample.rows)
        code, street = CITY[home], LIVES_ON[home]
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
    sample = without_indexes(lambda: fill(people))
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
