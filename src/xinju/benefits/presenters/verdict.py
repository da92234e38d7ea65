"""The verdict on a placement: what was checked, what it means, what is open, and whether honest wishes are safe."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from xinju.benefits.bridge import placing, reporting, rows, sentences, verifying
from xinju.benefits.bridge.letter_texts import LETTERS_FILE, load_letter_texts
from xinju.benefits.bridge.mechanisms import read_mechanisms
from xinju.benefits.bridge.ranking import ToClarify
from xinju.benefits.bridge.results import Results
from xinju.benefits.bridge.wishing import read_wishing
from xinju.benefits.bridge.words import rules as rule_words
from xinju.benefits.bridge.words import verdicts
from xinju.benefits.folders import home_path
from xinju.benefits.models import Round, Run
from xinju.benefits.presenters.outcome import language, rules_of
from xinju.documents.pdf import bureau_report_pdf

FAULTS_SHOWN, GAINS_SHOWN = 100, 20


def verdict(round_: Round, run: Run) -> dict[str, Any]:
    """Runs the checker on both editions now."""
    found = verifying.verify(home_path(run.folder))
    results = rows.results_of(run)
    said = "\n".join(one.says for one in found)
    report = read_wishing(home_path(run.folder))
    findings = [finding for one in found for finding in one.findings]
    return {
        "holds": all(one.holds for one in found) and bool(found) and _is_as_placed(run),
        "editions": found,
        "verified": reporting.verified(results, said, language()),
        "faults": [verdicts.sentence(finding, language()) for finding in findings[:FAULTS_SHOWN]],
        "more_faults": max(0, len(findings) - FAULTS_SHOWN),
        "questions": [
            (one["application"], sentences.question(_question(one), results.key_names, language()))
            for one in run.questions
        ],
        "wishing": rule_words.wishing(report, language()),
        "wishing_is_safe": report["safe"],
        "tried": rule_words.tried(report, language()),
        "gains": rule_words.gains(report, language())[:GAINS_SHOWN],
        "others": [_other(one, results) for one in read_mechanisms(home_path(run.folder))],
        "rules": rules_of(round_),
        "overflow": [(results.schools[one["school"]], one) for one in results.rules["overflow"]],
        "shortfall": results.rules["counts"]["shortfall"],
    }


def _other(report: dict[str, Any], results: Results) -> dict[str, Any]:
    """Another mechanism: the sentence, and for whom it differs."""
    names = {code: school.name for code, school in results.schools.items()}
    return {
        "says": rule_words.compared(report, language()),
        "changes": [
            {
                "application": one["application"],
                "now": rule_words.seat(one["now"], names, language()),
                "then": rule_words.seat(one["then"], names, language()),
                "direction": one["direction"],
            }
            for one in report.get("changes", ())
        ],
    }


def wishing(round_: Round, run: Run) -> str:
    """The one sentence about wishing otherwise."""
    return rule_words.wishing(read_wishing(home_path(run.folder)), language())


def report_pdf(round_: Round, run: Run, on: date) -> bytes:
    """The two pages for the bureau and discipline inspection."""
    folder = home_path(run.folder)
    said = "\n".join(one.says for one in verifying.verify(folder))
    letters = home_path(round_.folder) / LETTERS_FILE
    office = load_letter_texts(letters).office.in_(language()) if letters.is_file() else round_.district
    report = reporting.bureau_report(
        rows.results_of(run),
        read_wishing(folder),
        read_mechanisms(folder),
        said,
        office=office,
        certificate=run.certificate,
        on=on,
        language=language(),
    )
    return bureau_report_pdf(report)


def _is_as_placed(run: Run) -> bool:
    sealed = home_path(run.folder) / placing.FULL / "certificate.json"
    return sealed.is_file() and placing.content_hash(sealed.read_bytes()) == run.certificate


def _question(row: dict[str, Any]) -> ToClarify:
    low, high = (None if row[end] is None else Fraction(row[end]) for end in ("low", "high"))
    return ToClarify(row["application"], row["code"], row["key"], low, high, row["against"], tuple(row.get("ways", ())))
