"""The night's work: what the clock starts, when it was done, and starting one of it by hand.

list ends with 0 when everything due is done, with 1 when something is not; run with 0, with 1 where there is nothing to begin.
"""

from __future__ import annotations

import argparse

from xinju.cli.exit_codes import DONE, FOUND, UNREADABLE
from xinju.cli.site import site
from xinju.cli.speech import chosen, complain, print_table

NAME = "night"
HELP = "定时工作:几点办、办成没有、手工再办 · the night's work: when, whether it was done, run by hand"
JOB = "job:command-line"
_STATES = {
    "": ("没有开始", "not begun"),
    "queued": ("排队", "queued"),
    "running": ("办理中", "running"),
    "done": ("办成", "done"),
    "failed": ("没有办成", "failed"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parts = parser.add_subparsers(required=True, metavar="list|run")
    listing = parts.add_parser("list", help="每项定时工作的情况 · how each job stands")
    listing.set_defaults(run=_list)
    running = parts.add_parser("run", help="排入队列,由 xinju worker 办理 · put one into the queue")
    running.add_argument("kind", metavar="KIND", help="如 registry.link_all · such as registry.link_all")
    running.set_defaults(run=_run)


@site()
def _list(args: argparse.Namespace) -> int:
    from xinju.messages.queries import nights
    from xinju.web import clock

    held = nights(asker=JOB, at=clock.now())
    rows = [
        [
            f"{one.daily.at:%H:%M}", one.daily.kind, str(one.on),
            chosen(*_STATES[one.work.state if one.work else ""]), chosen(one.daily.zh, one.daily.en),
        ]
        for one in held
    ]  # fmt: skip
    print_table([chosen("时间", "at"), chosen("工作", "job"), chosen("日期", "day"), chosen("情况", "state"), ""], rows)
    return DONE if all(one.work is not None and one.work.state == "done" for one in held) else FOUND


@site()
def _run(args: argparse.Namespace) -> int:
    from xinju.messages import jobs, schedule
    from xinju.messages.actions import start_now
    from xinju.web import clock

    jobs.find_all()
    kinds = [one.kind for one in schedule.declared()]
    if args.kind not in kinds:
        complain(f"没有定时工作 {args.kind};有:{'、'.join(kinds)}", f"no job {args.kind}; there are {', '.join(kinds)}")
        return UNREADABLE
    if start_now(args.kind, at=clock.now(), by=JOB):
        print(chosen("已排入队列", "queued: a worker does it"))
        return DONE
    print(chosen("正在办理,或今天已办成", "under way, or done already"))
    return FOUND
