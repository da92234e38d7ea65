"""The site's database as one stream of bytes out, and back in beside what stood there: SQLite and PostgreSQL.

Out while people write: SQLite's backup interface and pg_dump each give one moment. Back in: what stood there is set aside
under another name, and comes back when the restore fails.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SQLITE, POSTGRESQL = "sqlite", "postgresql"
_LIBPQ = {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "sslcert": "PGSSLCERT", "sslkey": "PGSSLKEY"}
Read = Callable[[int], bytes]


class NoTool(Exception):
    """pg_dump or pg_restore is not on this machine."""


class ToolFailed(Exception):
    """pg_dump or pg_restore ended with an error: its first complaint."""


@contextmanager
def dumped(settings: Mapping[str, Any], kind: str) -> Iterator[Read]:
    """The whole database as of one moment, as a stream. `settings` is Django's entry of the database."""
    dump = _dumped_sqlite if kind == SQLITE else _dumped_postgresql
    with dump(settings) as read:
        yield read


def restore(settings: Mapping[str, Any], kind: str, pieces: Iterable[bytes], stamp: str) -> str:
    """Put a dump in place; answers under which name the database before it was kept, empty where there was none."""
    return (_restore_sqlite if kind == SQLITE else _restore_postgresql)(settings, pieces, stamp)


@contextmanager
def _dumped_sqlite(settings: Mapping[str, Any]) -> Iterator[Read]:
    path = Path(settings["NAME"])
    # Beside the database: names are in clear in both, so both need the same guard, and there is room of the same kind.
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=path.parent) as folder:
        copy = Path(folder) / "copy.sqlite3"
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as source, sqlite3.connect(copy) as target:
            source.backup(target)  # all pages in one step: one moment, and with WAL nobody waits for it
        source.close()
        target.close()
        with copy.open("rb") as file:
            yield file.read


def _restore_sqlite(settings: Mapping[str, Any], pieces: Iterable[bytes], stamp: str) -> str:
    path = Path(settings["NAME"])
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.restoring")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            for some in pieces:
                file.write(some)
            file.flush()
            os.fsync(file.fileno())
        kept = path.with_name(f"{path.name}.before-{stamp}") if _has_tables(path) else None
        for ending in ("", "-wal", "-shm"):  # a log of the old file would be played into the new one
            part = path.with_name(path.name + ending)
            if kept and part.exists():
                part.rename(kept.with_name(kept.name + ending))
            part.unlink(missing_ok=True)
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)
    return str(kept) if kept else ""


def _has_tables(path: Path) -> bool:
    if not path.exists():
        return False
    connection = sqlite3.connect(path)
    try:
        return connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] > 0
    finally:
        connection.close()


@contextmanager
def _dumped_postgresql(settings: Mapping[str, Any]) -> Iterator[Read]:
    command = [_tool("pg_dump"), "--format=custom", "--no-owner", "--no-privileges", "--schema=public", "--no-password"]
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, env=_variables(settings), stdout=subprocess.PIPE, stderr=said)
        try:
            yield process.stdout.read
        finally:
            process.stdout.close()
            code = process.wait()
        if code != 0:
            raise ToolFailed(_complaint(said))


def _restore_postgresql(settings: Mapping[str, Any], pieces: Iterable[bytes], stamp: str) -> str:
    from django.db import connection

    tool, kept = _tool("pg_restore"), f"before_{stamp.replace('-', '_').lower()}"
    has_tables = bool(connection.introspection.table_names())
    if has_tables:
        _say_to_server(f"ALTER SCHEMA public RENAME TO {kept}", "CREATE SCHEMA public")
    try:
        _fed(tool, settings, pieces)  # one transaction: all of it, or nothing
    except BaseException:
        if has_tables:
            _say_to_server("DROP SCHEMA public CASCADE", f"ALTER SCHEMA {kept} RENAME TO public")
        raise
    return kept if has_tables else ""


def _say_to_server(*statements: str) -> None:
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    connection.close()


def _fed(tool: str, settings: Mapping[str, Any], pieces: Iterable[bytes]) -> None:
    # The dump's own schema is not made: it stands already.
    command = [tool, "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", "--no-password"]
    command += ["--schema=public", f"--dbname={settings['NAME']}"]
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, env=_variables(settings), stdin=subprocess.PIPE, stderr=said)
        try:
            for some in pieces:
                process.stdin.write(some)
            process.stdin.close()
        except BrokenPipeError:
            pass  # its last line says why it ended
        finally:
            code = process.wait()
        if code != 0:
            raise ToolFailed(_complaint(said))


def _variables(settings: Mapping[str, Any]) -> dict[str, str]:
    """The connection as libpq's variables: a password on a command line could be read by everybody on the machine."""
    names = {"NAME": "PGDATABASE", "USER": "PGUSER", "PASSWORD": "PGPASSWORD", "HOST": "PGHOST", "PORT": "PGPORT"}
    said = {theirs: str(settings[ours]) for ours, theirs in names.items() if settings.get(ours)}
    options = settings.get("OPTIONS", {})
    said |= {theirs: str(options[ours]) for ours, theirs in _LIBPQ.items() if options.get(ours)}
    return {**os.environ, **said}


def _tool(name: str) -> str:
    newest = sorted(
        Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4].split(".")[0])
    )
    found = str(newest[-1]) if newest else shutil.which(name)
    if found is None:
        raise NoTool(name)
    return found


def _complaint(said: Any) -> str:
    said.seek(0)
    lines = said.read().decode(errors="replace").strip().splitlines() or ["no message"]
    return next((line for line in lines if "error:" in line), lines[-1])
