"""Show the whole main job on invented people, then serve the pages on this machine."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict
from multiprocessing import get_context
from pathlib import Path

from xinju.cli.exit_codes import DONE, FOUND, UNREADABLE
from xinju.cli.home import home
from xinju.cli.speech import chosen, complain, progress
from xinju.demo.district import DAY

NAME = "demo"
HELP = "用虚构的人演示全程,然后打开网页 · the whole job on invented people, then the pages"
SUMMARY = "demo/summary.json"
WAITS_FOR_WORKER = 10  # seconds
STEPS = {
    "people": ("虚构的人", "invented people"),
    "registry": ("各部门名单入库", "departments' files into the registry"),
    "linkage": ("比对合并、排查待核实", "linkage, and doors to visit"),
    "list": ("申请名单", "the list of applicants"),
    "points": ("计分与核对名单", "points"),
    "places": ("排序、安排、出证明", "ranking, places, certificate"),
    "acceptance": ("核验并由经办人确认", "check and acceptance by an officer"),
    "letters": ("告知单", "letters"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--residents", type=int, default=20_000, metavar="N")
    parser.add_argument("--fresh", action="store_true", help="重新开始 · begin again")
    parser.add_argument("--no-serve", action="store_true", help="做完即止 · end after the job")
    parser.add_argument("--port", type=int, default=8000)


def run(args: argparse.Namespace) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xinju.config.settings")
    os.environ.setdefault("XINJU_DEMO_DAY", DAY.isoformat())
    import django  # the other subcommands need no web framework

    django.setup()
    from django.db.utils import OperationalError

    try:
        return _demo(args)
    except OperationalError as error:
        complain(
            f"数据库写不进去：{error}。腾出空间后加 --fresh 重来。", f"the database: {error}. Make room, then --fresh."
        )
        return UNREADABLE


def _demo(args: argparse.Namespace) -> int:
    from django.conf import settings

    if not settings.IS_DEMO:
        complain("演示只在演示模式下进行(XINJU_MODE=demo)。", "the demo runs in demo mode only (XINJU_MODE=demo).")
        return FOUND
    from django.core.management import call_command

    home().mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0, skip_checks=True)
    summary = home() / SUMMARY
    if args.fresh:
        _clear()
    if not summary.exists():
        if (home() / "demo").exists():
            complain(
                "上次的演示没有做完:加 --fresh 重新开始。",
                "the last demo was broken off: begin again with --fresh.",
            )
            return FOUND
        _work(args, summary)
    _print_summary(json.loads(summary.read_text(encoding="utf-8")))
    return DONE if args.no_serve else _serve(args.port)


def _clear() -> None:
    """Throw the last demo away: its files, and everything in the demo's tables."""
    from django.core.management import call_command

    for name in ("demo", "rounds", "deliveries"):
        shutil.rmtree(home() / name, ignore_errors=True)
    call_command("flush", interactive=False, verbosity=0)


def _work(args: argparse.Namespace, summary: Path) -> None:
    from xinju.audit.actions import seal_pending
    from xinju.demo import job

    started = time.monotonic()
    # A second process looks into the departments' files while this one lets in what was found good in the ones before.
    beside = _second_process()
    with beside, progress() as bar:
        tasks = {key: bar.add_task(chosen(*words), total=1, start=False) for key, words in STEPS.items()}

        def tell(step: str, done: int, of: int) -> None:
            bar.start_task(tasks[step])
            bar.update(tasks[step], completed=done, total=of)

        address = f"http://127.0.0.1:{args.port}"
        outcome = job.do(home(), residents=args.residents, check_address=address, tell=tell, each=beside.map)
    seal_pending()  # from here on the worker does it, seconds behind
    said = {**asdict(outcome), "seconds": round(time.monotonic() - started, 1)}
    summary.write_text(json.dumps(said, ensure_ascii=False, indent=2, default=str), encoding="utf-8")


def _second_process() -> ProcessPoolExecutor:
    """Begun at once, so that it is there when it is needed. Ctrl-C reaches both processes and is for the first one to answer:
    the second is born deaf to it."""
    beside = ProcessPoolExecutor(1, get_context("spawn"), initializer=_set_up)
    answers = signal.signal(signal.SIGINT, signal.SIG_IGN)
    beside.submit(bool)
    signal.signal(signal.SIGINT, answers)
    return beside


def _set_up() -> None:
    import django

    django.setup()


def _print_summary(said: dict) -> None:
    people, counts = said["people"], said["counts"]
    print(
        chosen(
            f"人口 {people['residents']},家庭 {people['households']},计分申请 {people['applications']};用时 {said['seconds']} 秒",
            f"{people['residents']} people, {people['households']} households, {people['applications']} scored; {said['seconds']} s",
        )
    )
    brought = said["registered"]
    print(
        chosen(
            f"部门名单 {brought['files']} 份:入库 {brought['rows']} 行,退回 {brought['refused']} 行",
            f"{brought['files']} files of departments: {brought['rows']} rows taken, {brought['refused']} sent back",
        )
    )
    print(
        chosen(
            f"比对:自动合并 {said['merged']} 对,交人判断 {said['asked']} 对",
            f"linkage: {said['merged']} pairs merged, {said['asked']} for a clerk",
        )
    )
    print(
        chosen(
            f"名单采用 {said['good_rows']} 行,退回 {said['bad_rows']} 行;告知单 {said['letters']} 份",
            f"{said['good_rows']} rows of the list taken, {said['bad_rows']} sent back; {said['letters']} letters",
        )
    )
    free, left_out = sum(counts["left_over"].values()), sum(counts["not_ranked"].values())
    print(
        chosen(
            f"参加排名 {counts['applying']},安排 {counts['placed']},未安排 {counts['unplaced']},空余学位 {free};未参加排名 {left_out}(各有原因)",
            f"{counts['applying']} ranked, {counts['placed']} placed, {counts['unplaced']} without a place, {free} places left; "
            f"{left_out} not ranked, each with the reason",
        )
    )
    places = {
        chosen("事实", "facts"): said["facts"],
        chosen("安排结果、证明、告知单", "places, certificate, letters"): said["run"],
    }
    for label, place in places.items():
        print(f"  {label}: {place}")
    print(chosen(f"  核验: xinju verify {said['run']}", f"  check it: xinju verify {said['run']}"))


def _serve(port: int) -> int:
    from xinju.web.serving import PortTaken, serve

    print(
        chosen(f"网页: http://127.0.0.1:{port}/ (Ctrl-C 结束)", f"pages: http://127.0.0.1:{port}/ (Ctrl-C ends)"),
        flush=True,
    )
    with worker_beside():
        try:
            serve(port)
        except PortTaken as taken:
            complain(f"端口 {port} 已被占用:用 --port 换一个。", str(taken))
            return FOUND
    return DONE


@contextmanager
def worker_beside() -> Iterator[subprocess.Popen]:
    """One process beside the pages for the long work that they ask for; it ends with them, however they end."""
    command = [sys.executable, "-m", "xinju.cli.main", "worker", "--beside", str(os.getpid())]
    # A session of its own: Ctrl-C reaches this process only, which then lets the worker finish what it has in hand.
    process = subprocess.Popen(command, env={**os.environ, "XINJU_HOME": str(home())}, start_new_session=True)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(WAITS_FOR_WORKER)
        except subprocess.TimeoutExpired:
            process.kill()  # what it was at shows as interrupted and can be begun again
