"""The findings list as .xlsx: wrapped text, A4 across, an empty framed column for the decision."""

from __future__ import annotations

from xinju.documents.findings import COLUMNS, WORDS, FindingsList
from xinju.documents.spreadsheets.writing import ListColumn, ListSheet, write_xlsx

_WIDTHS = {"number": 6, "article": 14, "item": 16, "what": 34, "values": 22, "readings": 40, "decision": 32}


def findings_xlsx(findings: FindingsList) -> bytes:
    """The list to send, fill in and send back."""
    words = WORDS[findings.language]
    columns = [ListColumn(words[key], _WIDTHS[key], wraps=True) for key in COLUMNS]
    heading = f"{findings.title}（{findings.source}）"
    return write_xlsx([ListSheet(words["sheet"], columns, findings.rows(), heading)], findings.issued_on)
