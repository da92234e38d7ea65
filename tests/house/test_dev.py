"""The two commands: what they say when they cannot go on, and when they think an environment complete."""

import argparse
import errno
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import tempfile

import dev
import psycopg
import pytest


@pytest.mark.parametrize("text", ["0", "-3", "many", "1.5", ""])
def test_a_number_of_residents_is_a_whole_number_from_one(text):
    with pytest.raises(argparse.ArgumentTypeError, match="whole number"):
        dev.positive(text)


@pytest.mark.parametrize("text", ["80", "70000", "http"])
def test_a_port_is_one_that_an_ordinary_user_may_open(text):
    with pytest.raises(argparse.ArgumentTypeError, match="1024 to 65535"):
        dev.port_number(text)


def test_an_old_python_is_told_so_in_one_line(monkeypatch, capsys):
    monkeypatch.setattr(dev.sys, "version_info", (3, 9, 2))

    code = dev.main(["demo"])

    assert code == 2
    assert "too old: 3.11 or later" in capsys.readouterr().err


def test_a_taken_port_is_one_line_before_any_work(capsys):
    with socket.socket() as other:
        other.bind((dev.LOOPBACK, 0))
        other.listen()
        port = other.getsockname()[1]

        code = dev.main(["demo", "--port", str(port)])

    said = capsys.readouterr()
    assert code == 2
    assert said.out == ""
    assert said.err == f"dev.py: port {port} is taken: choose another with --port, or stop the other program\n"


def test_a_folder_for_production_refuses_the_demo(monkeypatch, tmp_path, capsys):
    (tmp_path / ".env").write_text("XINJU_MODE=production\n")
    monkeypatch.setattr(dev, "ROOT", tmp_path)

    code = dev.main(["demo", "--no-serve"])

    assert code == 2
    assert "set up for production" in capsys.readouterr().err


def test_a_python_that_cannot_make_environments_says_what_to_install(monkeypatch):
    monkeypatch.setattr(dev.importlib.util, "find_spec", lambda name: None)

    with pytest.raises(dev.Stop, match="python3-venv"):
        dev.build()


def test_a_full_disk_is_told_in_one_line():
    assert "make room" in dev.words_for(OSError(errno.ENOSPC, "No space left on device"))
    assert "make room" in dev.words_for_pip(["Collecting numpy", "ERROR: [Errno 28] No space left on device"])


def test_too_little_room_is_told_before_the_download(tmp_path):
    with pytest.raises(dev.Stop, match="make room"):
        dev.need_room(tmp_path, 2**60)


def test_a_download_that_does_not_match_its_hash_is_named_so():
    said = ["ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE."]

    assert "does not match its hash" in dev.words_for_pip(said)


@pytest.fixture
def environment(monkeypatch, tmp_path):
    """An environment of the test's own, with requirement files beside it."""
    monkeypatch.setattr(dev, "VENV", tmp_path / "venv")
    monkeypatch.setattr(dev, "STAMP", tmp_path / "venv" / "xinju-stamp.json")
    monkeypatch.setattr(dev, "REQUIREMENTS", {kind: tmp_path / f"{kind}.txt" for kind in ("base", "test")})
    monkeypatch.setattr(dev, "python_works", lambda: True)
    steps: list[str] = []
    monkeypatch.setattr(dev, "build", lambda: (dev.VENV.mkdir(exist_ok=True), steps.append("build")))
    monkeypatch.setattr(dev, "install", lambda kind: steps.append(f"install {kind}"))
    monkeypatch.setattr(dev, "install_xinju", lambda: None)
    for kind in ("base", "test"):
        (tmp_path / f"{kind}.txt").write_text(f"{kind}==1\n")
    return steps


def test_a_complete_environment_is_left_alone(environment):
    dev.prepare("base")
    dev.prepare("base")

    assert environment == ["build", "install base"]


def test_the_tests_are_added_to_a_complete_environment(environment):
    dev.prepare("base")
    dev.prepare("test")
    dev.prepare("base")

    assert environment == ["build", "install base", "install test"]


def test_a_half_built_environment_is_made_anew(environment):
    dev.VENV.mkdir()

    dev.prepare("base")

    assert environment == ["build", "install base"]


def test_an_installation_that_was_broken_off_makes_the_environment_anew(environment, monkeypatch):
    dev.prepare("base")
    with monkeypatch.context() as patch:
        patch.setattr(dev, "install", lambda kind: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            dev.prepare("test")

    dev.prepare("test")

    assert environment == ["build", "install base", "build", "install test"]


@pytest.mark.parametrize("stamp", ["", "[1]", "{", json.dumps({"base": "of other requirements"})])
def test_an_environment_of_other_requirements_is_made_anew(environment, stamp):
    dev.VENV.mkdir()
    dev.STAMP.write_text(stamp)

    dev.prepare("test")

    assert environment == ["build", "install test"]


def test_a_changed_requirement_file_makes_the_environment_anew(environment):
    dev.prepare("base")
    dev.REQUIREMENTS["base"].write_text("base==2\n")

    dev.prepare("base")

    assert environment == ["build", "install base"] * 2


@pytest.fixture
def machine_without_browser(monkeypatch):
    """A Debian machine without chromium; what apt-get was asked for comes in a list."""
    asked: list[list[str]] = []
    monkeypatch.setattr(dev.shutil, "which", lambda name: None if name == "chromium" else f"/usr/bin/{name}")
    monkeypatch.setattr(dev.subprocess, "call", lambda command, **rest: asked.append(command) or 0)
    return asked


def test_a_missing_browser_is_installed_where_we_may(machine_without_browser, monkeypatch):
    monkeypatch.setattr(dev.os, "geteuid", lambda: 0)

    dev.ensure_browser()

    assert [command[:2] for command in machine_without_browser] == [["apt-get", "update"], ["apt-get", "install"]]
    assert {"chromium", "fonts-noto-cjk"} <= set(machine_without_browser[1])


def test_a_missing_browser_is_one_line_to_type_where_we_may_not(machine_without_browser, monkeypatch):
    monkeypatch.setattr(dev.os, "geteuid", lambda: 1000)

    with pytest.raises(dev.Stop, match="sudo apt-get install chromium fonts-noto-cjk"):
        dev.ensure_browser()

    assert machine_without_browser == []


def test_a_missing_database_server_is_installed_where_we_may(monkeypatch):
    asked: list[list[str]] = []
    monkeypatch.setattr(dev, "postgres_programs", lambda: None)
    monkeypatch.setattr(dev.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(dev.subprocess, "call", lambda command, **rest: asked.append(command) or 0)
    monkeypatch.setattr(dev.os, "geteuid", lambda: 0)

    dev.ensure_postgres()

    assert [command[1] for command in asked] == ["update", "install"] and asked[1][-1] == "postgresql"


def test_a_missing_database_server_is_one_line_to_type_where_we_may_not(monkeypatch):
    monkeypatch.setattr(dev, "postgres_programs", lambda: None)
    monkeypatch.setattr(dev.os, "geteuid", lambda: 1000)

    with pytest.raises(dev.Stop, match="sudo apt-get install postgresql"):
        dev.ensure_postgres()


@pytest.fixture
def server_programs():
    if dev.postgres_programs() is None:
        pytest.skip("no PostgreSQL here: apt-get install postgresql")
    return dev.postgres_programs()


@pytest.mark.slow
def test_the_servers_data_go_when_the_tests_are_over(server_programs, tmp_path, monkeypatch):
    shared = tempfile.mkdtemp(prefix="xinju-test-")  # pytest's own folder is closed to the server's account
    os.chmod(shared, 0o777)
    monkeypatch.setattr(dev.tempfile, "tempdir", shared)

    with dev.postgres() as (address, version):
        with psycopg.connect(address) as connection:
            said = connection.execute("SHOW server_version").fetchone()[0]
        assert version.split()[1] == said.split()[0]
        assert len(os.listdir(shared)) == 1

    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(address, connect_timeout=5)
    assert os.listdir(shared) == []
    os.rmdir(shared)


def test_a_server_that_does_not_start_is_told_in_one_line(server_programs, tmp_path):
    log = tmp_path / "log"
    log.write_text("starting\nFATAL:  could not create lock file\n")
    ended = subprocess.Popen(["true"])
    ended.wait()

    with pytest.raises(dev.Stop, match="did not start: FATAL:  could not create lock file"):
        dev.wait_for_postgres(ended, server_programs, dev.free_port(), log)


def test_the_second_pass_leaves_out_the_browser_and_what_uses_no_database():
    command = dev.on_postgres(argparse.Namespace(rest=["-k", "sign"]))

    assert "--only-database" in command and command[-2:] == ["-k", "sign"]
    assert command[command.index("--ignore") + 1] == "tests/journeys"


@pytest.mark.slow
def test_a_command_that_is_told_to_end_stops_its_server(server_programs, tmp_path):
    program = (
        "import dev, signal, time\n"
        "signal.signal(signal.SIGTERM, dev.end_by_signal)\n"
        "with dev.postgres() as (address, version):\n"
        "    print(address, flush=True)\n"
        "    time.sleep(60)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", program], cwd=dev.ROOT, stdout=subprocess.PIPE, text=True)
    address = process.stdout.readline().strip()

    process.terminate()

    assert process.wait(60) == 128 + signal.SIGTERM
    process.stdout.close()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(address, connect_timeout=5)


def test_a_command_that_is_told_to_end_ends_what_it_handed_over_to():
    child = "import os, time; print(os.getpid(), flush=True); time.sleep(60)"
    program = (
        "import dev, os, signal, sys\n"
        "signal.signal(signal.SIGTERM, dev.end_by_signal)\n"
        f"dev.handed_over([sys.executable, '-c', {child!r}], dict(os.environ))\n"
    )
    process = subprocess.Popen([sys.executable, "-c", program], cwd=dev.ROOT, stdout=subprocess.PIPE, text=True)
    handed_to = int(process.stdout.readline())

    process.terminate()

    assert process.wait(30) == 128 + signal.SIGTERM
    process.stdout.close()
    with pytest.raises(ProcessLookupError):
        os.kill(handed_to, 0)


def test_the_command_does_nothing_where_a_process_of_its_own_reads_it_again(monkeypatch, tmp_path):
    written = tmp_path / "xinju"
    monkeypatch.setattr(dev, "program", lambda name: written)
    monkeypatch.setattr(dev, "python", lambda: sys.executable)
    dev.install_xinju()

    names = runpy.run_path(str(written), run_name="__mp_main__")

    assert callable(names["main"])
