"""One new telling against 3.5 M people in the registry's own tables: who may it be, while a clerk waits. Without HTTP.

    python bench/likely.py [--people 3500000] [--tellings 500] [--folder DIR] [--postgres postgres://user@127.0.0.1:5432/empty]

The peer, one right after the other and in turns of who goes first, is the same lookups written by hand: number, phone, sound
and birthday, building, and the rows of whoever was found; it judges nobody. Both must find the same candidates. The people are
those of bench/search.py, filled by the database itself, with a stay for everybody, one name that twelve thousand bear, an
agent's phone on ten thousand, a hostel of four thousand, and three thousand answers by clerks. `--plans` prints the plans.
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
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent
SOURCE = ROOT.parent / "src"
sys.path[:0] = [str(ROOT)]

from search import LEFT_OUT, SEED, TABLES, at, fill, name_of, number_of, without_indexes  # noqa: E402

AT = datetime(2026, 5, 12, 4, tzinfo=UTC)
COMMON_NAME, AGENT, HOSTEL = ("王伟", "wang wei", "ww"), "13900000000", 2  # the hostel is the room of this number
BEARERS, CLIENTS, RESIDENTS = 291, 350, 875  # one in so many
ANSWERS, AGAIN = 3_000, 40
STAY = (
    'INSERT INTO registry_stay (id, "key", source, door, "by", legal_basis, verification, recorded_at, superseded_by, '
    "identity_id, place_id, division, dwelling, start, reason) SELECT id, \"key\", 'police', 'file', 'job:bench', '', "
    f"'verified', '2026-05-12 04:00:00+00:00', '', id, CASE WHEN id %% {RESIDENTS} = 1 THEN {HOSTEL} ELSE place_id END, "
    "division, '', '2025-01-01', '' FROM registry_person"
)


@dataclass(frozen=True)
class Known:
    """Somebody of the registry, as the tellings are made from him."""

    pk: int
    name: str
    born: date
    address: str

    @property
    def phone(self) -> str:
        return f"13{self.pk:09d}"


def filled(people: int) -> object:
    """The people of bench/search.py with what a telling may meet beside them."""
    from django.db import connection

    sample = fill(people)
    name, pinyin, initials = COMMON_NAME
    with connection.cursor() as cursor:
        same = "UPDATE {} SET name = %s, pinyin = %s{} WHERE id %% {} = 0"
        cursor.execute(same.format("registry_particulars", "", BEARERS), [name, pinyin])
        cursor.execute(same.format("registry_person", ", initials = %s", BEARERS), [name, pinyin, initials])
        cursor.execute(STAY, [])
    _answers(people)
    return sample


def _answers(people: int) -> None:
    """Clerks' answers with levels as they come, and a verdict that follows the shipped weights but for some."""
    from xinju.engines.linkage.scheme import PEOPLE
    from xinju.registry.bridge.linking import first_model
    from xinju.registry.models import Question

    chance, model, rows = random.Random(SEED), first_model(), []
    for place in range(min(ANSWERS, people // 2)):
        levels = {one.code: chance.choice(one.codes()) for one in PEOPLE.comparisons if chance.random() < 0.8}
        weight = model.start + sum(model.weight(*each) for each in levels.items())
        same = (weight > 8) is (chance.random() < 0.95)
        rows.append(
            Question(
                first_id=2 * place + 1, second_id=2 * place + 2, why="", case=f"bench-{place}", asked_at=AT, asked_by="job:bench",
                reasons=[{"code": code, "level": level, "weight": 1.0} for code, level in levels.items()], settled_at=AT,
                settled_by="job:bench", verdict="same" if same else "different",
            )
        )  # fmt: skip
    Question.objects.bulk_create(rows, batch_size=500)


def sampled(people: int) -> list[Known]:
    """One in a thousand, the same whose numbers and phones are true."""
    from xinju.registry.models import Particulars, Stay

    pks = range(1, people + 1, max(1, people // 3500))
    names = {}
    for start in range(0, len(pks), 500):
        rows = Particulars.objects.filter(identity__in=pks[start : start + 500])
        names.update({pk: (name, born) for pk, name, born in rows.values_list("identity", "name", "birth_date")})
    homes: dict[int, str] = {}
    for start in range(0, len(pks), 500):
        rows = Stay.objects.filter(identity__in=pks[start : start + 500])
        homes.update(rows.values_list("identity", "place__address"))
    return [Known(pk, *names[pk], homes[pk]) for pk in pks]


def tellings(known: list[Known], count: int) -> list[tuple[str, object, str]]:
    """Sort, telling and address, as people say at a door; a tenth of them about nobody who is known."""
    from xinju.registry.bridge.told import Told

    chance, found = random.Random(SEED + 2), []
    for number in range(count):
        one, other = chance.choice(known), chance.choice(known)
        document, fresh = number_of(one.pk), f"15{chance.randrange(10**9):09d}"
        place = chance.randrange(17)
        slip = document[:place] + str((int(document[place]) + 1) % 10) + document[place + 1 :]
        mix = {
            "his own number": (25, Told(one.name, document, birth_date=one.born, phone=one.phone), one.address),
            "a digit wrong": (15, Told(one.name, slip, birth_date=one.born, phone=fresh), ""),
            "no number": (15, Told(one.name, birth_date=one.born, phone=fresh), one.address),
            "name and phone": (8, Told(one.name, phone=one.phone), ""),
            "name and address": (8, Told(one.name), one.address),
            "nobody known": (10, Told(name_of(chance), number_of(9_000_000 + number), birth_date=one.born, phone=fresh), other.address),
            "the commonest name": (6, Told(COMMON_NAME[0], birth_date=one.born, phone=fresh), other.address),
            "an agent's phone": (4, Told(one.name, birth_date=one.born, phone=AGENT), other.address),
            "in the hostel": (4, Told(one.name, birth_date=one.born), "稻香里1幢101室"),
            "a child, the parent's number": (5, Told(name_of(chance), document, birth_date=date(2021, 3, 4), phone=one.phone), one.address),
        }  # fmt: skip
        sort = chance.choices(list(mix), [weight for weight, *_ in mix.values()])[0]
        found.append((sort, *mix[sort][1:]))
    return found


def index_truly(known: list[Known]) -> None:
    """Numbers and phones of the sample, and the agent's, as this site's keys index them: a table kept from before has others."""
    from django.db import connection

    from xinju.registry.bridge import secrets

    numbers, phones = (
        secrets.number_indexes([number_of(one.pk) for one in known]),
        secrets.phone_indexes([one.phone for one in known]),
    )
    with connection.cursor() as cursor:
        for one, number, phone in zip(known, numbers, phones, strict=True):
            cursor.execute(
                "UPDATE registry_particulars SET number_index = %s, phone_index = %s WHERE id = %s",
                [number, phone, one.pk],
            )
        agent = secrets.phone_indexes([AGENT])[0]
        cursor.execute(f"UPDATE registry_particulars SET phone_index = %s WHERE id %% {CLIENTS} = 7", [agent])


def seal_truly(found: set[int]) -> None:
    """Whoever a lookup reaches gets a number and a phone that can be opened: the database filled the others with a byte."""
    from xinju.registry.bridge import secrets
    from xinju.registry.models import Particulars

    for pk, key in Particulars.objects.filter(identity__in=found).values_list("pk", "key"):
        sealed = {"number_sealed": secrets.seal("number", key, number_of(pk))}
        Particulars.objects.filter(pk=pk).update(**sealed, phone_sealed=secrets.seal("phone", key, f"13{pk:09d}"))


class ByHand:
    """The lookups written out, with every value made ready before the clock starts."""

    def __init__(self, told: object, address: str) -> None:
        from xinju.engines.linkage.cleaning import clean_one
        from xinju.engines.linkage.numbers import one_slip_away
        from xinju.registry.bridge import secrets
        from xinju.registry.bridge.told import pinyin_of
        from xinju.registry.bridge.written import from_telling

        one = clean_one(from_telling(told, address=address))
        slips = one_slip_away(one.number) if one.number else []
        numbers = [number for number in (one.number, one.kin, *([] if one.numbered else slips)) if number]
        self.numbers = [index for each in numbers for index in secrets.number_candidates(each)]
        self.slips = [index for each in slips for index in secrets.number_candidates(each)] if one.numbered else []
        self.phones = secrets.phone_candidates(one.phone or "")
        self.sound = pinyin_of(told.name)
        days = [day for day in (one.birth, one.turned) if day]
        self.days = [f"{day[:4]}-{day[4:6]}-{day[6:]}" for day in days]
        self.place = one.place

    def find(self, run) -> set[int]:
        told = "SELECT identity_id FROM registry_particulars WHERE superseded_at IS NULL AND"
        kinds = []
        for column, values in (
            ("number_index", self.numbers),
            ("phone_index", self.phones),
            ("number_index", self.slips),
        ):
            if values and (values is not self.slips or not kinds[0]):
                kinds.append(run(f"{told} {column} IN ({_marks(values)}) LIMIT 151", values))
        if self.days:
            sql = f"{told} pinyin = %s AND birth_date IN ({_marks(self.days)}) LIMIT 151"
            kinds.append(run(sql, [self.sound, *self.days]))
        if self.place:
            born = f" OR t.birth_date IN ({_marks(self.days)})" if self.days else ""
            sql = (
                "SELECT t.identity_id FROM (SELECT s.identity_id FROM registry_place l JOIN registry_stay s ON s.place_id = l.id "
                "WHERE s.superseded_at IS NULL AND l.search >= %s AND l.search < %s LIMIT 1501) h JOIN registry_particulars t "
                f"ON t.identity_id = h.identity_id WHERE t.superseded_at IS NULL AND (t.pinyin = %s{born}) LIMIT 151"
            )
            kinds.append(run(sql, [f"{self.place}|", f"{self.place}}}", self.sound, *self.days]))
        found = {row[0] for rows in kinds if len(rows) <= 150 for row in rows}
        if found:
            run(
                'SELECT t.id, t."key", t.name, t.birth_date, t.number_sealed, t.phone_sealed, l.address FROM registry_particulars t '
                "LEFT JOIN registry_stay s ON s.identity_id = t.identity_id AND s.superseded_at IS NULL "
                f"LEFT JOIN registry_place l ON l.id = s.place_id WHERE t.superseded_at IS NULL AND t.identity_id IN ({_marks(found)})",
                list(found),
            )
        return found


def _marks(values) -> str:
    return ", ".join(["%s"] * len(values))


def measure(known: list[Known], count: int) -> tuple[dict[str, list[tuple[float, float, int]]], int, int]:
    """Seconds of ours and by hand with the number of candidates, by sort; how often the candidates differed; whom it missed."""
    from django.db import connection

    from xinju.registry.bridge.nearby import identities_near
    from xinju.registry.bridge.written import from_telling
    from xinju.registry.queries.merges import likely

    def run(sql: str, values: list) -> list[tuple]:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall()

    asked = [(sort, told, address, ByHand(told, address)) for sort, told, address in tellings(known, count)]
    near = [identities_near(from_telling(told, address=address)) for _, told, address, _ in asked]
    seal_truly(set().union(*near))
    connection.close()
    times: dict[str, list[tuple[float, float, int]]] = defaultdict(list)
    differ = 0
    for number, ((sort, told, address, hand), candidates) in enumerate(zip(asked, near, strict=True)):
        taken: dict[str, float] = {}
        both = {
            "ours": lambda t=told, a=address: likely(t, asker="job:bench", address=a),
            "hand": lambda h=hand: h.find(run),
        }
        for who in list(both) if number % 2 else list(reversed(both)):
            begun = time.perf_counter()
            answer = both[who]()
            taken[who] = time.perf_counter() - begun
            differ += who == "hand" and answer != candidates
        if number >= AGAIN:  # the first warm both
            times[sort].append((taken["ours"], taken["hand"], len(candidates)))
    return times, differ


def plans(known: list[Known]) -> None:
    """How the database walks: the statement of one telling that uses every part."""
    from django.db import connection

    from xinju.registry.bridge import nearby
    from xinju.registry.bridge.told import Told
    from xinju.registry.bridge.written import from_telling

    one = known[5]
    told = Told(one.name, number_of(one.pk), birth_date=one.born, phone=one.phone)
    words = {"sqlite": "EXPLAIN QUERY PLAN ", "postgresql": "EXPLAIN (ANALYZE, BUFFERS) "}[connection.vendor]
    statements = []
    with connection.execute_wrapper(
        lambda execute, sql, *rest: statements.append((sql, rest[0])) or execute(sql, *rest)
    ):
        nearby.identities_near(from_telling(told, address=one.address))
    with connection.cursor() as cursor:
        for sql, values in statements:
            cursor.execute(words + sql, values)
            print("\n".join(str(row[-1])[:150] for row in cursor.fetchall()))


def one_database(people: int, count: int, explain: bool) -> None:
    """Fill, measure and tell: in a process whose settings name the database."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from xinju.registry.models import Person

    call_command("migrate", verbosity=0)
    if not Person.objects.exists():
        begun = time.perf_counter()
        left_out = tuple(column for column in LEFT_OUT if column != "birth_date")
        without_indexes(lambda: filled(people), (*TABLES, "registry_stay"), left_out)
        print(f"{connection.vendor}: {people:,} people written in {time.perf_counter() - begun:.0f} s", flush=True)
    known = sampled(people)
    index_truly(known)
    if explain:
        plans(known)
    times, differ = measure(known, count)
    print("telling | how many | candidates p50 | ours p50, p95 ms | by hand p50, p95 ms")
    every = [one for some in times.values() for one in some]
    for sort, some in [*times.items(), ("all", every)]:
        ours, hand, near = ([one[column] for one in some] for column in range(3))
        print(
            f"{sort} | {len(some)} | {sorted(near)[len(near) // 2]} | {at(ours, 0.5):.1f}, {at(ours, 0.95):.1f} | "
            f"{at(hand, 0.5):.1f}, {at(hand, 0.95):.1f}"
        )
    print(f"{connection.vendor}: median {at([one[0] for one in every], 0.5):.1f} ms · differing candidates: {differ}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=3_500_000)
    parser.add_argument("--tellings", type=int, default=500)
    parser.add_argument("--folder", help="keeps SQLite's tables for the next run")
    parser.add_argument("--postgres", help="address of a database that is empty or was filled by a run before")
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    parser.add_argument("--plans", action="store_true")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.here:
        one_database(given.people, given.tellings, given.plans)
        return
    with tempfile.TemporaryDirectory(prefix="bench-likely-") as own:
        addresses = {"sqlite": "sqlite:///likely.sqlite3", "postgresql": given.postgres}
        for kind, address in addresses.items():
            if address is None or given.only not in (None, kind):
                continue
            known = {**os.environ, "XINJU_HOME": given.folder or own, "DATABASE_URL": address, "PYTHONPATH": str(SOURCE),
                     "DJANGO_SETTINGS_MODULE": "xinju.config.settings", "XINJU_MODE": "demo"}  # fmt: skip
            options = ["--people", str(given.people), "--tellings", str(given.tellings), *["--plans"] * given.plans]
            subprocess.run([sys.executable, __file__, "--here", *options], env=known, check=True)


if __name__ == "__main__":
    main()
