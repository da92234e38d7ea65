"""The list of a sheet's open questions for the policy office: article, values, both readings, room for the decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from xinju.documents.figures import Language
from xinju.documents.words import findings_list_en, findings_list_zh

WORDS = {"zh": findings_list_zh.LABELS, "en": findings_list_en.LABELS}
COLUMNS = ("number", "article", "item", "what", "values", "readings", "decision")


@dataclass(frozen=True)
class Finding:
    """One place of a sheet that can be read in two ways or is silent.

    `what` is the finding in a sentence, `values` the concrete values it shows on ("正好 100 分"), `readings` the possible
    answers with their effect. `decision` and `decided_by` are empty until the office has decided.
    """

    article: str
    item: str
    what: str
    values: str
    readings: tuple[str, ...]
    decision: str = ""
    decided_by: str = ""


@dataclass(frozen=True)
class FindingsList:
    """All findings of one version of a sheet; `source` names the file and its version."""

    title: str
    source: str
    findings: tuple[Finding, ...]
    issued_on: date
    language: Language = "zh"

    def rows(self) -> tuple[tuple[str, ...], ...]:
        """Number, article, item, question, values, readings by letter, and the decision or an empty string."""
        words = WORDS[self.language]
        return tuple(
            (
                str(number),
                finding.article,
                finding.item,
                finding.what,
                finding.values,
                "\n".join(
                    words["reading"].format(letter=letter, text=text)
                    for letter, text in zip("ABCDEFGH", finding.readings, strict=False)
                ),
                words["decided"].format(decision=finding.decision, by=finding.decided_by) if finding.decision else "",
            )
            for number, finding in enumerate(self.findings, 1)
        )
