"""The findings list as .docx: the policy office writes its decisions into the last column."""

from __future__ import annotations

import io
from datetime import datetime

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell

from xinju.documents.figures import date_text
from xinju.documents.findings import COLUMNS, WORDS, FindingsList

_WIDTHS = (11, 22, 26, 56, 34, 66, 52)  # millimetres, together A4 across less its margins


def findings_docx(findings: FindingsList) -> bytes:
    """The list on A4 across: one row a finding, the heading repeated on each page, the decision column left free."""
    words = WORDS[findings.language]
    document = docx.Document()
    _set_up(document, findings)
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(title, findings.title, 18, bold=True)
    _run(document.add_paragraph(), f"{findings.source}　{date_text(findings.issued_on, findings.language)}", 9)
    _run(document.add_paragraph(), words["intro"], 10.5)
    table = document.add_table(rows=1, cols=len(COLUMNS), style="Table Grid")
    table.autofit = False
    for cell, key in zip(table.rows[0].cells, COLUMNS, strict=True):
        _fill(cell, words[key], bold=True)
    _repeat_heading(table)
    for row in findings.rows():
        for cell, text in zip(table.add_row().cells, row, strict=True):
            _fill(cell, text)
    for row in table.rows:
        for cell, width in zip(row.cells, _WIDTHS, strict=True):
            cell.width = Mm(width)
    output = io.BytesIO()
    document.save(output)
    return output.getvalue()


def _set_up(document: Document, findings: FindingsList) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(15)
    section.top_margin = section.bottom_margin = Mm(15)
    normal = document.styles["Normal"]
    normal.font.name = "Times New Roman"
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")  # what every office computer has
    day = findings.issued_on
    about = document.core_properties
    about.created = about.modified = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a file's naive stamp
    about.title, about.author, about.comments = findings.title, "", ""


def _run(paragraph, text: str, size: float, bold: bool = False) -> None:
    run = paragraph.add_run(text)
    run.font.size, run.bold = Pt(size), bold
    paragraph.paragraph_format.space_after = Pt(4)


def _fill(cell: _Cell, text: str, bold: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    for index, line in enumerate(text.split("\n")):
        _run(paragraph if index == 0 else cell.add_paragraph(), line, 9.5, bold)


def _repeat_heading(table: Table) -> None:
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)
