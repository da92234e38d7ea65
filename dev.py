#!/usr/bin/env python3
"""The two commands of the house, with the standard library only.

    python3 dev.py demo     the invented district, from people to letters, then the pages on this machine
    python3 dev.py test     everything that checks the house, on SQLite and on a PostgreSQL of its own; --quick without
                            a browser and on SQLite only, --spark on a real cluster

Written so that an old Python can read it far enough to say that it is too old.
"""

import argparse
import contextlib
import errno
import fcntl
import hashlib
import importlib.util
import json
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

OLDEST_PYTHON = (3, 11)
ROOT = Path(__file__).resolve().parent
VENV = Path(os.environ.get("XINJU_VENV", str(ROOT / ".venv"))).resolve()
STAMP = VENV / "xinju-stamp.json"
SPARK_VENV = VENV.with_name(VENV.name + "-spark")
REQUIREMENTS = {"base": ROOT / "requirements" / "base.txt", "test": ROOT / "requirements" / "test.txt"}
ROOM_TO_INSTALL = 1500 * 1024 * 1024
ROOM_TO_RUN = 200 * 1024 * 1024
BROWSER_PACKAGES = ["chromium", "fonts-noto-cjk", "fontconfig", "poppler-utils"]
POSTGRES_USER = "postgres"  # Debian's account for the server, which refuses to run as root
POSTGRES_STARTS_IN = 60  # seconds
POSTGRES_STOPS_IN = 30
# A server for one run of the tests, on whose data nothing depends after a crash
POSTGRES_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200"}
QUICK_EXAMPLES = "5"  # sheets that --quick invents to hold the evaluators against each other; the whole run takes more
NOTHING_COLLECTED = 5  # pytest's exit code
TAKEN_IN_HAND = ("Collecting", "Processing", "Requirement already")
LOOPBACK = "127.0.0.1"


class Stop(Exception):
    """What keeps the command from going on, in one line for the person who typed it."""


def main(arguments):
    """Run a command; answer with its exit code."""
    if sys.version_info < OLDEST_PYTHON:
        print(
            "dev.py: this Python is too old: 3.11 or later is needed, here is " + sys.version.split()[0],
            file=sys.stderr,
        )
        return 2
    options = parser().parse_args(arguments)
    try:
        return demo(options) if options.command == "demo" else test(options)
    except Stop as reason:
        print(f"dev.py: {reason}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"dev.py: {words_for(error)}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\ndev.py: stopped; the same command goes on from here", file=sys.stderr)
        return 130


def end_by_signal(number, frame):
    """Leave by the same way as always, so that what was started is stopped: a database server would outlive us."""
    sys.exit(128 + number)


def parser():
    """Describe the two commands."""
    top = argparse.ArgumentParser(prog="dev.py", description="Xinju: show it, test it.")
    commands = top.add_subparsers(dest="command", required=True, metavar="demo|test")
    show = commands.add_parser("demo", help="make the invented district, do the main job, serve the pages")
    show.add_argument("--residents", type=positive, default=20000, metavar="N", help="people (default 20000)")
    show.add_argument("--fresh", action="store_true", help="throw the last demo away and begin again")
    show.add_argument("--no-serve", action="store_true", help="end after the job")
    show.add_argument("--port", type=port_number, default=8000, help="port of the pages (default 8000)")
    check = commands.add_parser("test", help="lint, import contracts, tests, browser journeys")
    check.add_argument("--quick", action="store_true", help="no browser, SQLite only, under a minute")
    check.add_argument(
        "--spark", action="store_true", help="the Spark dialect on a real cluster here (Java 17); only that"
    )
    check.add_argument("rest", nargs="*", metavar="-- ARGUMENTS", help="handed on to pytest")
    return top


def positive(text):
    """A whole number from 1 up."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r}: expected a whole number from 1 up")
    return int(text)


def port_number(text):
    """A port that an ordinary user may open."""
    if not text.isdecimal() or not 1024 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r}: expected a number from 1024 to 65535")
    return int(text)


def words_for(error):
    """One line for what the operating system refused."""
    where = f" at {error.filename}" if error.filename else ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"the disk is full{where}: make room and type the command again"
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"not allowed to write{where}: check who owns the folder"
    return f"{error.strerror or error}{where}"


# The commands ----------------------------------------------------------------------------------------------------


def demo(options):
    """Make the environment and the database, then hand over to `xinju demo`."""
    refuse_production()
    if not options.no_serve:
        refuse_taken_port(options.port)
    prepare("base")
    variables = child_variables(XINJU_MODE="demo")
    home = Path(variables.get("XINJU_HOME", "var"))
    make_home(ROOT / home)
    say("Preparing the database")
    quietly([python(), "-m", "django", "migrate", "--verbosity", "0"], variables, log=ROOT / home / "migrate.log")
    command = [str(program("xinju")), "demo", "--residents", str(options.residents), "--port", str(options.port)]
    command += ["--fresh"] * options.fresh + ["--no-serve"] * options.no_serve
    return handed_over(command, variables)


def spark(options):
    """The same sheets on Spark: a master and two workers on loopback, in an environment of their own."""
    if shutil.which("java") is None:
        raise Stop("Spark needs Java 17: sudo apt-get install openjdk-17-jre-headless")
    prepare("test")
    if not (SPARK_VENV / "complete").is_file():
        need_room(ROOT, ROOM_TO_INSTALL)
        say(f"Making the environment {shown(SPARK_VENV)} (some minutes: Spark comes as source)")
        venv.EnvBuilder(with_pip=True, symlinks=True, clear=True).create(SPARK_VENV)
        command = [str(SPARK_VENV / "bin" / "python"), "-m", "pip", "install", "-q", "--require-hashes"]
        if subprocess.call([*command, "-r", str(REQUIREMENTS["base"].with_name("spark.txt"))]) != 0:
            raise Stop("installing Spark failed: the lines above say why")
        (SPARK_VENV / "complete").touch()
    home = ROOT / "var" / "test"
    make_home(home)
    interpreter = str(SPARK_VENV / "bin" / "python")
    variables = child_variables(XINJU_MODE="demo", XINJU_HOME=str(home), XINJU_SPARK_PYTHON=interpreter)
    command = [python(), "-m", "pytest", "-q", "tests/spark", *options.rest]
    return 0 if passes("the Spark dialect", command, variables) else 1


def test(options):
    """Lint, contracts and tests, on SQLite and then on PostgreSQL; all of them run, the exit code is 1 when one fails."""
    if options.spark:
        return spark(options)
    if not options.quick:
        ensure_browser()
        ensure_postgres()
    prepare("test")
    home = ROOT / "var" / "test"
    make_home(home)
    variables = child_variables(XINJU_MODE="demo", XINJU_HOME=str(home), DATABASE_URL="sqlite:///test.sqlite3")
    if options.quick:
        variables.setdefault("XINJU_EXAMPLES", QUICK_EXAMPLES)
    failed = [name for name, command in checks(options) if not passes(name, command, variables)]
    said = "on SQLite"
    if not options.quick:
        with postgres() as (address, version):
            name, command = f"tests on {version}", on_postgres(options)
            # What a command chose among the tests may be of tests without a database only
            fine = (0, NOTHING_COLLECTED) if options.rest else (0,)
            if not passes(name, command, {**variables, "DATABASE_URL": address}, fine):
                failed.append(name)
            said += f" and on {version}"
    say(f"Everything passed {said}" if not failed else "Failed: " + ", ".join(failed))
    return 1 if failed else 0


def checks(options):
    """The checks in their order: name and command."""
    pytest = pytest_command()
    if options.quick:
        pytest += ["--ignore", "tests/journeys", "-m", "not slow"]
    return [
        ("ruff", [str(program("ruff")), "check", "--quiet", "."]),
        ("import contracts", [str(program("lint-imports")), "--no-logo", "--no-cache"]),
        ("tests on SQLite", pytest + options.rest),
    ]


def on_postgres(options):
    """The second pass: every test that touches the database, without the browser."""
    return [*pytest_command(), "--only-database", "--ignore", "tests/journeys", *options.rest]


def pytest_command():
    """Tests on as many processes as there are cores, a file of tests on one."""
    workers = str(min(4, os.cpu_count() or 1))
    return [python(), "-m", "pytest", "-q", "-n", workers, "--dist", "loadfile"]


def passes(name, command, variables, fine=(0,)):
    """Run one check with its output shown; did it pass?"""
    say(name)
    return handed_over(command, variables) in fine


# The environment -------------------------------------------------------------------------------------------------


def prepare(kind):
    """Make the environment hold the requirements of a kind, base or test, exactly; do nothing when it does."""
    with only_one_builder():
        stamp = read_stamp()
        if stamp.get("base") != fingerprint("base"):
            build()
            stamp = {}
        if stamp.get(kind) != fingerprint(kind):
            STAMP.unlink(missing_ok=True)  # a kill from here on leaves an environment that is known to be half-built
            install(kind)
            stamp["base"] = fingerprint("base")
            stamp[kind] = fingerprint(kind)
            STAMP.write_text(json.dumps(stamp), encoding="utf-8")
        install_xinju()


def read_stamp():
    """What the environment was last completed with; nothing for a missing, foreign or half-built one."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) and python_works() else {}


def python_works():
    """Does the environment's Python start? It does not when the Python that it was made from is gone."""
    try:
        return subprocess.call([python(), "-c", ""], stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


def fingerprint(kind):
    """The requirement file's content, this Python and the environment's place, as one hash."""
    about = f"{sys.version_info[0]}.{sys.version_info[1]}|{VENV}|"
    return hashlib.sha256(about.encode() + REQUIREMENTS[kind].read_bytes()).hexdigest()


def build():
    """Make an empty environment; what was left half-built, or was made for other requirements, goes first."""
    if importlib.util.find_spec("ensurepip") is None:
        raise Stop("this Python cannot make environments: sudo apt-get install python3-venv")
    need_room(VENV.parent, ROOM_TO_INSTALL)
    if VENV.exists():
        say(f"The environment {shown(VENV)} is not complete or out of date: making it anew")
        shutil.rmtree(VENV)
    else:
        say(f"Making the environment {shown(VENV)}")
    venv.EnvBuilder(with_pip=True, symlinks=True).create(VENV)


def install(kind):
    """Install a requirement file; each download must match its hash, nothing is compiled here."""
    total = sum(1 for line in REQUIREMENTS[kind].read_text(encoding="utf-8").splitlines() if "==" in line)
    say(f"Installing {total} packages from {shown(REQUIREMENTS[kind])}")
    command = [python(), "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--require-hashes"]
    command += ["--only-binary", ":all:", "--progress-bar", "off", "-r", str(REQUIREMENTS[kind])]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env=child_variables(PYTHONUNBUFFERED="1"),
    )
    said = []
    for line in process.stdout:
        said.append(line.strip())
        report(line, sum(1 for text in said if text.startswith(TAKEN_IN_HAND)), total)
    if process.wait() != 0:
        raise Stop(words_for_pip(said))


def report(line, count, total):
    """Show one line of pip's work."""
    if line.startswith(("Collecting", "Processing")):
        package = Path(line.split()[1]).name.split("-")[0] if line.startswith("Processing") else line.split()[1]
        print(f"  {min(count, total)} of {total}: {package.split('==')[0]}", flush=True)
    elif line.startswith("Installing collected"):
        print("  unpacking", flush=True)


def words_for_pip(said):
    """One line for what went wrong in an installation."""
    whole = "\n".join(said)
    if "No space left on device" in whole or "Disk quota exceeded" in whole:
        return "the disk is full: make room and type the command again"
    if "DO NOT MATCH THE HASHES" in whole:
        return "a download does not match its hash in requirements/: nothing of it was installed"
    errors = [line for line in said if line.startswith("ERROR")]
    return "installing failed: " + (errors[-1] if errors else (said or ["pip said nothing"])[-1])


def install_xinju():
    """Put this folder's source on the environment's path and the command `xinju` beside its Python."""
    path = subprocess.check_output(
        [python(), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], text=True
    )
    (Path(path.strip()) / "xinju.pth").write_text(f"{ROOT / 'src'}\n", encoding="utf-8")
    command = program("xinju")
    # The server's process reads the command's file once more: it must not become the command a second time.
    command.write_text(
        f"#!{python()}\nimport sys\n\nfrom xinju.cli.main import main\n\n"
        'if __name__ == "__main__":\n    sys.exit(main())\n',
        encoding="utf-8",
    )
    command.chmod(0o755)


class only_one_builder:
    """Two commands started at once build one environment, one after the other."""

    def __enter__(self):
        VENV.parent.mkdir(parents=True, exist_ok=True)
        name = hashlib.sha256(str(VENV).encode()).hexdigest()[:16]
        self.file = open(Path(tempfile.gettempdir()) / f"xinju-{os.getuid()}-{name}.lock", "w")
        fcntl.flock(self.file, fcntl.LOCK_EX)

    def __exit__(self, *error):
        self.file.close()


# The machine -----------------------------------------------------------------------------------------------------


def refuse_production():
    """A demo invents people: never into the database of a folder that is set up for production."""
    settings = ROOT / ".env"
    lines = settings.read_text(encoding="utf-8").split() if settings.is_file() else []
    if "XINJU_MODE=production" in lines or os.environ.get("XINJU_MODE") == "production":
        raise Stop("this folder is set up for production (XINJU_MODE): run the demo in another one")


def refuse_taken_port(port):
    """Say so before a minute of work, not after it."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            raise Stop(f"port {port} is taken: choose another with --port, or stop the other program") from None


def need_room(folder, needed):
    """Stop when the disk has less room than a step is known to take."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise Stop(f"{free // 2**20} MB free at {shown(folder)}, {needed // 2**20} MB needed: make room and try again")


def make_home(home):
    """The folder for all that the program writes; refuses when it cannot be written."""
    home.mkdir(parents=True, exist_ok=True)
    need_room(home, ROOM_TO_RUN)
    with tempfile.TemporaryFile(dir=home):
        pass


def ensure_browser():
    """Debian's chromium, a Chinese font and a reader of PDF: install them where we may, else say what to type."""
    if not (shutil.which("chromium") and shutil.which("pdftotext") and has_chinese_font()):
        install_packages("the browser journeys need", "chromium, a Chinese font and pdftotext", BROWSER_PACKAGES)


def ensure_postgres():
    """Debian's PostgreSQL, for the second pass of the tests: likewise."""
    if postgres_programs() is None:
        install_packages("the tests on the second database need", "PostgreSQL", ["postgresql"])


def install_packages(need, what, packages):
    """Install packages of Debian as root; raises Stop with the line to type where that is not possible."""
    line = "apt-get install " + " ".join(packages)
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        raise Stop(f"{need} {what}: sudo {line} (or test with --quick)")
    say(f"Installing {what}")
    variables = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    for step in (["update", "-q"], ["install", "-q", "-y", "--no-install-recommends"] + packages):
        if subprocess.call(["apt-get"] + step, env=variables) != 0:
            raise Stop(f"apt-get {step[0]} failed: mend that, then {line} (or test with --quick)")


def has_chinese_font():
    """Is there a font with Chinese characters?"""
    if shutil.which("fc-list") is None:
        return any(Path("/usr/share/fonts").glob("**/*CJK*"))
    return bool(subprocess.check_output(["fc-list", ":lang=zh-cn", "file"]).strip())


# The database server ---------------------------------------------------------------------------------------------


def postgres_programs():
    """The folder of initdb and postgres, the newest where there are several; None where there is none."""
    found = [Path(place).parent for place in [shutil.which("initdb")] if place]
    found += Path("/usr/lib/postgresql").glob("*/bin")
    complete = [folder for folder in found if (folder / "initdb").is_file() and (folder / "postgres").is_file()]
    return max(complete, key=lambda folder: [int(part) for part in folder.parts if part.isdecimal()], default=None)


@contextlib.contextmanager
def postgres():
    """A server of our own on loopback and a free port, with data of its own that go with it: address and version."""
    programs = postgres_programs()
    if programs is None:
        raise Stop("apt-get install postgresql left no initdb and postgres below /usr/lib/postgresql")
    owner = {"user": POSTGRES_USER, "group": POSTGRES_USER, "extra_groups": []} if os.geteuid() == 0 else {}
    folder = Path(tempfile.mkdtemp(prefix="xinju-postgres-"))
    secret = secrets.token_hex(16)
    try:
        (folder / "secret").write_text(secret, encoding="ascii")
        if owner:
            account = pwd.getpwnam(POSTGRES_USER)
            for path in (folder, folder / "secret"):
                os.chown(path, account.pw_uid, account.pw_gid)
        make_cluster(programs, folder, owner)
        with running_postgres(programs, folder, owner) as port:
            version = subprocess.check_output([str(programs / "postgres"), "--version"], text=True).split()[2]
            yield f"postgres://xinju:{secret}@{LOOPBACK}:{port}/postgres", f"PostgreSQL {version}"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def make_cluster(programs, folder, owner):
    """Make the server's data folder."""
    command = [str(programs / "initdb"), "--pgdata", str(folder / "data"), "--username", "xinju"]
    command += [
        "--pwfile",
        str(folder / "secret"),
        "--auth",
        "scram-sha-256",
        "--encoding",
        "UTF8",
        "--locale",
        "C.UTF-8",
    ]
    done = subprocess.run(command, cwd=folder, text=True, errors="replace", capture_output=True, **owner)
    if done.returncode != 0:
        raise Stop("PostgreSQL's initdb failed: " + (done.stderr.strip().splitlines() or ["no message"])[-1])


@contextlib.contextmanager
def running_postgres(programs, folder, owner):
    """Run the server until the tests are over; answers with its port."""
    port = free_port()
    settings = {**POSTGRES_SETTINGS, "listen_addresses": LOOPBACK, "port": port, "unix_socket_directories": folder}
    command = [str(programs / "postgres"), "-D", str(folder / "data")]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    with open(folder / "log", "wb") as log:
        # A session of its own: Ctrl-C ends the tests first, then the server.
        server = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, start_new_session=True, **owner)
    try:
        wait_for_postgres(server, programs, port, folder / "log")
        yield port
    finally:
        server.send_signal(signal.SIGINT)  # its fast way to stop; connections end at once
        try:
            server.wait(POSTGRES_STOPS_IN)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def wait_for_postgres(server, programs, port, log):
    """Return once the server takes connections; raises Stop with its last line when it does not."""
    command = [str(programs / "pg_isready"), "-q", "-h", LOOPBACK, "-p", str(port)]
    end = time.monotonic() + POSTGRES_STARTS_IN
    while subprocess.call(command) != 0:
        if server.poll() is not None or time.monotonic() > end:
            said = log.read_text(encoding="utf-8", errors="replace").strip().splitlines() or ["no message"]
            raise Stop(f"PostgreSQL did not start: {said[-1]}")
        time.sleep(0.1)


def free_port():
    """A port on loopback that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return probe.getsockname()[1]


def program(name):
    """Path of a command in the environment."""
    return VENV / "bin" / name


def python():
    """Path of the environment's Python."""
    return str(program("python"))


def child_variables(**more):
    """The shell's variables without those that lead Python to packages of elsewhere, or let it compile each file each time."""
    left_out = ("PYTHONPATH", "PYTHONHOME", "PYTHONDONTWRITEBYTECODE")
    held = {name: value for name, value in os.environ.items() if name not in left_out}
    held.update(PYTHONNOUSERSITE="1", DJANGO_SETTINGS_MODULE="xinju.config.settings", **more)
    return held


def quietly(command, variables, log):
    """Run a command; only when it fails show its last line and say where the rest lies."""
    done = subprocess.run(command, env=variables, cwd=ROOT, text=True, errors="replace", capture_output=True)
    if done.returncode == 0:
        return
    log.write_text(done.stdout + done.stderr, encoding="utf-8")
    last = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()][-1:]
    raise Stop(f"{last[0] if last else 'no message'} (all of it: {shown(log)})")


def handed_over(command, variables):
    """Run a command on this terminal until it ends, a press of Ctrl-C included."""
    process = subprocess.Popen(command, env=variables, cwd=ROOT)
    try:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                continue
    finally:
        if process.poll() is None:  # this command was told to end: what it started must not outlive it
            process.terminate()
            process.wait()


def shown(path):
    """A path as a person would type it from the project's folder."""
    return str(path.relative_to(ROOT)) if ROOT in path.parents else str(path)


def say(words):
    """One line of progress."""
    print(f"== {words}", flush=True)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, end_by_signal)
    sys.exit(main(sys.argv[1:]))
