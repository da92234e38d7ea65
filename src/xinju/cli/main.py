"""The command's front door: finds the subcommand and turns what went wrong into one clear message and an exit code.

Exit codes: 0 done · 1 findings or a failed verification · 2 input that cannot be read.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import os
import sys
from collections.abc import Sequence

from xinju.cli.exit_codes import DONE, UNREADABLE
from xinju.cli.site import NoSite
from xinju.cli.speech import complain, language
from xinju.packs.problems import Unreadable, say

COMMANDS = (
    "sheet",
    "score",
    "explain",
    "what_if",
    "simulate",
    "place",
    "verify",
    "letters",
    "worker",
    "audit",
    "keys",
    "backup",
    "restore",
    "doctor",
    "night",
    "permit",
    "visits",
    "divisions",
    "demo",
)
# Rows by the hundred thousand stay while a command works; looked through after every 700 new ones, as Python does by itself,
# they cost it an eighth of its time.
_COLLECTS_AFTER = (100_000, 20, 50)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand; the process's exit code."""
    parser = _parser()
    asked = parser.parse_args(arguments)
    gc.set_threshold(*_COLLECTS_AFTER)
    _prepare()
    try:
        return asked.run(asked)
    except Unreadable as error:
        for problem in error.problems:
            complain(say(problem, language()))
        return UNREADABLE
    except NoSite:  # has been said where it was found
        return UNREADABLE
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except IsADirectoryError as error:
        complain(
            f"{error.filename}: 这是文件夹,此处应为文件。", f"{error.filename}: a folder; a file is expected here."
        )
    except FileNotFoundError as error:
        complain(f"{error.filename}: 找不到。", f"{error.filename}: no such file or folder.")
    except (NotADirectoryError, PermissionError) as error:
        complain(
            f"{error.filename}: 无法打开({error.strerror})。", f"{error.filename}: cannot be opened ({error.strerror})."
        )
    except OSError as error:
        complain(f"读写失败:{error}", f"reading or writing failed: {error}")
    except KeyboardInterrupt:
        complain("已停止。", "stopped.")
    return UNREADABLE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="xinju", description="新居:积分、学位与告知单 · points, places and letters")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name in COMMANDS:
        command = importlib.import_module(f"xinju.cli.{name}")
        sub = commands.add_parser(command.NAME, help=command.HELP, description=command.__doc__)
        if hasattr(command, "run"):
            sub.set_defaults(run=command.run)
        command.add_arguments(sub)  # parts that have nothing in common set their own
    return parser


def _prepare() -> None:
    """Compiled kernels are kept with everything else that the program writes."""
    from xinju.cli.home import home

    os.environ.setdefault("NUMBA_CACHE_DIR", str(home() / "cache" / "numba"))


if __name__ == "__main__":
    sys.exit(main())
