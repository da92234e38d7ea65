"""Do the long work that pages ask for (uploads, placements, letters, simulations), in the foreground until stopped."""

from __future__ import annotations

import argparse
import os

from xinju.cli.exit_codes import DONE, UNREADABLE
from xinju.cli.speech import complain

NAME = "worker"
HELP = "后台办理耗时的工作 · do long work in the background"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    once = parser.add_mutually_exclusive_group()
    once.add_argument("--once", action="store_true", help="做完排队的就结束 · end when nothing waits")
    once.add_argument("--beside", type=int, metavar="PID", help="该进程结束时一起结束 · end with this process")


def run(args: argparse.Namespace) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xinju.config.settings")
    import django  # the subcommands that only read files need no web framework

    django.setup()
    from django.db import DatabaseError

    from xinju.messages import worker

    try:
        worker.serve(beside=args.beside, once=args.once)
    except DatabaseError as error:
        complain(
            f"数据库用不了({type(error).__name__})：先运行 python -m django migrate，或检查 DATABASE_URL 和磁盘空间。",
            f"the database cannot be used ({type(error).__name__}): run python -m django migrate first, "
            "or look at DATABASE_URL and the free disk.",
        )
        return UNREADABLE
    return DONE
