"""Databases for programs in processes of their own, on the kind of database that this run of the tests is on."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
from psycopg import sql

SERVER = os.environ.get("DATABASE_URL", "")  # as the run began: a test may set another
SOURCE = Path(__file__).parents[1] / "src"
REQUIREMENTS = Path(__file__).parents[1] / "requirements" / "base.txt"


def on_server() -> bool:
    """Are the tests running on PostgreSQL?"""
    return SERVER.startswith("postgres")


def new_database(folder: Path) -> str:
    """The address of a new, empty database."""
    if not on_server():
        return address_of(folder / f"{uuid4().hex}.sqlite3")
    return _created("CREATE DATABASE {}")


def copy_of(address: str, folder: Path) -> str:
    """The address of a new database with what another holds; nobody may be connected to that one."""
    if not on_server():
        copy = new_database(folder)
        shutil.copy(_file(address), _file(copy))
        return copy
    return _created("CREATE DATABASE {} TEMPLATE {}", urlsplit(address).path[1:])


def address_of(file: Path) -> str:
    """The address of a SQLite file."""
    return f"sqlite:///{file.resolve()}"


def drop(address: str) -> None:
    """Throw a database away, with whoever is still connected."""
    if not on_server():
        return  # its folder goes
    name = urlsplit(address).path[1:]
    with _server() as server:
        server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        server.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))


def variables_of(home: Path, address: str, **more: str) -> dict[str, str]:
    """The environment of a program on this home and database."""
    return {
        **os.environ, "PYTHONPATH": str(SOURCE), "XINJU_MODE": "demo", "XINJU_HOME": str(home),
        "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "xinju.config.settings", **more,
    }  # fmt: skip


def sqlite_with_tables(home: Path) -> Path:
    """A SQLite file with all tables and nothing in them, kept at home: made again only when what makes it has changed."""
    makers = [*SOURCE.glob("xinju/*/migrations/*.py"), *SOURCE.glob("xinju/config/**/*.py"), REQUIREMENTS]
    told = hashlib.sha256(b"".join(maker.read_bytes() for maker in sorted(makers))).hexdigest()
    kept = home / f"tables-{told[:16]}.sqlite3"
    with open(home / "tables.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the other process of this run needs it too
        if not kept.is_file():
            made = kept.with_suffix(".making")
            made.unlink(missing_ok=True)
            migrate(home, address_of(made))
            made.replace(kept)
    return kept


def migrate(home: Path, address: str) -> None:
    """Make all tables, in a process of its own."""
    command = [sys.executable, "-m", "django", "migrate", "-v0", "--skip-checks"]
    subprocess.run(command, env=variables_of(home, address), check=True)


def _created(statement: str, *names: str) -> str:
    own = f"own_{uuid4().hex}"
    with _server() as server:
        server.execute(sql.SQL(statement).format(*(sql.Identifier(name) for name in (own, *names))))
    return urlsplit(SERVER)._replace(path=f"/{own}").geturl()


def _server() -> psycopg.Connection:
    return psycopg.connect(SERVER, autocommit=True)


def _file(address: str) -> Path:
    return Path(urlsplit(address).path[1:])
