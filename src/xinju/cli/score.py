"""Score everybody in a folder of facts by a sheet: every item's points, as a table, JSON or a file."""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterable
from pathlib import Path

from xinju.cli.exit_codes import DONE, FOUND
from xinju.cli.inputs import add_sheet_and_facts, days, open_book, open_facts
from xinju.cli.speech import chosen, complain, print_json, print_table, progress
from xinju.documents.figures import points_text
from xinju.engines.scoring.columnar import score_to_parquet
from xinju.engines.scoring.spans import Span
from xinju.packs.facts import Facts
from xinju.points.bridge import ScoreBook, Scored, compiled_for, score_families

NAME = "score"
HELP = "按分值表给全部申请计分 · score everybody by a sheet"
SHOWN = 40


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_sheet_and_facts(parser)
    parser.add_argument("--engine", choices=("duckdb", "reference"), default="duckdb")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help=".csv, .parquet")
    parser.add_argument("--json", action="store_true")


def run(args: argparse.Namespace) -> int:
    as_of, known_at = days(args)
    book = open_book(args.sheet, received=args.received, as_of=as_of)
    with progress() as bar:
        reading = bar.add_task(chosen("读取事实", "reading facts"), total=2)
        facts = open_facts(book, args.facts, known_at=known_at)
        bar.update(reading, advance=1, description=chosen("计分", "scoring"))
        if args.output is not None and args.output.suffix == ".parquet":
            compiled = compiled_for(book.sheet, facts, as_of=as_of, known_at=known_at)
            score_to_parquet(facts.connection, compiled, str(args.output))
            bar.update(reading, advance=1)
            complain(
                f"已写入 {args.output};各列为整数,除以 {compiled.denominator} 得分值。",
                f"written to {args.output}; whole numbers over {compiled.denominator}.",
            )
            return _exit_code(facts)
        scores = score_families(book.sheet, facts, as_of=as_of, known_at=known_at, engine=args.engine)
        bar.update(reading, advance=1)
    if args.json:
        print_json({number: _plain(one) for number, one in scores.items()})
    elif args.output is not None:
        with args.output.open("w", newline="", encoding="utf-8-sig") as file:
            csv.writer(file).writerows(_rows(book, scores.values()))
    else:
        _print(book, scores)
    return _exit_code(facts)


def _exit_code(facts: Facts) -> int:
    return FOUND if facts.rejected else DONE


def _plain(one: Scored) -> dict[str, object]:
    return {
        "points": {key: _text(span) for key, span in one.points.items()},
        "roles": one.roles,
        "services": {
            key: {"gate": service.gate, "blocked_by": service.blocked_by, "pays": _text(service.pays)}
            for key, service in one.services.items()
        },
    }


def _rows(book: ScoreBook, scores: Iterable[Scored]) -> Iterable[list[str]]:
    keys = [*book.sheet.items, *book.sheet.groups]
    yield ["application", *keys]
    for one in scores:
        yield [one.application, *(_text(one.points[key]) or "" for key in keys)]


def _text(span: Span | None) -> str | None:
    """Exact: 29/3; a span as low..high."""
    if span is None:
        return None
    return str(span.low) if span.is_known else f"{span.low}..{span.high}"


def _print(book: ScoreBook, scores: dict[str, Scored]) -> None:
    groups = list(book.sheet.groups)
    header = [chosen("申请编号", "application"), *(book.sheet.groups[key].label for key in groups)]
    shown = list(scores.values())[:SHOWN]
    print_table(header, [[one.application, *(_shown(one.points[key]) for key in groups)] for one in shown])
    if len(scores) > SHOWN:
        more = len(scores) - SHOWN
        print(chosen(f"……另有 {more} 个申请,用 -o 文件名 写出全部", f"… {more} more; -o FILE writes them all"))
    sys.stdout.flush()


def _shown(span: Span) -> str:
    low = points_text(span.low)
    return low if span.is_known else f"{low}–{points_text(span.high)}"
