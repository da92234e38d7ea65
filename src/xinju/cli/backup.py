"""One sealed file with the whole site, made while people write: the database as of one moment, and the files under XINJU_HOME.

The keys of the site are never in it: neither the keyring nor XINJU_SECRET_KEY. Keep them, and the backup's own key, apart.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from xinju.cli.archive import ArchiveWriter, Manifest, NotAnArchive, new_key_file, read_key_file
from xinju.cli.archive_words import complain_of
from xinju.cli.databases import NoTool, ToolFailed, dumped
from xinju.cli.exit_codes import DONE, FOUND, UNREADABLE
from xinju.cli.home import home
from xinju.cli.site import site
from xinju.cli.speech import chosen, complain
from xinju.desk.checkups import LAST_BACKUP

NAME = "backup"
HELP = "备份:数据库和文件,加密成一个文件 · the whole site in one sealed file"
BY = "job:command-line"
# Keys stay apart; the rest is made anew or belongs to this machine.
LEFT_OUT = {"keys", "keyring.json", "demo-secret-key", "cache", "screenshots", LAST_BACKUP}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--key", type=Path, required=True, metavar="FILE", help="备份的密钥 · the key of the backups")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("-o", "--output", type=Path, metavar="FILE", help="写入 · the archive to write")
    what.add_argument("--new-key", action="store_true", help="新建密钥文件 · make the key file")


def run(args: argparse.Namespace) -> int:
    try:
        if args.new_key:
            return _new_key(args.key)
        with site():
            return _backup(args.output.resolve(), read_key_file(args.key), args.key.resolve())
    except (NotAnArchive, NoTool, ToolFailed) as trouble:
        complain_of(trouble)
        return UNREADABLE


def _new_key(path: Path) -> int:
    try:
        new_key_file(path)
    except FileExistsError:
        complain(f"{path} 已存在,不覆盖。", f"{path} exists and is left as it is.")
        return FOUND
    complain(
        f"备份密钥在 {path}:另存两处,与备份分开。没有它,备份永远打不开。",
        f"the key of the backups lies in {path}: keep two copies apart from the backups. Without it none opens, ever.",
    )
    return DONE


def _backup(output: Path, key: str, key_file: Path) -> int:
    if home() in key_file.parents:
        complain(f"{key_file}:备份密钥不能放在 XINJU_HOME 里。", f"{key_file}: the key must not lie under XINJU_HOME.")
        return FOUND
    if output.exists():
        complain(f"{output} 已存在,不覆盖。", f"{output} exists and is left as it is.")
        return FOUND
    from django.db import connection, transaction

    from xinju.audit.actions import record

    began, made_at = time.monotonic(), datetime.now(UTC)
    with ArchiveWriter(output, key) as archive:
        manifest = _written(archive, made_at, output)
    with transaction.atomic():
        record("site.backed_up", about="site:backup", by=BY, purpose="job:backup")
    connection.close()
    seconds = round(time.monotonic() - began, 1)
    said = {"made_at": made_at.isoformat(), "archive": str(output), "bytes": output.stat().st_size, "seconds": seconds}
    (home() / LAST_BACKUP).write_text(json.dumps(said, ensure_ascii=False, indent=1), encoding="utf-8")
    print(
        chosen(
            f"已备份到 {output}:数据库 {manifest.database.size} 字节,文件 {len(manifest.files)} 个,用时 {seconds} 秒。"
            "密钥不在其中,请另行保存。",
            f"backed up to {output}: a database of {manifest.database.size} bytes and {len(manifest.files)} files in {seconds} s. "
            "The keys are not in it: keep them apart.",
        )
    )
    return DONE


def _written(archive: ArchiveWriter, made_at: datetime, output: Path) -> Manifest:
    from django.db import connection

    from xinju.web.keyring import keyring

    # The database first: whatever file one of its rows names was there before the row.
    with dumped(connection.settings_dict, connection.vendor) as read:
        database = archive.add_database(read)
    for path in _files(home(), output):
        try:
            archive.add_file(path, path.relative_to(home()).as_posix())
        except FileNotFoundError:
            continue  # thrown away since: a draft, or what a row no longer names
    manifest = Manifest(
        made_at=made_at.isoformat(),
        kind=connection.vendor,
        server=_server(),
        migrations=_migrations(),
        keys=sorted(key.id for key in keyring().ring().keys),
        database=database,
        files=archive.files,
    )
    archive.add_manifest(manifest)
    return manifest


def _files(folder: Path, output: Path) -> Iterator[Path]:
    from django.db import connection

    database = str(connection.settings_dict["NAME"]) if connection.vendor == "sqlite" else None
    for path in sorted(folder.iterdir()):
        is_database = database is not None and str(path).startswith(database)
        if path.name in LEFT_OUT or path.name.startswith((".backup-", "before-")) or is_database or path.is_symlink():
            continue
        if path.is_dir():
            yield from _files(path, output)
        elif path.is_file() and path != output and path.suffix != ".part":
            yield path


def _server() -> str:
    from django.db import connection

    return ".".join(str(part) for part in connection.get_database_version())


def _migrations() -> dict[str, list[str]]:
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    applied = defaultdict(list)
    for app, name in sorted(MigrationRecorder(connection).applied_migrations()):
        applied[app].append(name)
    return dict(applied)
