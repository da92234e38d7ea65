"""What if the facts or the day were others? Or: when would this family have so many points if everything just goes on?"""

from __future__ import annotations

import argparse
from fractions import Fraction
from pathlib import Path

from xinju.cli.exit_codes import DONE, UNREADABLE
from xinju.cli.inputs import add_sheet_and_facts, day, days, open_book, open_facts
from xinju.cli.speech import chosen, complain, language, print_json, print_table
from xinju.documents.figures import points_text
from xinju.engines.scoring.outlook import Changes, NotReached, Reached, WhatIf, reach, what_if
from xinju.engines.scoring.reference import Evaluator
from xinju.engines.scoring.spans import Span
from xinju.packs.cases import load_cases
from xinju.points.bridge import ScoreBook, names_of

NAME = "what-if"
HELP = "假如事实或日期不同会得多少分 · points if facts or the day were others"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_sheet_and_facts(parser)
    parser.add_argument("application", help="申请编号 · application number")
    parser.add_argument("--then", type=day, metavar="DATE", help="改按这一天计算 · measured on this day instead")
    parser.add_argument("--choose", action="append", default=[], metavar="ROLE=WHO", help="main=mother")
    parser.add_argument(
        "--add", type=Path, metavar="FILE.yaml", help="再加的事实,写法同案例 · more facts, written like a case"
    )
    parser.add_argument("--reach", type=Fraction, metavar="N", help="何时达到 N 分 · when N points are reached")
    parser.add_argument("--group", default="total", help="--reach 看哪个小计 · which total --reach looks at")
    parser.add_argument("--json", action="store_true")


def run(args: argparse.Namespace) -> int:
    as_of, known_at = days(args)
    book = open_book(args.sheet, received=args.received, as_of=as_of)
    facts = open_facts(book, args.facts, known_at=known_at)
    try:
        application = facts.application(args.application)
    except KeyError:
        complain(f"{args.facts}: 没有申请 {args.application}。", f"{args.facts}: no application {args.application}.")
        return UNREADABLE
    evaluator = Evaluator(book.sheet)
    if args.reach is not None:
        if args.group not in book.sheet.groups:
            complain(
                f"没有小计 {args.group}:{'、'.join(book.sheet.groups)}",
                f"no group {args.group}: {', '.join(book.sheet.groups)}",
            )
            return UNREADABLE
        found = reach(evaluator, application, args.group, args.reach, from_day=as_of, known_at=known_at)
        _say_reached(found, book, args)
        return DONE
    result = what_if(evaluator, application, _changes(args, book), as_of=as_of, known_at=known_at)
    _say_difference(result, book, args.json)
    return DONE


def _changes(args: argparse.Namespace, book: ScoreBook) -> Changes:
    choices = dict(pair.split("=", 1) for pair in args.choose if "=" in pair)
    if args.add is None:
        return Changes(choices=choices, as_of=args.then)
    cases = load_cases(args.add, book.sheet)
    added = tuple(row for case in cases for rows in case.application.records.values() for row in rows)
    return Changes(add=added, choices=choices, as_of=args.then)


def _say_difference(result: WhatIf, book: ScoreBook, as_json: bool) -> None:
    names = names_of(book, language())
    rows = [(names.item(one.key), _text(one.before), _text(one.after)) for one in result.differences]
    if as_json:
        print_json([{"key": one.key, "before": str(one.before), "after": str(one.after)} for one in result.differences])
    elif rows:
        print_table((chosen("指标", "item"), chosen("现在", "now"), chosen("届时", "then")), rows)
    else:
        print(chosen("没有变化。", "nothing changes."))


def _say_reached(found: Reached | NotReached, book: ScoreBook, args: argparse.Namespace) -> None:
    if args.json:
        print_json({key: str(value) for key, value in vars(found).items()})
    elif isinstance(found, Reached):
        until = found.until or chosen("十年之内一直有效", "the end of the ten years")
        print(
            chosen(
                f"{found.day} 起达到({_text(found.points)} 分),至 {until}。",
                f"from {found.day} ({_text(found.points)} points) until {until}.",
            )
        )
    else:
        item = names_of(book, language()).item(found.stopped_by) or found.stopped_by
        print(
            chosen(
                f"十年之内达不到:最多 {_text(found.best)} 分({found.day});卡在“{item}”,还差 {points_text(Fraction(found.missing))} 分。",
                f"not within ten years: at most {_text(found.best)} ({found.day}); stopped by {item}, {points_text(Fraction(found.missing))} missing.",
            )
        )


def _text(span: Span) -> str:
    low = points_text(Fraction(span.low))
    return low if span.is_known else f"{low}–{points_text(Fraction(span.high))}"
