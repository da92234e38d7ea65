"""Check a score sheet for what it leaves open, says twice or in vain; or show it as the official table."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from xinju.cli.exit_codes import DONE, FOUND
from xinju.cli.inputs import day, open_book, today
from xinju.cli.speech import chosen, complain, language, print_json
from xinju.documents.docx import findings_docx
from xinju.documents.pdf import sheet_table_pdf
from xinju.documents.spreadsheets.findings import findings_xlsx
from xinju.documents.tables import sheet_table_html, sheet_table_text
from xinju.sheets.bridge import findings as checked
from xinju.sheets.bridge import tables, working
from xinju.sheets.bridge.editions import Book, edition_at, open_edition
from xinju.sheets.bridge.findings import ToldFinding

NAME = "sheet"
HELP = "检查或显示计分标准 · check a score sheet, or show it as a table"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parts = parser.add_subparsers(required=True, metavar="check|show")
    checking = parts.add_parser(
        "check", help="找出空档、重叠、两读与缺项 · gaps, overlaps, open readings, missing papers"
    )
    showing = parts.add_parser("show", help="按公布的表格显示 · the table as people know it")
    for part in (checking, showing):
        part.add_argument("sheet", type=Path, help="分值表文件或文件夹 · a sheet's file or folder")
        part.add_argument("--received", type=day, metavar="DATE")
        part.add_argument("--on", type=day, metavar="DATE")
        part.add_argument("-o", "--output", type=Path, metavar="FILE")
    checking.add_argument("--json", action="store_true")
    showing.add_argument("--format", choices=("text", "html", "pdf"))
    checking.set_defaults(part=_check)
    showing.set_defaults(part=_show)


def run(args: argparse.Namespace) -> int:
    path = open_book(args.sheet, received=args.received, as_of=args.on).path
    return args.part(open_edition(edition_at(path)), args)


def _check(book: Book, args: argparse.Namespace) -> int:
    findings = checked.told(book, language())
    wrong = [
        f"{book.edition.path}:{case.line} {case.name}: {figure.label} {figure.by_hand} ≠ {figure.found}"
        for case in working.worked(book, language())
        for figure in case.figures
        if not figure.holds
    ]
    if args.output is not None:
        listed = checked.listed(book, language(), today())
        made = findings_docx(listed) if args.output.suffix.lower() == ".docx" else findings_xlsx(listed)
        args.output.write_bytes(made)
        complain(f"已写入 {args.output}", f"written to {args.output}")
    if args.json:
        print_json({"findings": [_plain(one, book) for one in findings], "failed_cases": wrong})
    elif args.output is None:
        for one in findings:
            _print(one, book)
    for failure in wrong:
        print(failure)
    still_open = sum(1 for one in findings if one.is_open)
    complain(
        f"{len(findings)} 处,其中 {still_open} 处尚未决定;案例不符 {len(wrong)} 处。",
        f"{len(findings)} findings, {still_open} not decided yet; {len(wrong)} figures of cases differ.",
    )
    return FOUND if still_open or wrong else DONE


def _place(one: ToldFinding, book: Book) -> str:
    """The file, and the line where the finding stands in this very file and not in an included sheet's."""
    return f"{book.edition.path}:{one.line}" if one.is_own else str(one.file or book.edition.path)


def _print(one: ToldFinding, book: Book) -> None:
    print(f"{_place(one, book)}  {one.article}  {one.what}".replace("    ", "  "))
    for reading in one.readings:
        print(f"    {reading.letter}. {reading.says}")
    if one.is_open:
        print(f"    id: {one.id}")
    else:
        print(chosen("    已决定", "    decided") + f": {one.decision} ({one.decided_by}, {one.decided_on})")


def _plain(one: ToldFinding, book: Book) -> dict[str, object]:
    return {
        "id": one.id, "code": one.code, "article": one.article, "place": _place(one, book), "item": one.item,
        "what": one.what, "values": one.values, "readings": [reading.says for reading in one.readings],
        "decision": one.decision, "decided_by": one.decided_by,
    }  # fmt: skip


def _show(book: Book, args: argparse.Namespace) -> int:
    table = tables.table_of(book, language())
    kind = args.format or (args.output.suffix.lstrip(".").lower() if args.output else "text")
    if kind == "pdf" and args.output is None:
        complain("PDF 需要 -o 文件名。", "a PDF needs -o FILE.")
        return FOUND
    made = {
        "pdf": lambda: sheet_table_pdf(table, today()),
        "html": lambda: sheet_table_html(table).encode(),
    }.get(kind, lambda: sheet_table_text(table).encode())()
    if args.output is not None:
        args.output.write_bytes(made)
    else:
        sys.stdout.write(made.decode() + "\n")
    return DONE
