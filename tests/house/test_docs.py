"""The documents tell of what is there, in the words of the glossary."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted(
    path for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("districts/**/*.md")] if path.is_file()
)
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")
PLACE = re.compile(r"`((?:src|tests|docs|districts|requirements|bench)/[\w./-]+)`")

# What the glossary rules out in a label: compulsory schooling knows no examination and no admission by marks.
RULED_OUT = ("录取分数线", "录取通知书")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_document_names_only_files_that_exist(document):
    text = document.read_text(encoding="utf-8")

    missing = [name for name in LINK.findall(text) if not (document.parent / name).exists()]
    missing += [name for name in PLACE.findall(text) if not (ROOT / name).exists()]

    assert missing == []


def test_no_page_and_no_letter_uses_a_word_that_the_glossary_rules_out():
    suffixes = (".py", ".html", ".typ")
    sources = [path for path in (ROOT / "src").rglob("*") if path.suffix in suffixes]

    assert [path.name for path in sources for word in RULED_OUT if word in path.read_text(encoding="utf-8")] == []
