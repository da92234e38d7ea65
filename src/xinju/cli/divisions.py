"""The map of divisions: the towns and communities of the district's file, with the days on which they bore their codes.

show ends with 0 where the site holds what the file says, with 1 where loading it would change something; load with 0. Both end
with 2 where the file cannot be read, naming each line that is wrong.
"""

from __future__ import annotations

import argparse
from datetime import date
from typing import TYPE_CHECKING

from xinju.cli.exit_codes import DONE, FOUND
from xinju.cli.inputs import day
from xinju.cli.site import site
from xinju.cli.speech import chosen, print_table

if TYPE_CHECKING:
    from xinju.registry.queries.divisions import BesideTheFile, MapChange

NAME = "divisions"
HELP = "区划:核对、载入本区的街道和社区代码 · the map of divisions: look at it, load it"
JOB = "job:command-line"
SINCE = date(2000, 1, 1)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parts = parser.add_subparsers(required=True, metavar="show|load")
    for name, run, words in (
        ("show", _show, "载入会改变什么,什么也不写 · what loading would change; writes nothing"),
        ("load", _load, "载入 district.yaml 的区划;再载入一次不变 · load the district's file; again, nothing changes"),
    ):
        part = parts.add_parser(name, help=words)
        part.add_argument(
            "--since", type=day, default=SINCE, metavar="DATE",
            help=f"没有写 from 的从哪天起有效,默认 {SINCE} · first day of those without `from`, default {SINCE}",
        )  # fmt: skip
        part.set_defaults(run=run)


@site()
def _show(args: argparse.Namespace) -> int:
    from xinju.registry.queries.divisions import beside_the_file

    found = beside_the_file(start=args.since, asker=JOB)
    _say(found)
    return FOUND if found.changes else DONE


@site()
def _load(args: argparse.Namespace) -> int:
    from xinju.registry.actions.places import load_divisions
    from xinju.registry.queries.divisions import beside_the_file

    found = beside_the_file(start=args.since, asker=JOB)
    _say(found)
    count = load_divisions(regions=found.regions, start=args.since, by=JOB)
    print(chosen(f"已载入,新增或更改 {count} 个", f"loaded: {count} new or changed"))
    return DONE


def _say(found: BesideTheFile) -> None:
    """What differs, row by row; and what the site holds that the file leaves out."""
    print(chosen(f"站点上有 {found.held} 个区划", f"the site holds {found.held} divisions"))
    if found.changes:
        head = [
            chosen("", ""),
            chosen("代码", "code"),
            chosen("名称", "name"),
            chosen("起", "from"),
            chosen("止", "until"),
        ]
        print_table(head, [_row(one) for one in found.changes])
    else:
        print(chosen("与 district.yaml 一致", "district.yaml says the same"))
    for row in found.left_out:
        print(
            chosen(
                f"{row.code} {row.name}:文件里没有,仍然有效;停用的请写 until 和 became",
                f"{row.code} {row.english or row.name}: not in the file, stays in force; if it has ended, write until and became",
            )
        )


def _row(one: MapChange) -> list[str]:
    kinds = {
        "new": chosen("新增", "new"), "ends": chosen("停用", "ends"), "named": chosen("改名", "renamed"),
    }  # fmt: skip
    named = chosen(one.region.name, one.region.english)
    if one.kind == "named" and one.held is not None:
        named = f"{chosen(one.held.name, one.held.english)} → {named}"
    return [kinds[one.kind], one.region.code, named, str(one.start), str(one.region.end or "")]
