"""A rotation from one process while others write and search: nothing is lost, and in the end only the new key is used."""

import json
import os
import subprocess
import sys

import pytest

WRITER = """
import sqlite3, sys, time
from pathlib import Path
from xinju.vault.blind_index import BlindIndex
from xinju.vault.keyring import Keyring
from xinju.vault.sealing import Column, Seal
folder, first = Path(sys.argv[1]), int(sys.argv[2])
keyring = Keyring(folder / "keys", demo=False)
seal, index = Seal(keyring, Column("t", "sealed", "id", "idx", "phone")), BlindIndex(keyring, "phone")
db = sqlite3.connect(folder / "t.sqlite3", timeout=30, isolation_level=None)
missed, last, until = 0, first, time.monotonic() + 6
while time.monotonic() < until:
    last += 1
    db.execute("INSERT INTO t VALUES (?, ?, ?)", (last, seal.seal(f"1{last:010}", row=last), index.index(f"1{last:010}")))
    asked = first + 1 + (last * 7919) % (last - first)
    candidates = index.candidates(f"1{asked:010}")
    marks = ",".join("?" * len(candidates))
    rows = db.execute(f"SELECT id, sealed FROM t WHERE idx IN ({marks})", candidates).fetchall()
    missed += [(row, seal.open(held, row=row)) for row, held in rows] != [(asked, f"1{asked:010}")]
    time.sleep(0.002)
print(last - first, missed)
"""

ROTATOR = """
import json, sys, time
from contextlib import contextmanager
from datetime import date
from pathlib import Path
import sqlite3
from xinju.vault import keyring as rings
from xinju.vault.keyring import Keyring
from xinju.vault.resealing import Renewal, Tables, uses
from xinju.vault.sealing import Column
folder = Path(sys.argv[1])
column = Column("t", "sealed", "id", "idx", "phone")
class Cursor:
    def __init__(self, db): self.cursor = db.cursor()
    def __enter__(self): return self
    def __exit__(self, *left): self.cursor.close()
    def execute(self, query, values): self.cursor.execute(query.replace("%s", "?"), values)
    def executemany(self, query, rows): self.cursor.executemany(query.replace("%s", "?"), rows)
    def fetchall(self): return self.cursor.fetchall()
class Database:
    db = sqlite3.connect(folder / "t.sqlite3", timeout=30, isolation_level=None)
    def cursor(self): return Cursor(self.db)
    @contextmanager
    def transaction(self):
        self.db.execute("BEGIN IMMEDIATE")
        yield
        self.db.execute("COMMIT")
keyring, database = Keyring(folder / "keys", demo=False), Database()
old = [key for key in keyring.ring().keys]
made = [rings.new_key(keyring.folder, key.purpose, on=date(2026, 5, 12), coming=True) for key in old]
time.sleep(1.5)
for key in made:
    rings.activate(keyring.folder, key.id)
time.sleep(1.5)
tables = Tables(database, database.transaction)
rounds = [Renewal(column, keyring, tables, batch=50).run().values for _ in range(3)]
time.sleep(3)
rounds.append(Renewal(column, keyring, tables).run().values)
print(json.dumps({"rounds": rounds, "left": [use.rows for key in old for use in uses(key, [column], tables)]}))
"""


@pytest.mark.slow
def test_a_rotation_beside_writers_and_searchers_loses_nothing(tmp_path):
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    start = "import sqlite3, sys; db = sqlite3.connect(sys.argv[1]); db.execute('PRAGMA journal_mode = WAL'); "
    start += "db.execute('CREATE TABLE t (id INTEGER PRIMARY KEY, sealed BLOB, idx BLOB)')"
    subprocess.run([sys.executable, "-c", start, str(tmp_path / "t.sqlite3")], check=True)
    keys = [sys.executable, "-m", "xinju.cli.main", "keys", "new", "--keys", str(tmp_path / "keys")]
    for purpose in ("field", "index:phone"):
        subprocess.run([*keys, purpose], env=env, check=True, capture_output=True)

    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path), first], env=env, stdout=subprocess.PIPE, text=True
        )
        for first in ("0", "1000000")
    ]
    rotator = subprocess.run([sys.executable, "-c", ROTATOR, str(tmp_path)], env=env, capture_output=True, text=True)
    told = [writer.communicate()[0].split() for writer in writers]

    said = json.loads(rotator.stdout)
    assert all(int(count) > 10 and missed == "0" for count, missed in told), told
    assert sum(said["rounds"]) > 0 and said["left"] == []
