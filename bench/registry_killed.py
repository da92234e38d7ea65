"""A department's file taken in by a process that is killed again and again (SIGKILL) and started again: what is there in the end?

    python bench/registry_killed.py [--rows 100000] [--kills 10] [--months 12] [--database postgres://…]

The moments are drawn anew for each kill: a share of them while the file is kept and looked through, the others while it lands,
each a random time after a batch of random number. In the end every row must be there once, and every person, identity and
telling; the peer is the same file taken in by one process that nobody kills. Memory is the largest that any of the processes held.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
sys.path[:0] = [str(ROOT), str(ROOT.parent / "src")]

from registry_import import AT, SOURCE, _created, write_file  # noqa: E402

EARLY = 0.3  # the share of kills before anything lands
HEARD = "landed "


def take_in(path: Path) -> None:
    """What a worker does, begun again from wherever it was; every batch that is in is said."""
    import django

    django.setup()
    from xinju.registry import tasks

    given = {"source": "social_security", "record_type": "social_insurance", "legal_basis": "x", "by": "job:bench"}
    with path.open("rb") as file:
        delivery = tasks.store(chunks=iter(lambda: file.read(1 << 20), b""), file_name=path.name, at=AT, **given)
    print("kept", flush=True)
    if delivery.state == "received":
        delivery = tasks.look_through(delivery=delivery, by="job:bench")
    tasks.land(delivery=delivery, by="job:bench", at=AT, tell=lambda done, of: print(HEARD, done, flush=True))


def found() -> dict[str, int]:
    """How much of everything there is."""
    import django

    django.setup()
    from xinju.registry.models import Delivery, Identity, Particulars, Person, Record

    rows = Record.objects.current()
    return {
        "deliveries": Delivery.objects.count(), "landed": Delivery.objects.filter(state="landed").count(), "records": rows.count(),
        "slots": rows.values("slot").distinct().count(), "ever": Record.objects.count(), "people": Person.objects.count(),
        "identities": Identity.objects.count(), "tellings": Particulars.objects.count(),
    }  # fmt: skip


class Site:
    """A home and a database with all tables."""

    def __init__(self, home: str, database: str, path: Path) -> None:
        address = _created(database) if database else f"sqlite:///{home}/bench.sqlite3"
        self._path = path
        self._variables = {**os.environ, "PYTHONPATH": str(SOURCE), "XINJU_HOME": home, "XINJU_MODE": "demo",
                           "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "xinju.config.settings"}  # fmt: skip
        command = [sys.executable, "-m", "django", "migrate", "-v0", "--skip-checks"]
        subprocess.run(command, env=self._variables, check=True)

    def start(self, what: str) -> subprocess.Popen:
        command = [sys.executable, __file__, "--run", what, "--file", str(self._path)]
        return subprocess.Popen(command, env=self._variables, stdout=subprocess.PIPE, text=True)

    def found(self) -> dict[str, int]:
        return json.loads(self.start("found").communicate()[0])


def until_end(process: subprocess.Popen) -> float:
    """Wait for it and answer with the megabytes that it held at most."""
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return used.ru_maxrss / 1024


def killed(site: Site, rows: int, kills: int, chance: random.Random) -> tuple[list[str], float]:
    """Where each kill fell, and the largest memory of all processes."""
    where, peak, early = [], 0.0, round(kills * EARLY)
    while len(where) < kills:
        process = site.start("take_in")
        said = _listen(process, chance, rows if len(where) >= early else 0)
        os.kill(
            process.pid, signal.SIGKILL
        )  # not by Popen, which would look first and take the process's memory with it
        peak = max(peak, until_end(process))
        if process.returncode == 0:
            break
        where.append(said)
    process = site.start("take_in")
    for _ in process.stdout:
        pass
    return where, max(peak, until_end(process))


def _listen(process: subprocess.Popen, chance: random.Random, rows: int) -> str:
    """Wait for the moment: some time after the start, or after a batch of the landing."""
    said = "before it was kept"
    if not rows:
        time.sleep(1 + chance.random() * 12)
        return "while it was kept or looked through"
    batches = chance.randrange(1, max(2, rows // 2_000 // 12))
    for line in process.stdout:
        said = line.strip()
        if line.startswith(HEARD):
            batches -= 1
            if batches <= 0:
                break
    time.sleep(chance.random() * 0.4)
    return said


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--rows", type=int, default=100_000)
    asked.add_argument("--kills", type=int, default=10)
    asked.add_argument("--months", type=int, default=12)
    asked.add_argument("--seed", type=int, default=20261130)
    asked.add_argument("--database", default="", help="a PostgreSQL server; SQLite without it")
    asked.add_argument("--run", choices=("take_in", "found"), help=argparse.SUPPRESS)
    asked.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.run == "take_in":
        take_in(given.file)
        return
    if given.run == "found":
        print(json.dumps(found()))
        return
    with tempfile.TemporaryDirectory(prefix="bench-killed-") as folder:
        path = Path(folder) / "insurance.csv"
        write_file(path, given.rows, given.months)
        told = {}
        for name, kills in (("nobody kills", 0), ("killed", given.kills)):
            home = Path(folder) / name.replace(" ", "-")
            home.mkdir()
            site, begun = Site(str(home), given.database, path), time.perf_counter()
            where, peak = killed(site, given.rows, kills, random.Random(given.seed))
            told[name] = site.found()
            print(
                f"{name}: {len(where)} kills, {time.perf_counter() - begun:.0f} s, at most {peak:.0f} MB",
                told[name],
                where,
                flush=True,
            )
    people = -(-given.rows // given.months)
    expected = {"deliveries": 1, "landed": 1, "records": given.rows, "slots": given.rows, "ever": given.rows, "people": people,
                "identities": people, "tellings": people}  # fmt: skip
    if told["nobody kills"] != expected or told["killed"] != expected:
        sys.exit(f"expected {expected}")
    print(f"{given.rows:,} rows: nothing lost, nothing doubled")


if __name__ == "__main__":
    main()
