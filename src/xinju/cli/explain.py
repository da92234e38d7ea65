"""Explain one application's points: what counted, what did not and why, the rule with its article, caps and choices."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from xinju.cli.exit_codes import DONE, UNREADABLE
from xinju.cli.inputs import add_sheet_and_facts, days, open_book, open_facts
from xinju.cli.speech import chosen, complain, language, print_json
from xinju.documents.figures import points_text
from xinju.documents.pdf import statement_pdf
from xinju.documents.statements import Statement, StatementLine
from xinju.points.bridge import statement_of, told

NAME = "explain"
HELP = "说明一个申请的每一分从哪里来 · where each point of one application comes from"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_sheet_and_facts(parser)
    parser.add_argument("application", help="申请编号 · application number")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE.pdf")
    parser.add_argument("--all", action="store_true", help="也列出 0 分的指标 · items without points too")
    parser.add_argument("--json", action="store_true")


def run(args: argparse.Namespace) -> int:
    as_of, known_at = days(args)
    book = open_book(args.sheet, received=args.received, as_of=as_of)
    facts = open_facts(book, args.facts, known_at=known_at)
    try:
        statement = statement_of(book.sheet, facts, args.application, as_of=as_of, known_at=known_at)
    except KeyError:
        complain(f"{args.facts}: 没有申请 {args.application}。", f"{args.facts}: no application {args.application}.")
        return UNREADABLE
    paper = told(book, statement, language=language(), applicant=args.application, on=known_at)
    if args.output is not None:
        args.output.write_bytes(statement_pdf(paper))
    elif args.json:
        print_json(asdict(paper))
    else:
        print_statement(paper, every=args.all)
    return DONE


def print_statement(paper: Statement, *, every: bool) -> None:
    """The statement for a terminal."""
    print(f"{paper.sheet_title} · {paper.reference} · {paper.as_of.isoformat()}")
    for line in paper.lines:
        if every or line.points or line.at_most:
            _print_line(line)
    total = points_text(paper.total)
    most = f"–{points_text(paper.total_at_most)}" if paper.total_at_most is not None else ""
    print(chosen(f"总分 {total}{most}", f"total {total}{most}"))
    for key in paper.rank_keys:
        print(f"  {key.label}: {key.value}")
    for remark in paper.remarks:
        print(f"  {remark}")


def _print_line(line: StatementLine) -> None:
    most = f"–{points_text(line.at_most)}" if line.at_most is not None else ""
    print(f"\n{line.item}  {points_text(line.points)}{most}  {line.article}")
    print(f"  {line.counted}")
    for evidence in line.evidence:
        print(f"    · {evidence.says}")
