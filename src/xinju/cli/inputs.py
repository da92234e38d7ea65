"""What several subcommands read: a sheet's file, a folder of facts, the days they are asked for."""

from __future__ import annotations

import argparse
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from xinju.cli.home import home
from xinju.cli.speech import complain, language
from xinju.engines.scoring.language.sources import FIRST_DAY, LAST_DAY
from xinju.packs.facts import Facts
from xinju.packs.problems import say
from xinju.packs.versions import choose_version
from xinju.points.bridge import ScoreBook


def today() -> date:
    """The legal day, wherever the machine stands."""
    return datetime.now(ZoneInfo("Asia/Shanghai")).date()


def day(text: str) -> date:
    """A day as people write it on a command line: 2026-05-12."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!r}: 应为 YYYY-MM-DD 形式的日期 / expected a day such as 2026-05-12"
        ) from None
    if not FIRST_DAY <= found <= LAST_DAY:  # beyond it neither evaluator has a calendar
        raise argparse.ArgumentTypeError(
            f"{text}: 应在 {FIRST_DAY} 到 {LAST_DAY} 之间 / expected a day from {FIRST_DAY} to {LAST_DAY}"
        )
    return found


def add_days(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--on", type=day, metavar="DATE", help="截止日,默认今天 / as-of day, today if left out")
    parser.add_argument(
        "--known", type=day, metavar="DATE", help="知悉日,默认同截止日之后的今天 / what was known on that day"
    )


def add_sheet_and_facts(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "sheet",
        type=Path,
        help="分值表文件,或含 versions.yaml 的文件夹 / a sheet's file, or a folder with versions.yaml",
    )
    parser.add_argument("facts", type=Path, help="事实文件夹 / a folder of facts")
    add_days(parser)
    parser.add_argument(
        "--received", type=day, metavar="DATE", help="收件日,用于选择版本 / receipt day, where it decides the version"
    )


def days(asked: argparse.Namespace) -> tuple[date, date]:
    """The as-of day and the day of knowledge."""
    as_of = asked.on or today()
    return as_of, asked.known or max(as_of, today())


def open_book(path: Path, *, received: date | None = None, as_of: date | None = None) -> ScoreBook:
    """A sheet's file, or the version of a folder that applies."""
    if path.is_dir():
        path = choose_version(path, received=received, as_of=as_of)
    return ScoreBook.open(path)


def open_facts(book: ScoreBook, folder: Path, *, known_at: date) -> Facts:
    """The facts; rejected rows are written beside everything else that the program writes, and named."""
    facts = book.facts(folder, today=known_at)
    for notice in facts.notices:
        complain(say(notice, language()))
    if facts.rejected:
        keep_rejected(facts, home() / "rejected" / folder.resolve().name)
    return facts


def keep_rejected(facts: Facts, folder: Path) -> Path:
    """Write the rows that did not count with their reasons; say how many and where."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in facts.rejected.items():
        (folder / f"{name}.rejected.csv").write_bytes(rows.as_csv(language()))
    count = sum(len(rows.rows) for rows in facts.rejected.values())
    complain(
        f"{count} 行未采用,原因写在 {folder}。其余各行照常计算。",
        f"{count} rows did not count; the reasons are in {folder}. All other rows count.",
    )
    return folder
