"""Check a score sheet for what it leaves open, says twice or in vain; or show it as the official table."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

from xinju.cli.inputs import day, open_book, today
from xinju.cli.speech import chosen, complain, language, print_json
from xinju.documents.docx import findings_docx
from xinju.documents.findings import Finding as ListedFinding
from xinju.documents.findings import FindingsList
from xinju.documents.pdf import sheet_table_pdf
from xinju.documents.spreadsheets.findings import findings_xlsx
from xinju.documents.tables import SheetTable, TableRow, sheet_table_html, sheet_table_text
from xinju.documents.words import findings_en, findings_zh
from xinju.engines.scoring.check import Finding, check
from xinju.engines.scoring.reference import Evaluator
from xinju.engines.scoring.table import table_rows
from xinju.packs.case_results import differences
from xinju.packs.cases import load_cases
from xinju.points.bridge import ScoreBook, names_of

NAME = "sheet"
HELP = "检查或显示计分标准 · check a score sheet, or show it as a table"
DONE, FOUND = 0, 1


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
    book = open_book(args.sheet, received=args.received, as_of=args.on)
    return args.part(book, args)


def _check(book: ScoreBook, args: argparse.Namespace) -> int:
    findings = check(book.sheet)
    wrong = _failed_cases(book)
    listed = FindingsList(
        title=book.sheet.title,
        source=f"{book.sheet.key} {book.sheet.version}",
        findings=tuple(_listed(one, book) for one in findings),
        issued_on=today(),
        language=language(),
    )
    if args.output is not None:
        args.output.write_bytes(_as_file(listed, args.output, today()))
        complain(f"已写入 {args.output}", f"written to {args.output}")
    if args.json:
        print_json({"findings": [_plain(one, book) for one in findings], "failed_cases": [str(one) for one in wrong]})
    elif args.output is None:
        _print(findings, book)
    for failure in wrong:
        print(failure)
    still_open = sum(1 for one in findings if one.answered is None)
    complain(
        f"{len(findings)} 处,其中 {still_open} 处尚未决定;案例不符 {len(wrong)} 处。",
        f"{len(findings)} findings, {still_open} not decided yet; {len(wrong)} figures of cases differ.",
    )
    return FOUND if still_open or wrong else DONE


def _failed_cases(book: ScoreBook) -> list[str]:
    """Figures of the sheet's own cases that do not come out."""
    evaluator = Evaluator(book.sheet)
    return [
        f"{case.file}:{case.line} {case.name}: {difference}"
        for case in load_cases(book.path, book.sheet)
        for difference in differences(
            case, evaluator.statement(case.application, as_of=case.as_of, known_at=case.known_at)
        )
    ]


def _words(one: Finding, book: ScoreBook) -> tuple[str, tuple[str, ...]]:
    words = findings_en if language() == "en" else findings_zh
    return words.finding(one, names_of(book, language()))


def _print(findings: tuple[Finding, ...], book: ScoreBook) -> None:
    for one in findings:
        title, readings = _words(one, book)
        article = f" {one.article}" if one.article else ""
        print(f"{book.path}:{one.line}{article}  {title}")
        for letter, reading in zip("ABCDEFGH", readings, strict=False):
            print(f"    {letter}. {reading}")
        if one.answered is not None:
            told = chosen("已决定", "decided")
            print(f"    {told}: {one.answered.reading} ({one.answered.by}, {one.answered.day})")
        else:
            print(f"    id: {one.id}")


def _plain(one: Finding, book: ScoreBook) -> dict[str, object]:
    title, readings = _words(one, book)
    return {
        "id": one.id, "code": one.code, "where": one.where, "article": one.article, "file": str(book.path),
        "line": one.line, "what": title, "readings": readings,
        "decided": None if one.answered is None else {"reading": one.answered.reading, "by": one.answered.by},
    }  # fmt: skip


def _listed(one: Finding, book: ScoreBook) -> ListedFinding:
    title, readings = _words(one, book)
    return ListedFinding(
        article=one.article,
        item=names_of(book, language()).item(one.where) or one.where,
        what=title,
        values=one.id,
        readings=readings,
        decision=one.answered.reading if one.answered else "",
        decided_by=one.answered.by if one.answered else "",
    )


def _as_file(listed: FindingsList, path: Path, on: date) -> bytes:
    return findings_docx(listed) if path.suffix.lower() == ".docx" else findings_xlsx(listed)


def _show(book: ScoreBook, args: argparse.Namespace) -> int:
    table = sheet_table(book)
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


def sheet_table(book: ScoreBook) -> SheetTable:
    """The official table of a sheet."""
    rows = table_rows(book.sheet, language())
    return SheetTable(
        title=book.sheet.title,
        source=book.sheet.authority,
        in_force=book.sheet.version,
        rows=tuple(TableRow(row.category, row.item, row.standard, row.most, row.office, row.note) for row in rows),
        language=language(),
    )
