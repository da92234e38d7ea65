"""The restore drill: a backup is restored elsewhere in processes of its own, checked, compared with this site, thrown away."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.hashes import SM3, Hash

from xinju.cli.archive import Manifest
from xinju.cli.exit_codes import DONE, FOUND
from xinju.cli.speech import chosen, complain

PURPOSE = "job:restore-drill"
_SHANGHAI = ZoneInfo("Asia/Shanghai")


def drill(archive: Path, key: Path, manifest: Manifest) -> int:
    """Restore, verify the audit, compare the points' facts as known at the end of the day before the backup."""
    day = datetime.fromisoformat(manifest.made_at).astimezone(_SHANGHAI).date() - timedelta(days=1)
    with tempfile.TemporaryDirectory(prefix="xinju-drill-") as folder, _empty_database(Path(folder)) as address:
        variables = {**os.environ, "XINJU_HOME": str(Path(folder) / "home"), "DATABASE_URL": address} | _keys()
        steps = [
            (("恢复", "restore"), ["xinju.cli.main", "restore", str(archive), "--key", str(key)]),
            (("升级表结构", "migrate"), ["django", "migrate", "--verbosity", "0", "--skip-checks"]),
            (("操作记录", "audit"), ["xinju.cli.main", "audit", "verify"]),
            (("积分事实", "points"), ["xinju.cli.drill", day.isoformat()]),
        ]
        said = ""
        for words, command in steps:
            done = subprocess.run([sys.executable, "-m", *command], env=variables, capture_output=True, text=True)
            said = done.stdout.strip()
            if done.returncode != 0:
                last = (done.stderr.strip() or said).splitlines()[-1:]
                complain(f"演练在{words[0]}处失败:{''.join(last)}", f"the drill failed at {words[1]}: {''.join(last)}")
                return FOUND
            print(f"{chosen(*words)}: {chosen('通过', 'passed')}")
    if said != facts_digest(day):
        complain(
            f"恢复的站点 {day} 的积分事实与本站不同。", f"the restored site's facts of {day} are not the ones of this site."
        )  # fmt: skip
        return FOUND
    print(
        chosen(f"{day} 的积分事实逐字节相同。演练通过。", f"the facts of {day} are the same bytes. The drill passed.")
    )
    return DONE


def facts_digest(day: date) -> str:
    """SM3 over the facts of all applications as known at the end of a day; needs the site."""
    from xinju.points.actions import freeze_facts

    digest = Hash(SM3())
    with tempfile.TemporaryDirectory() as folder:
        freeze_facts(folder=Path(folder), known_at=day, by=PURPOSE, purpose=PURPOSE)
        for path in sorted(Path(folder).iterdir()):
            digest.update(path.name.encode())
            digest.update(path.read_bytes())
    return digest.finalize().hex()


def _keys() -> dict[str, str]:
    """The restored site opens with this site's keys, which are in no backup."""
    from django.conf import settings

    from xinju.web.keyring import key_folder

    return {"XINJU_KEYS": str(key_folder()), "XINJU_SECRET_KEY": settings.SECRET_KEY}


@contextmanager
def _empty_database(folder: Path) -> Iterator[str]:
    """A database of the drill's own, of the site's kind; on a server the account needs the right to make one."""
    from django.db import connection

    if connection.vendor == "sqlite":
        yield f"sqlite:///{folder}/drill.sqlite3"
        return
    name = f"xinju_drill_{uuid4().hex[:12]}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    try:
        yield _address(name)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
            cursor.execute(f"DROP DATABASE {name}")


def _address(name: str) -> str:
    from django.db import connection

    held = connection.settings_dict
    user, password, host = (quote(str(held[part]), safe="") for part in ("USER", "PASSWORD", "HOST"))
    options = "&".join(f"{key}={quote(str(value))}" for key, value in held["OPTIONS"].items() if isinstance(value, str))
    return f"postgres://{user}:{password}@{host}:{held['PORT'] or 5432}/{name}" + (f"?{options}" if options else "")


if __name__ == "__main__":
    from xinju.cli.site import site

    with site():
        print(facts_digest(date.fromisoformat(sys.argv[1])))
