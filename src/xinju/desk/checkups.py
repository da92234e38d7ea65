"""What the doctor looks at, one function each: for the command and for the page of whoever runs the site. None of them writes, and
none stops the others."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from xinju.desk.findings import AMISS, ASKER, LOOK, WELL, Finding, local
from xinju.desk.night_checkups import nights
from xinju.desk.outbox_checkups import outbox
from xinju.values.legal_days import day_of

OLDEST_POSTGRES, OLDEST_SQLITE = (12,), (3, 31)
KEY_IS_OLD = timedelta(days=400)
SEAL_IS_LATE = timedelta(minutes=1)
CLOCKS_DIFFER = timedelta(seconds=5)
LAST_BACKUP = "last-backup.json"  # below XINJU_HOME: `xinju backup` says there when it has made one
BACKUP_IS_DUE, BACKUP_IS_LATE = timedelta(hours=26), timedelta(days=7)
FULL, NEARLY_FULL = 2 * 2**30, 10 * 2**30  # bytes free
_DECEMBER = 12  # the State Council publishes the next year's holidays in October or November


def checkup(now: datetime | None = None) -> list[Finding]:
    """Everything, in the order in which it is mended. `now`: an instant, the clock's by default."""
    now = now or datetime.now(UTC)
    found = [*keys(now), *disk(), *backup(now)]
    reached = list(_tried("database", database))
    found = reached + found
    if all(one.state != AMISS for one in reached):
        for code, check in _OF_THE_DATABASE:
            found.extend(_tried(code, lambda check=check: check(now)))
    return found + list(ntp())


def database() -> Iterator[Finding]:
    """Reachable, new enough, and with the tables of this program."""
    from django.db import connection

    version = connection.get_database_version()
    is_old = version < (OLDEST_SQLITE if connection.vendor == "sqlite" else OLDEST_POSTGRES)
    name = f"{connection.display_name} {'.'.join(map(str, version))}"
    yield Finding(
        "database", AMISS if is_old else WELL, (f"数据库可用:{name}", f"the database answers: {name}"),
        ("升级到 PostgreSQL 12 以上", "upgrade to PostgreSQL 12 or later"),
    )  # fmt: skip
    yield from _migrations()


def _migrations() -> Iterator[Finding]:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    count = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if count:
        yield Finding(
            "migrations", AMISS, (f"有 {count} 项表结构变更没有执行", f"{count} migrations are not applied"),
            ("停下网站和后台,运行 python -m django migrate", "stop the site and the worker, run python -m django migrate"),
        )  # fmt: skip
    else:
        yield Finding("migrations", WELL, ("表结构与程序一致", "the tables are the program's"))


def keys(now: datetime) -> Iterator[Finding]:
    """Present, for the owner's eyes only, of production where it is one, and not too old."""
    from django.conf import settings

    from xinju.vault.keyring import read_ring
    from xinju.vault.keys import ACTIVE, NEEDED, KeyTrouble
    from xinju.web.keyring import key_folder

    folder = key_folder()
    try:
        held = [key for key in read_ring(folder).keys if key.state == ACTIVE]
    except KeyTrouble as trouble:
        yield Finding(
            "keys", AMISS, (f"密钥文件读不出:{trouble}", f"the keyring cannot be read: {trouble}"),
            ("放回最近备份的密钥文件", "put back the copy kept last"),
        )  # fmt: skip
        return
    missing = [purpose for purpose in NEEDED if purpose not in {key.purpose for key in held}]
    demo = [key.id for key in held if key.is_demo]
    if missing and not settings.IS_DEMO:
        yield Finding(
            "keys", AMISS, (f"缺密钥:{'、'.join(missing)}", f"keys are missing: {', '.join(missing)}"),
            (f"xinju keys new --all --keys {folder}", f"xinju keys new --all --keys {folder}"),
        )  # fmt: skip
    elif not held:
        yield Finding("keys", WELL, ("演示密钥在首次用到时生成", "a demo makes its keys when they are first needed"))
    elif demo:
        yield Finding(
            "keys", LOOK if settings.IS_DEMO else AMISS,
            ("用的是演示密钥,不能保护真人的资料", "these are keys of a demo: they protect nobody's real data"),
            ("正式使用前新建密钥(运维手册“密钥”)", "make keys of its own before real use (handbook, Keys)"),
        )  # fmt: skip
    else:
        yield Finding("keys", WELL, (f"密钥齐全:{len(held)} 把在用", f"all keys are there: {len(held)} active"))
    today = day_of(now)
    for key in held:
        if today - key.created_on > KEY_IS_OLD:
            yield Finding(
                "key_age", LOOK, (f"{key.purpose} 的密钥已用 {(today - key.created_on).days} 天", f"the key for {key.purpose} is {(today - key.created_on).days} days old"),
                (f"xinju keys rotate {key.purpose}", f"xinju keys rotate {key.purpose}"),
            )  # fmt: skip


def worker(now: datetime) -> Iterator[Finding]:
    """Somebody does the long work, and nothing stands half-done."""
    from xinju.messages.queries import interrupted, workers_alive

    alive, left = workers_alive(asker=ASKER, at=now), interrupted(asker=ASKER, at=now).count()
    if alive:
        yield Finding("worker", WELL, (f"后台程序 {alive} 个在运行", f"workers running: {alive}"))
    else:
        yield Finding(
            "worker", AMISS,
            ("没有后台程序:上传、安排、告知单都在排队,操作记录没有封存", "no worker: uploads, placements and letters wait, the audit is not sealed"),
            ("启动 xinju worker(最好由 systemd 看管)", "start xinju worker, best under systemd"),
        )  # fmt: skip
    if left:
        yield Finding(
            "interrupted", LOOK, (f"{left} 件工作办到一半中断", f"work that stands half-done: {left}"),
            ("在各自的页面上点“重新开始”,不会重复", "press “begin again” on their pages; nothing is doubled"),
        )  # fmt: skip


def sealer(now: datetime) -> Iterator[Finding]:
    """The chain is seconds behind."""
    from xinju.audit.queries import unsealed, unsealed_since

    since, count = unsealed_since(asker=ASKER), unsealed(asker=ASKER)
    if since is not None and now - since > SEAL_IS_LATE:
        yield Finding(
            "sealer", AMISS,
            (f"{count} 个事件没有封存,最早的是 {local(since)}:这期间的改动查不出", f"{count} events are not sealed, the oldest of {local(since)}: a change to them could not be told"),
            ("启动 xinju worker,或 xinju audit seal", "start xinju worker, or run xinju audit seal"),
        )  # fmt: skip
    else:
        yield Finding("sealer", WELL, ("操作记录已封存到最近一分钟", "the audit is sealed up to the last minute"))


def clock(now: datetime) -> Iterator[Finding]:
    """Not behind what was written already, and the same as the database's."""
    from django.db import connection

    from xinju.audit.queries import last_event_at

    last, others = last_event_at(asker=ASKER), [("数据库的时钟", "the database's clock", _database_time())]
    if last is not None and now < last:
        others.append(("最后一个事件的时间", "the last event's time", last))
    wrong = [one for one in others if one[2] is not None and abs(one[2] - now) > CLOCKS_DIFFER]
    for zh, en, at in wrong:
        yield Finding(
            "clock", AMISS, (f"本机时钟 {local(now)},{zh} {local(at)}:期限会算错", f"this clock says {local(now)}, {en} {local(at)}: deadlines go wrong"),
            ("校正时钟,开启 NTP(timedatectl set-ntp true)", "set the clock and turn on NTP (timedatectl set-ntp true)"),
        )  # fmt: skip
    if not wrong:
        server = "" if connection.vendor == "sqlite" else ",与数据库一致"
        yield Finding("clock", WELL, (f"时钟 {local(now)}{server}", f"the clock says {local(now)}"))


def ntp() -> Iterator[Finding]:
    """Whether the clock is kept right by the network, where this machine can tell."""
    if shutil.which("timedatectl") is None:
        return
    command = ["timedatectl", "show", "--property=NTPSynchronized", "--value"]
    try:
        said = subprocess.run(command, capture_output=True, text=True, timeout=5).stdout.strip()
    except subprocess.TimeoutExpired:
        return
    if said == "no":
        yield Finding(
            "ntp", LOOK, ("时钟没有与网络对时", "the clock is not synchronised"),
            ("timedatectl set-ntp true", "timedatectl set-ntp true"),
        )  # fmt: skip


def disk() -> Iterator[Finding]:
    """Room under XINJU_HOME."""
    folder = _home() if _home().is_dir() else _home().parent
    free = shutil.disk_usage(folder).free
    state = AMISS if free < FULL else LOOK if free < NEARLY_FULL else WELL
    yield Finding(
        "disk", state, (f"{folder} 还有 {free / 2**30:.1f} GB", f"{free / 2**30:.1f} GB are free at {folder}"),
        ("腾出空间或换大盘;写满后什么都存不进去", "make room or take a larger disk: a full one takes nothing in"),
    )  # fmt: skip


def calendar(now: datetime) -> Iterator[Finding]:
    """The workdays of this year and the next: without them no deadline in workdays is sure."""
    from xinju.cases.queries import calendar_years

    today = day_of(now)
    published = {one.year for one in calendar_years(since=today.year)}
    for year in (today.year, today.year + 1):
        if year in published:
            yield Finding("calendar", WELL, (f"{year} 年工作日历已公布", f"the workdays of {year} are published"))
        else:
            yield Finding(
                "calendar", AMISS if _is_overdue(year, today) else LOOK,
                (f"{year} 年的工作日历还没有:落在那年的期限只是估算", f"the workdays of {year} are missing: deadlines in that year are estimates"),
                ("国务院办公厅公布放假安排后,在“工作日历”页录入", "enter them on the page of the workday calendar once the State Council has published them"),
            )  # fmt: skip


def _is_overdue(year: int, today: date) -> bool:
    return year == today.year or today.month >= _DECEMBER


def backup(now: datetime) -> Iterator[Finding]:
    """When the last one was made."""
    todo = ("每天运行 xinju backup(运维手册“备份”)", "run xinju backup every day (handbook, Backup)")
    try:
        made_at = datetime.fromisoformat(json.loads((_home() / LAST_BACKUP).read_text(encoding="utf-8"))["made_at"])
    except (OSError, ValueError, KeyError):
        yield Finding("backup", _unless_demo(AMISS), ("从来没有备份", "there is no backup"), todo)
        return
    age = now - made_at
    state = AMISS if age > BACKUP_IS_LATE else LOOK if age > BACKUP_IS_DUE else WELL
    yield Finding("backup", state, (f"上次备份 {local(made_at)}", f"the last backup is of {local(made_at)}"), todo)


def _home() -> Path:
    from django.conf import settings

    return Path(settings.XINJU_HOME)


def _unless_demo(state: str) -> str:
    from django.conf import settings

    return LOOK if settings.IS_DEMO else state


def _database_time() -> datetime | None:
    from django.db import connection

    if connection.vendor == "sqlite":
        return None  # this machine's own
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def _tried(code: str, check: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    """The check's findings, or that the database refused it."""
    from django.db import DatabaseError

    try:
        yield from check()
    except DatabaseError as error:
        first = (str(error).strip().splitlines() or [type(error).__name__])[0]
        yield Finding(
            code, AMISS, (f"数据库无法使用:{first}", f"the database cannot be used: {first}"),
            ("检查 DATABASE_URL、数据库服务和磁盘;新站点先 migrate", "look at DATABASE_URL, the server and the disk; a new site migrates first"),
        )  # fmt: skip


def divisions(now: datetime) -> Iterator[Finding]:
    """The map of divisions is loaded, and says what the district's file says."""
    from xinju.packs.problems import Unreadable
    from xinju.registry.queries.divisions import beside_the_file

    todo = ("xinju divisions show 看差别,xinju divisions load 载入", "xinju divisions show, then xinju divisions load")
    try:
        found = beside_the_file(start=day_of(now), asker=ASKER)
    except Unreadable as error:
        count = len(error.problems)
        yield Finding(
            "divisions", AMISS, (f"区划文件读不出:{count} 处有错", f"the district's file cannot be read: {count} faults"),
            ("xinju divisions show 列出每一处", "xinju divisions show names each"),
        )  # fmt: skip
        return
    if not found.held:
        yield Finding(
            "divisions", LOOK,
            ("没有载入区划:部门文件里的区划代码只查写法,改过代码的地方对不上", "no map of divisions: codes in departments' files are checked for shape only, and older codes are not understood"),
            todo,
        )  # fmt: skip
    elif found.changes:
        count = len(found.changes)
        yield Finding(
            "divisions", LOOK, (f"区划与 district.yaml 有 {count} 处不同", f"the map differs from district.yaml in {count} divisions"), todo
        )  # fmt: skip
    else:
        yield Finding(
            "divisions", WELL, (f"区划已载入:{found.held} 个", f"the map of divisions is loaded: {found.held}")
        )


_OF_THE_DATABASE: tuple[tuple[str, Callable[[datetime], Iterator[Finding]]], ...] = (
    ("worker", worker), ("nights", nights), ("outbox", outbox), ("sealer", sealer), ("clock", clock), ("calendar", calendar),
    ("divisions", divisions),
)  # fmt: skip
