"""Print the result letters of a placement folder, once a named officer has confirmed the result."""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from xinju.benefits.bridge import letters, results, sources, verifying
from xinju.benefits.bridge.letter_texts import LETTERS_FILE, load_letter_texts
from xinju.benefits.bridge.placing import FULL, OFFICE
from xinju.cli import inputs
from xinju.cli.exit_codes import DONE, FOUND
from xinju.cli.speech import chosen, complain, language, progress
from xinju.documents.certificate import content_hash
from xinju.documents.pdf import letter_pdf, letters_pdf
from xinju.documents.spreadsheets.writing import write_csv
from xinju.packs.problems import Problem, Unreadable
from xinju.packs.reading import day
from xinju.vault.letter_codes import canonical, new_code

NAME = "letters"
HELP = "经确认后打印结果告知单 · letters, after a named officer's confirmation"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="DIR", help="place 写出的文件夹 · folder that place wrote")
    parser.add_argument("--texts", type=Path, help="letters.yaml,默认 DIR/office 中的 · default: the one in DIR/office")
    parser.add_argument("--confirmed-by", metavar="NAME", help="确认结果的经办人姓名 · the officer who confirms")
    parser.add_argument(
        "--on", type=inputs.day, metavar="DATE", help="签发日期 · day of issue (YYYY-MM-DD), default today"
    )
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="OUT", help="告知单文件夹 · folder")


def run(args: argparse.Namespace) -> int:
    if not args.confirmed_by or not args.confirmed_by.strip():
        complain(
            "机器算出的结果经具名经办人确认后才生效:请用 --confirmed-by 写明确认人姓名。",
            "a machine's result takes effect only when a named officer has confirmed it: say --confirmed-by NAME.",
        )
        return FOUND
    issued_on = args.on or inputs.today()
    read = _results(args.folder)
    if read.rules.get("to_clarify"):
        complain(
            f"还有 {read.rules['to_clarify']} 名儿童待核实(见 full/to_clarify.csv),核实前不能确认。",
            f"{read.rules['to_clarify']} children are still to be clarified (full/to_clarify.csv): nothing to confirm yet.",
        )
        return FOUND
    if not all(verdict.holds for verdict in verifying.verify(args.folder)):
        complain("核验有不符,不出告知单;详见 xinju verify。", "the check found faults, no letters: see xinju verify.")
        return FOUND
    texts = load_letter_texts(args.texts or args.folder / OFFICE / LETTERS_FILE)
    issue = letters.Issue(texts, texts.check_address, issued_on, "en" if language() == "en" else "zh")
    count = _write(read, families_in(args.folder), issue, args)
    print(chosen(f"{count} 份告知单:{args.output}", f"{count} letters: {args.output}"))
    return DONE


def families_in(folder: Path) -> dict[str, sources.Family]:
    """Names and birth dates that place kept for the office."""
    with (folder / OFFICE / "families.csv").open(encoding="utf-8-sig", newline="") as file:
        return {
            row["application"]: sources.Family(row["application"], row["name"], day(row["birth_date"]))
            for row in csv.DictReader(file)
        }


def _results(folder: Path) -> results.Results:
    try:
        return results.read_results(results.read_folder(folder / FULL))
    except (KeyError, ValueError) as error:
        raise Unreadable(
            [Problem(str(folder / FULL), 0, code="no_full_edition", values=(("why", str(error)),))]
        ) from None


def _write(
    read: results.Results, families: Mapping[str, sources.Family], issue: letters.Issue, args: argparse.Namespace
) -> int:
    """One PDF a child, one of all for the printer, and the register of codes as digests: the codes stand on paper only."""
    (args.output / "single").mkdir(parents=True, exist_ok=True)
    made = []
    register = []
    with progress() as bar:
        task = bar.add_task(chosen("告知单", "letters"), total=len(read.children) + 1)
        for child in read.children.values():
            code = new_code()
            letter = letters.letter_for(read, child, families.get(child.application), code, issue)
            made.append(letter)
            (args.output / "single" / f"{_file_name(child.application)}.pdf").write_bytes(letter_pdf(letter))
            digest = sha256((canonical(code) or "").encode()).hexdigest()
            register.append([child.application, digest, issue.issued_on.isoformat()])
            bar.advance(task)
        if made:
            (args.output / "letters.pdf").write_bytes(letters_pdf(made))
        bar.advance(task)
    labels = ("application", "sha256_of_code", "issued_on")
    (args.output / "register.csv").write_bytes(b"".join(write_csv(labels, register)))
    confirmation = {
        "confirmed_by": args.confirmed_by.strip(),
        "confirmed_on": issue.issued_on.isoformat(),
        "certificate": content_hash((args.folder / FULL / "certificate.json").read_bytes()),
        "letters": len(made),
    }
    (args.output / "confirmation.json").write_text(
        json.dumps(confirmation, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    return len(made)


def _file_name(application: str) -> str:
    """An application number as a file name: whatever a file system would not take becomes a dash."""
    return "".join(sign if sign.isalnum() or sign in "-_" else "-" for sign in application)
