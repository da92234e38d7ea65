"""A landing that is killed, and two landings at once: processes of their own on a database of their own."""

import csv
import io
import json
import random
import subprocess
import sys
import time
from datetime import date

import pytest
from tests.apps.registry.conftest import number
from tests.databases import variables_of

ROWS = 600
SETS_UP = (
    "import django; django.setup()\nfrom datetime import UTC, datetime\nAT = datetime(2026, 5, 12, 4, tzinfo=UTC)\n"
)
TAKES_IN = """
import pathlib, sys
from xinju.registry.tasks import take_in
content = pathlib.Path(sys.argv[1]).read_bytes()
take_in(source="housing", record_type="lease", content=content, file_name="a.csv", legal_basis="x", by="job:test", at=AT)
"""
LANDS = """
from xinju.registry import tasks
from xinju.registry.models import Delivery
tasks.AT_ONCE = 7
tasks.land(delivery=Delivery.objects.get(), by="job:test", at=AT, tell=lambda done, of: print(done, flush=True))
"""
COUNTS = """
import json
from xinju.registry.models import Delivery, Identity, Particulars, Person, Record
delivery = Delivery.objects.get()
print(json.dumps([delivery.state, delivery.landed_to, delivery.counts["new"], delivery.counts["new_people"],
                  Record.objects.current().count(), Record.objects.values("slot").distinct().count(),
                  Identity.objects.count(), Particulars.objects.count(), Person.objects.count()]))
"""


def file_of_leases() -> bytes:
    """Two leases each of three hundred people."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("姓名", "身份证号", "开始日期", "结束日期", "坐落", "租赁类别"))
    for row in range(ROWS):
        who = number(date(1980 + row // 2 % 20, 1 + row // 40 % 12, 1 + row // 2 % 28), row // 2)
        writer.writerow((f"周{chr(0x4E00 + row // 2)}", who, f"20{10 + row % 2}-03-01", "", "990102001001", "合租"))
    return text.getvalue().encode()


@pytest.fixture
def site(home, tmp_path, database_url):
    """A program on a database of its own with one delivery that was looked through: site(text) starts it."""
    path = tmp_path / "leases.csv"
    path.write_bytes(file_of_leases())

    def start(text: str) -> subprocess.Popen:
        command = [sys.executable, "-c", SETS_UP + text, str(path)]
        return subprocess.Popen(command, env=variables_of(home, database_url), stdout=subprocess.PIPE, text=True)

    assert start(TAKES_IN).wait(60) == 0
    return start


def counts(start) -> list:
    told, _ = start(COUNTS).communicate(timeout=60)
    return json.loads(told)


EVERYTHING = ["landed", ROWS, ROWS, ROWS // 2, ROWS, ROWS, ROWS // 2, ROWS // 2, ROWS // 2]


@pytest.mark.slow
def test_a_landing_that_is_killed_again_and_again_loses_and_doubles_nothing(site):
    chance = random.Random(20261122)
    kills = 0
    while kills < 5:
        landing = site(LANDS)
        landing.stdout.readline()  # at least one batch is in
        time.sleep(chance.random() * 0.3)
        if landing.poll() is not None:
            break
        landing.kill()
        landing.wait()
        kills += 1

    landing = site(LANDS)

    assert landing.wait(120) == 0
    assert kills >= 2
    assert counts(site) == EVERYTHING


@pytest.mark.slow
def test_two_landings_of_one_delivery_at_once_meet_and_count_each_row_once(site):
    landings = [site(LANDS), site(LANDS)]

    ends = [landing.wait(180) for landing in landings]

    assert ends == [0, 0]
    assert counts(site) == EVERYTHING
