"""The demo's command: the whole job from people to letters, broken off and begun again."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest
from tests.databases import variables_of

pytestmark = pytest.mark.slow


@pytest.fixture
def demo(home, database_url):
    """Start the demo of a few people on a database of this test's own."""
    variables = variables_of(home, database_url, PYTHONUNBUFFERED="1")

    def start(*arguments: str) -> subprocess.Popen:
        command = [sys.executable, "-m", "xinju.cli.main", "demo", "--no-serve", "--residents", "150", *arguments]
        return subprocess.Popen(
            command, env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
        )

    return start


def test_one_command_takes_invented_people_from_departments_files_to_letters(demo, home):
    first = demo()
    said, _ = first.communicate(timeout=300)
    summary = json.loads((home / "demo" / "summary.json").read_text(encoding="utf-8"))

    again, _ = (second := demo()).communicate(timeout=60)

    assert (first.returncode, second.returncode) == (0, 0), said + again
    assert summary["letters"] == summary["good_rows"] > 0
    assert summary["registered"]["rows"] > summary["registered"]["refused"] > 0
    assert "xinju verify" in said and again.splitlines()[-1] == said.splitlines()[-1]


def test_a_demo_that_is_broken_off_says_one_line_and_the_next_asks_for_fresh(demo, home):
    broken = demo()
    while not (home / "deliveries").is_dir() and broken.poll() is None:
        time.sleep(0.1)

    os.killpg(broken.pid, signal.SIGINT)  # as Ctrl-C does: to both processes
    said, _ = broken.communicate(timeout=60)
    again, _ = (second := demo()).communicate(timeout=60)

    assert broken.returncode == 2 and "Traceback" not in said and said.splitlines()[-1] == "已停止。"
    assert second.returncode == 1 and "--fresh" in again
