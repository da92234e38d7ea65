"""The worker as a process: it ends when told to, finishes what it has in hand, and a killed one doubles nothing."""

import signal
import subprocess
import sys
import time

import pytest
from tests.databases import variables_of

from xinju.cli import demo

pytestmark = pytest.mark.slow

# A job that writes a line when it begins and one when it ends, and a worker that knows it.
PROGRAM = """
import os, sys, time
import django
django.setup()
from datetime import time as legal_time, timedelta
from xinju.audit.queries import unsealed
from xinju.messages import actions, jobs, models, schedule, worker
from xinju.messages.access import Work

worker.SIGNS_EVERY, models.SILENT_FOR = 0.5, timedelta(seconds=4)  # seconds instead of half a minute

@jobs.job("test.slow")
def slow(work):
    with open(os.environ["DIARY"], "a") as diary:
        diary.write(f"began {work.attempt}\\n")
    for second in range(int(os.environ["TENTHS"])):
        time.sleep(0.1)
        actions.advance(work, "sleeping", second, int(os.environ["TENTHS"]))
    actions.finish(work)
    with open(os.environ["DIARY"], "a") as diary:
        diary.write(f"ended {work.attempt}\\n")

match sys.argv[1]:
    case "ask":
        actions.begin("test.slow", about="test.thing:1", by="job:test")
    case "work":
        worker.serve(beside=int(sys.argv[2]) if len(sys.argv) > 2 else None)
    case "once":
        worker.serve(once=True)
    case "again":
        print(actions.begin_again(Work.objects.get(), by="job:test"))
    case "night":
        jobs.find_all()
        schedule._DECLARED.clear()
        worker.CLOCK_EVERY = 0.05
        schedule.daily("test.slow", at=legal_time(0), zh="x", en="x")(slow)
        worker.serve()
    case "occasions":
        print(models.Occasion.objects.count(), Work.objects.count())
    case "unsealed":
        print(unsealed(asker="job:test"))
    case "state":
        work = Work.objects.get()
        print("interrupted" if work.is_interrupted() else work.state)
"""


@pytest.fixture
def program(tmp_path, database_url):
    """Run the program in processes of its own on a database of its own: program("ask"), program.starts("work")."""
    variables = variables_of(tmp_path, database_url, DIARY=str(tmp_path / "diary"), TENTHS="20")
    started = []

    def run(*words: str) -> str:
        done = subprocess.run([sys.executable, "-c", PROGRAM, *words], env=variables, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def starts(*words: str, nightly: str = "no") -> subprocess.Popen:
        environment = {**variables, "XINJU_NIGHTLY": nightly}
        process = subprocess.Popen([sys.executable, "-c", PROGRAM, *words], env=environment, stderr=subprocess.PIPE)
        started.append(process)
        return process

    def diary() -> list[str]:
        return (tmp_path / "diary").read_text().splitlines() if (tmp_path / "diary").exists() else []

    run.starts, run.diary = starts, diary
    yield run
    for process in started:
        if process.poll() is None:
            process.kill()
        process.wait()
        process.stderr.close()


def until(true, seconds=30):
    """Wait for something to become true."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.1)


def test_a_worker_that_is_told_to_stop_finishes_what_it_has_in_hand(program):
    program("ask")
    process = program.starts("work")
    until(lambda: program.diary() == ["began 1"])

    process.send_signal(signal.SIGTERM)

    assert process.wait(30) == 0
    assert program.diary() == ["began 1", "ended 1"]
    assert program("state") == "done"
    said = process.stderr.read().decode()
    assert said.count("test.slow") == 1 and "has ended" in said and "Task id" not in said


def test_an_idle_worker_stops_at_once(program):
    process = program.starts("work")
    until(lambda: b"is ready" in process.stderr.readline())

    process.send_signal(signal.SIGTERM)

    assert process.wait(30) == 0, process.stderr.read().decode()


def test_a_second_signal_leaves_the_work_interrupted_and_it_is_begun_again_once(program):
    program("ask")
    process = program.starts("work")
    until(lambda: program.diary() == ["began 1"])

    process.send_signal(signal.SIGTERM)
    time.sleep(0.3)
    process.send_signal(signal.SIGTERM)

    assert process.wait(30) == 0
    assert program("state") == "interrupted"
    assert (program("again"), program("again")) == ("True", "False")
    other = program.starts("work")
    until(lambda: program("state") == "done")
    other.send_signal(signal.SIGTERM)
    other.wait(30)
    assert program.diary() == ["began 1", "began 2", "ended 2"]


def test_a_killed_worker_is_noticed_by_its_silence(program):
    program("ask")
    process = program.starts("work")
    until(lambda: program.diary() == ["began 1"])

    process.kill()

    assert program("state") == "running"
    until(lambda: program("state") == "interrupted", seconds=20)
    assert program("again") == "True"


def test_two_workers_share_the_queue_and_do_each_work_once(program):
    for _ in range(3):
        program("ask")
    workers = [program.starts("work"), program.starts("work")]

    until(lambda: len(program.diary()) == 6)
    for process in workers:
        process.send_signal(signal.SIGTERM)
        process.wait(30)

    assert sorted(program.diary()) == ["began 1"] * 3 + ["ended 1"] * 3


def test_two_workers_that_look_at_the_clock_at_once_start_the_nights_work_once(program):
    workers = [program.starts("night", nightly="yes"), program.starts("night", nightly="yes")]

    until(lambda: program.diary()[-1:] == ["ended 1"])
    time.sleep(1)  # twenty more looks each
    for process in workers:
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0, process.stderr.read().decode()

    assert program("occasions") == "1 1"
    assert program.diary() == ["began 1", "ended 1"]


def test_a_worker_of_a_demo_leaves_the_night_alone(program):
    process = program.starts("night", nightly="no")
    until(lambda: b"is ready" in process.stderr.readline())
    time.sleep(1)

    process.send_signal(signal.SIGTERM)

    assert process.wait(30) == 0
    assert program("occasions") == "0 0"


def test_a_worker_seals_the_audit_seconds_behind(program):
    program("ask")
    assert program("unsealed") == "1"

    process = program.starts("work")
    until(lambda: program("unsealed") == "0")

    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0


def test_a_worker_asked_to_work_once_ends_when_nothing_waits(program):
    program("ask")

    program("once")

    assert program("state") == "done"
    assert program.diary() == ["began 1", "ended 1"]


def test_a_worker_beside_another_process_ends_with_it(program):
    neighbour = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    process = program.starts("work", str(neighbour.pid))
    until(lambda: b"is ready" in process.stderr.readline())

    neighbour.kill()
    neighbour.wait()

    assert process.wait(30) == 0


def test_a_database_without_tables_is_one_line_and_exit_2(tmp_path):
    command = [sys.executable, "-m", "xinju.cli.main", "worker"]
    variables = variables_of(tmp_path, "sqlite:///empty.sqlite3", XINJU_LANGUAGE="en")

    done = subprocess.run(command, env=variables, capture_output=True, text=True, timeout=60)

    assert done.returncode == 2
    assert "migrate" in done.stderr and "Traceback" not in done.stderr


def test_the_demos_worker_ends_when_the_pages_end(tmp_path, database_url, monkeypatch):
    for name, value in variables_of(tmp_path, database_url).items():
        monkeypatch.setenv(name, value)

    with demo.worker_beside() as process:
        time.sleep(3)
        assert process.poll() is None

    assert process.poll() in (0, -signal.SIGTERM)  # the latter before it has set its handler
