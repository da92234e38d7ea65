"""Letters as files and as the page that a birthday opens."""

from __future__ import annotations

from typing import Any

from xinju.benefits.bridge import codes, issuing, rows, sentences
from xinju.benefits.bridge.letter_texts import LETTERS_FILE
from xinju.benefits.folders import home_path
from xinju.benefits.models import Letter, Round, Run
from xinju.benefits.presenters.outcome import language
from xinju.packs.problems import Unreadable, say
from xinju.web.language import chosen


def unreadable(error: Unreadable) -> str:
    """What is wrong with letters.yaml, in the page's language."""
    return " ".join(say(problem, language()) for problem in error.problems)


def wrong_birthday() -> str:
    return chosen("出生日期与这份告知单不符。", "This is not the birthday on this letter.")


def printed(run: Run) -> dict[str, bytes]:
    """The letters as issued, in files of a hundred; none before."""
    return {path.name: path.read_bytes() for path in issuing.printed_parts(home_path(run.folder) / issuing.LETTERS)}


def parts(run: Run) -> list[tuple[int, int, int]]:
    """The printed files: which, from, to."""
    names = [path.stem.split("-") for path in issuing.printed_parts(home_path(run.folder) / issuing.LETTERS)]
    return [(number, int(first), int(last)) for number, (first, last) in enumerate(names, start=1)]


def letter_pdf(round_: Round, letter: Letter) -> bytes | None:
    """One child's letter as issued; None where its code was not kept."""
    code = codes.code_of(letter)
    if not code:
        return None
    number, folder = letter.application.number, home_path(letter.run.folder) / issuing.LETTERS
    family = rows.families_of([letter.application])[number]
    return issuing.one_again(rows.results_of(letter.run), home_path(round_.folder) / LETTERS_FILE, family, folder, code)


def opened(letter: Letter) -> dict[str, Any]:
    """What the family sees: its own result and nothing of anyone else."""
    results = rows.results_of(letter.run)
    child = results.children[letter.application.number]
    wishes = [
        {
            "number": wish.number,
            "school": results.schools[wish.school].name,
            "rank": wish.rank,
            "applicants": wish.applicants,
            "why": sentences.why(wish, language()),
            "is_placed": wish.reason == "placed",
        }
        for wish in child.wishes
        if wish.school
    ]
    return {
        "headline": sentences.result(results, child, language()),
        "explanation": sentences.explanation(child, language()),
        "child": child,
        "name": letter.application.child_name,
        "total": sentences.key_text(results, 0, child.total, language()) if child.keys else "",
        "wishes": wishes,
    }
