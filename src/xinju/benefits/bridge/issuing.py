"""Making a round's letters: codes, digests, and the files that are printed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from xinju.benefits.bridge.letter_texts import load_letter_texts
from xinju.benefits.bridge.letters import Issue, letter_for
from xinju.benefits.bridge.results import Results
from xinju.benefits.bridge.sources import Family
from xinju.documents.figures import Language
from xinju.documents.letters import Letter
from xinju.documents.pdf import letter_pdf, letters_pdf
from xinju.vault.letter_codes import birthday_digest, canonical, code_digest, new_code, same

LETTERS, ISSUE = "letters", "issue.json"
AT_ONCE = 100  # letters in one file for the printer


@dataclass(frozen=True)
class Made:
    """One letter with what the tables keep of its code."""

    letter: Letter
    code_digest: str
    birthday_digest: str

    @property
    def code(self) -> str:
        return self.letter.check.code


def issue_of(texts: Path, *, check_address: str, on: date, language: Language) -> Issue:
    """What all letters of this issue share. Unreadable where letters.yaml is missing or faulty."""
    return Issue(load_letter_texts(texts), check_address, on, language)


def make(results: Results, families: Mapping[str, Family], issue: Issue, key: bytes) -> list[Made]:
    """A letter with a fresh code for every child that has a birth date, by application number."""
    made = []
    for number in sorted(results.children):
        family = families.get(number)
        if family is not None and family.birth_date is not None:
            code = new_code()
            letter = letter_for(results, results.children[number], family, code, issue)
            digests = code_digest(code, key).hex(), birthday_digest(code, family.birth_date, key).hex()
            made.append(Made(letter, *digests))
    return made


def keep(made: Sequence[Made], issue: Issue, folder: Path, progress: Callable[[int, int], None] | None = None) -> None:
    """The letters for the printer in files of a hundred, and what they share: to print one again with its code."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    kept = {
        "check_address": issue.check_address,
        "issued_on": issue.issued_on.isoformat(),
        "language": issue.language,
    }
    (folder / ISSUE).write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
    for first in range(0, len(made), AT_ONCE):
        part = [one.letter for one in made[first : first + AT_ONCE]]
        (folder / f"{first + 1:06d}-{first + len(part):06d}.pdf").write_bytes(letters_pdf(part))
        if progress is not None:
            progress(first + len(part), len(made))


def printed_parts(folder: Path) -> list[Path]:
    """The printed files in order; none before an issue."""
    return sorted(folder.glob("*.pdf")) if folder.is_dir() else []


def one_again(results: Results, texts: Path, family: Family, folder: Path, code: str) -> bytes:
    """One child's letter as issued, with the code that it was issued with."""
    kept = json.loads((folder / ISSUE).read_text(encoding="utf-8"))
    on = date.fromisoformat(kept["issued_on"])
    issue = issue_of(texts, check_address=kept["check_address"], on=on, language=kept["language"])
    return letter_pdf(letter_for(results, results.children[family.application], family, code, issue))


def digests_of(typed: str, key: bytes) -> str | None:
    """The digest to look a typed code up by, or None if it is none."""
    return None if canonical(typed) is None else code_digest(typed, key).hex()


def birthday_digest_of(typed: str, born: date, key: bytes) -> str:
    return birthday_digest(typed, born, key).hex()


def same_digest(one: str, other: str) -> bool:
    return same(bytes.fromhex(one), bytes.fromhex(other))
