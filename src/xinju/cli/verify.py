"""Check a placement folder: feasible, in order, nobody passed over; with facts and sheet also every score."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from xinju.benefits.bridge import verifying
from xinju.benefits.bridge.words import verdicts
from xinju.cli.exit_codes import DONE, FOUND, UNREADABLE
from xinju.cli.speech import chosen, complain, language, print_json, progress

NAME = "verify"
HELP = "核验安排结果文件夹 · check a placement folder"
SHOWN = 40


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="DIR", help="place 写出的文件夹 · folder that place wrote")
    parser.add_argument("--facts", type=Path, help="当时的事实文件夹,重算积分 · the facts of then, to score anew")
    parser.add_argument("--sheet", type=Path, help="当时的计分标准 · the sheet of then")
    parser.add_argument("--json", action="store_true")


def run(args: argparse.Namespace) -> int:
    if (args.facts is None) != (args.sheet is None):
        complain("--facts 与 --sheet 要一起给。", "--facts and --sheet go together.")
        return UNREADABLE
    if not verifying.editions_in(args.folder):
        complain(
            f"{args.folder}: 里面没有 certificate.json,不是安排结果文件夹。",
            f"{args.folder}: holds no certificate.json: not a placement folder.",
        )
        return UNREADABLE
    with progress() as bar:
        bar.add_task(chosen("核验", "checking"), total=None)
        found = verifying.verify(args.folder, args.facts, args.sheet)
    if args.json:
        print_json([{**asdict(one), "holds": one.holds} for one in found])
    else:
        for one in found:
            _print(one)
    if not all(one.readable for one in found):
        return UNREADABLE
    return DONE if all(one.holds for one in found) else FOUND


def _print(one: verifying.Verdict) -> None:
    if not one.readable:
        complain(one.says)
        return
    for finding in one.findings[:SHOWN]:
        print(verdicts.sentence(finding, language()))
    if len(one.findings) > SHOWN:
        more = len(one.findings) - SHOWN
        print(chosen(f"……还有 {more} 处,--json 列出全部", f"… and {more} more; --json lists them all"))
    said = chosen("全部成立", "everything holds") if one.holds else chosen("有不符", "something does not hold")
    scores = chosen("积分已重算", "scores computed anew") if one.scores_recomputed else ""
    edition = {"full": chosen("完整版", "full edition"), "public": chosen("公开版", "public edition")}[one.edition]
    print("  ".join(filter(None, (f"{edition}: {said}", f"{one.children}", scores))))
    for line in one.says.splitlines()[-2:]:
        print(f"  {line}")
