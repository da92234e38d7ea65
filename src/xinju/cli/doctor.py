"""Look whether the site is well: each line says how something stands, what that means, and what to do.

Ends with 0 when nothing is amiss, with 1 when something is. Lines marked "?" are to be looked at and do not count.
"""

from __future__ import annotations

import argparse
import os

from xinju.cli.exit_codes import DONE, FOUND
from xinju.cli.speech import chosen, print_json
from xinju.desk.findings import AMISS, LOOK, WELL, Finding

NAME = "doctor"
HELP = "体检:密钥、后台、封存、时钟、磁盘、日历、备份 · is the site well?"
_SIGNS = {WELL: "✓", LOOK: "?", AMISS: "✗"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true")


def run(args: argparse.Namespace) -> int:
    found = _found()
    if args.json:
        print_json([one.plain() for one in found])
    else:
        for one in found:
            _say(one)
    return FOUND if any(one.state == AMISS for one in found) else DONE


def _found() -> list[Finding]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xinju.config.settings")
    import django  # the subcommands that only read files need no web framework
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except ImproperlyConfigured as error:
        return [
            Finding(
                "settings", AMISS, ("设置不全,程序不能启动", "the settings are not complete: the program does not start"),
                (str(error), str(error)),
            )
        ]  # fmt: skip
    from xinju.desk.checkups import checkup

    return checkup()


def _say(one: Finding) -> None:
    print(f"{_SIGNS[one.state]} {chosen(*one.means)}")
    if one.state != WELL:
        print(f"    {chosen('怎么办', 'to do')}: {chosen(*one.todo)}")
