"""Seal the audit, print the daily root that an outside office keeps, and check that no row was changed or is missing.

verify ends with 0 when all is as it was sealed, 1 when a row is not, 2 when something cannot be read.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from xinju.audit.faults import Verdict
from xinju.audit.roots import NotARoot, read_root
from xinju.cli.exit_codes import DONE, FOUND, UNREADABLE
from xinju.cli.inputs import day, today
from xinju.cli.site import site
from xinju.cli.speech import chosen, complain, print_json
from xinju.desk.chain_words import sentence

NAME = "audit"
HELP = "封存、核验操作记录,导出每日链根 · seal and check the audit, print the daily root"
ASKER = "job:command-line"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parts = parser.add_subparsers(required=True, metavar="seal|root|verify")
    sealing = parts.add_parser("seal", help="把已提交的事件接入链 · append committed events to the chain")
    sealing.add_argument("--follow", action="store_true", help="一直运行 · until stopped")
    sealing.add_argument("--every", type=_seconds, default=2.0, metavar="SECONDS", help="--follow 的间隔,默认 2")
    sealing.set_defaults(run=_seal)
    rooting = parts.add_parser("root", help="某日终了时的链根 · the chain's end at the end of a day")
    rooting.add_argument("--on", type=day, metavar="DATE", help="默认今天 · today if left out")
    rooting.add_argument(
        "-o", "--output", type=Path, metavar="FILE.json", help="写入文件交外部机关保存 · keep it in a file"
    )
    rooting.set_defaults(run=_root)
    checking = parts.add_parser("verify", help="核验全链 · check the whole chain")
    checking.add_argument(
        "--root", type=Path, action="append", default=[], metavar="FILE", help="外部机关保存的链根,可重复 · repeatable"
    )
    checking.add_argument("--json", action="store_true")
    checking.set_defaults(run=_verify)


@site()
def _seal(args: argparse.Namespace) -> int:
    from xinju.audit.actions import seal_pending

    if args.follow:
        return _follow(args.every)
    count = seal_pending()
    print(chosen(f"封存 {count} 个事件", f"{count} events sealed"))
    return DONE


def _follow(every: float) -> int:
    from django.db import OperationalError, close_old_connections

    from xinju.audit.actions import seal_pending

    try:
        while True:
            try:
                seal_pending()
            except OperationalError as error:
                # A database that restarts must not end the sealer: what waits is sealed when it is back.
                complain(f"数据库暂不可用,稍后再试:{error}", f"the database is away, trying again: {error}")
                close_old_connections()
            time.sleep(every)
    except KeyboardInterrupt:
        return DONE


@site()
def _root(args: argparse.Namespace) -> int:
    from xinju.audit.queries import root

    text = root(on=args.on or today(), made_at=datetime.now(UTC), asker=ASKER).written()
    if args.output is None:
        print(text, end="")
    else:
        args.output.write_text(text, encoding="utf-8")
        complain(f"已写入 {args.output}", f"written to {args.output}")
    return DONE


@site()
def _verify(args: argparse.Namespace) -> int:
    from xinju.audit.verifying import verify

    try:
        roots = [read_root(path) for path in args.root]
    except NotARoot as error:
        complain(f"链根文件不能用。{error}", f"no root: {error}")
        return UNREADABLE
    verdict = verify(roots)
    if args.json:
        print_json(json.loads(json.dumps(asdict(verdict) | {"holds": verdict.holds})))
    else:
        _say(verdict)
    return DONE if verdict.holds else FOUND


def _say(verdict: Verdict) -> None:
    for fault in verdict.faults:
        print(chosen(*sentence(fault)))
    if verdict.fault_count > len(verdict.faults):
        more = verdict.fault_count - len(verdict.faults)
        print(chosen(f"……另有 {more} 处", f"… and {more} more"))
    print(
        chosen(
            f"已封存 {verdict.sealed} 个事件,待封 {verdict.waiting};不符 {verdict.fault_count} 处。",
            f"{verdict.sealed} events sealed, {verdict.waiting} waiting; {verdict.fault_count} faults.",
        )
    )


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0.1 <= seconds <= 3600:
        raise argparse.ArgumentTypeError(f"{text!r}: 应为 0.1 至 3600 秒 / expected 0.1 to 3600 seconds")
    return seconds
