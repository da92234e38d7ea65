"""Put a backup in place, once every checksum in it holds. What stood there before is set aside, never destroyed.

--check reads the archive only. --drill restores it into an empty home and database, checks the audit and compares the
points of the day before with this site's, then throws all that away.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from xinju.cli.archive import Manifest, NotAnArchive, checked, database_pieces, read_key_file, write_files
from xinju.cli.archive_words import complain_of
from xinju.cli.backup import BY, LEFT_OUT
from xinju.cli.databases import NoTool, ToolFailed
from xinju.cli.databases import restore as restore_database
from xinju.cli.drill import drill
from xinju.cli.exit_codes import DONE, FOUND, UNREADABLE
from xinju.cli.home import home
from xinju.cli.site import site
from xinju.cli.speech import chosen, complain

NAME = "restore"
HELP = "恢复备份,或演练恢复 · put a backup in place, or try whether it can be"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("archive", type=Path, metavar="FILE")
    parser.add_argument("--key", type=Path, required=True, metavar="FILE", help="备份的密钥 · the key of the backups")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--check", action="store_true", help="只核对,不写 · read and compare only")
    how.add_argument("--drill", action="store_true", help="在别处演练 · restore elsewhere and compare")
    how.add_argument(
        "--overwrite", action="store_true", help="站点不空也恢复,原有的改名保留 · a site that is not empty is set aside"
    )


def run(args: argparse.Namespace) -> int:
    try:
        key = read_key_file(args.key)
        manifest = checked(args.archive, key)
        if args.check:
            _say(manifest)
            return DONE
        with site():
            if args.drill:
                return drill(args.archive.resolve(), args.key.resolve(), manifest)
            return _restore(args, key, manifest)
    except (NotAnArchive, NoTool, ToolFailed) as trouble:
        complain_of(trouble)
        return UNREADABLE


def _say(manifest: Manifest) -> None:
    print(
        chosen(
            f"完整:{manifest.made_at} 的备份,{manifest.kind} 数据库 {manifest.database.size} 字节,文件 {len(manifest.files)} 个。",
            f"whole: a backup of {manifest.made_at} with a {manifest.kind} database of {manifest.database.size} bytes and "
            f"{len(manifest.files)} files.",
        )
    )


def _restore(args: argparse.Namespace, key: str, manifest: Manifest) -> int:
    reason = _reason_against(manifest, args.overwrite)
    if reason is not None:
        complain(*reason)
        return FOUND
    from django.db import connection

    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    settings, kind = connection.settings_dict, connection.vendor
    home().mkdir(parents=True, exist_ok=True)
    aside = _set_aside(stamp)
    try:
        count = write_files(args.archive, key, home())
        connection.close()
        kept = restore_database(settings, kind, database_pieces(args.archive, key), stamp)
    except BaseException:
        _put_back(aside)
        raise
    connection.close()
    _say_done(manifest, count, [name for name in (kept, str(aside) if aside else "") if name])
    return DONE


def _reason_against(manifest: Manifest, overwrite: bool) -> tuple[str, str] | None:
    """Why it may not be done here and now, in Chinese and English."""
    from django.db import connection

    if manifest.kind != connection.vendor:
        return (
            f"备份里是 {manifest.kind} 数据库,DATABASE_URL 指的是 {connection.vendor}。",
            f"the backup holds a {manifest.kind} database, DATABASE_URL names {connection.vendor}.",
        )
    newer = _unknown_migrations(manifest)
    if newer:
        return (
            f"备份出自更新的程序(不认识 {newer[0]}):先升级程序。",
            f"the backup is of a newer program (this one does not know {newer[0]}): upgrade first.",
        )
    tables = connection.introspection.table_names()
    if (tables or _occupied()) and not overwrite:
        return (
            "这里已有数据。确实要恢复,请加 --overwrite;原有的会改名保留。",
            "this site is not empty. To restore all the same add --overwrite; what is there is set aside.",
        )
    if "xinju_messages_worker" in tables and _workers_alive():
        return (
            "后台程序还在运行:先停下 xinju worker 和网站。",
            "a worker is still running: stop xinju worker and the web server first.",
        )
    return None


def _unknown_migrations(manifest: Manifest) -> Sequence[str]:
    from django.db.migrations.loader import MigrationLoader

    known = set(MigrationLoader(None).disk_migrations)
    held = [(app, name) for app, names in manifest.migrations.items() for name in names]
    return [f"{app}.{name}" for app, name in held if (app, name) not in known]


def _workers_alive() -> int:
    from django.db import DatabaseError

    from xinju.messages.queries import workers_alive

    try:
        return workers_alive(asker=BY)
    except DatabaseError:  # a database of another version: nobody of this program works on it
        return 0


def _occupied() -> list[Path]:
    """What would be set aside: everything of the site but its keys, its database and what is made anew."""
    from django.db import connection

    database = str(connection.settings_dict["NAME"]) if connection.vendor == "sqlite" else None
    found = sorted(home().iterdir()) if home().is_dir() else []
    return [
        path
        for path in found
        if path.name not in LEFT_OUT
        and not path.name.startswith("before-")
        and not (database and str(path).startswith(database))
        and not (path.is_dir() and not any(path.iterdir()))
    ]


def _set_aside(stamp: str) -> Path | None:
    occupied = _occupied()
    if not occupied:
        return None
    aside = home() / f"before-{stamp}"
    aside.mkdir(mode=0o700)
    for path in occupied:
        path.rename(aside / path.name)
    return aside


def _put_back(aside: Path | None) -> None:
    for path in _occupied():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    if aside is not None:
        for path in aside.iterdir():
            path.rename(home() / path.name)
        aside.rmdir()


def _say_done(manifest: Manifest, files: int, kept: Sequence[str]) -> None:
    from xinju.web.keyring import keyring

    print(
        chosen(f"已恢复 {manifest.made_at} 的备份,文件 {files} 个。", f"restored the backup of {manifest.made_at}, {files} files.")
    )  # fmt: skip
    for name in kept:
        print(chosen(f"原有的保留为 {name}", f"what stood there before is kept as {name}"))
    missing = sorted(set(manifest.keys) - {key.id for key in keyring().ring().keys})
    if missing:
        complain(
            f"密钥文件里缺 {'、'.join(missing)}:放回当时的密钥文件,否则加密字段打不开。",
            f"the keyring lacks {', '.join(missing)}: put back the one of that day, or sealed fields do not open.",
        )
    print(
        chosen(
            "接着:python -m django migrate,然后 xinju audit verify 和 xinju doctor。",
            "next: python -m django migrate, then xinju audit verify and xinju doctor.",
        )
    )
