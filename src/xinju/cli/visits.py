"""Open what is to be verified at people's doors: run every day, it opens each thing once.

due ends with 0; 2 where this folder holds no site.
"""

from __future__ import annotations

import argparse

from xinju.cli.exit_codes import DONE
from xinju.cli.site import site
from xinju.cli.speech import chosen

NAME = "visits"
HELP = "核实:把不完整、自报和久无动静的登记派到网格 · verification: send what is doubtful to the grids"
JOB = "job:verification"
MOST = 500


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parts = parser.add_subparsers(required=True, metavar="due")
    opening = parts.add_parser("due", help="立项,每天运行 · open the cases, run daily")
    opening.add_argument(
        "--most",
        type=int,
        default=MOST,
        metavar="N",
        help=f"一次最多立几件,默认 {MOST} · at most so many, default {MOST}",
    )
    opening.set_defaults(run=_due)


@site()
def _due(args: argparse.Namespace) -> int:
    from xinju.registry.actions.doubts import queue_doubtful, take_over_answers
    from xinju.web.clock import now

    take_over_answers(at=now())
    count = queue_doubtful(by=JOB, at=now(), most=max(args.most, 0))
    print(chosen(f"新立 {count} 件核实事项", f"{count} verifications opened"))
    return DONE
