"""What a sheet's parts are called in the reader's language: the sheet's own labels, its included sheets', its record types'."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from xinju.packs.problems import Language
from xinju.packs.records import DeclaredRecord
from xinju.packs.sheets import declared_records, find_version
from xinju.packs.yaml_reader import Node, read_documents, read_text

_PARTS = {"items": "item", "groups": "item", "measures": "measure", "conditions": "condition", "services": "service",
          "bars": "bar", "roles": "role"}  # fmt: skip
ROLES = {
    "zh": {
        "main": "主申请人", "other": "另一方", "parents": "父母", "applicant": "申请人", "child": "子女", "father": "父亲",
        "mother": "母亲", "guardian": "监护人", "spouse": "配偶", "grandmother": "祖母", "grandfather": "祖父",
        "sibling": "兄弟姐妹", "employer": "用人单位", "partner_child": "配偶的子女",
    },
    "en": {
        "main": "main applicant", "other": "other parent", "parents": "parents", "applicant": "applicant", "child": "child",
        "father": "father", "mother": "mother", "guardian": "guardian", "spouse": "spouse", "grandmother": "grandmother",
        "grandfather": "grandfather", "sibling": "sibling", "employer": "employer", "partner_child": "partner's child",
    },
}  # fmt: skip
_OWN_COLUMNS = {
    "start": "开始日期",
    "end": "结束日期",
    "month": "月份",
    "date": "日期",
    "year": "年份",
    "person": "人员",
}


def labels_of(path: Path, language: Language) -> dict[str, str]:
    """Labels by item:KEY, measure:KEY, service:KEY, bar:KEY, role:KEY, option:CHOICE.KEY, record:KEY, column:RECORD.KEY,
    level:RECORD.COLUMN.KEY.

    Only what has a label in that language (a plain text counts for both) is there; title:KEY is the sheet's own title.
    """
    found = {f"role:{key}": label for key, label in ROLES[language].items()}
    for declared in declared_records(path).values():
        found.update(_of_record(declared, language))
    found.update(_of_sheet(path, language, ""))
    return found


def _of_sheet(path: Path, language: Language, prefix: str) -> Iterator[tuple[str, str]]:
    top = _content(read_documents(read_text(path), str(path))[0])
    for name, node in _content(top.get("include")).items():
        other = _content(node)
        included = find_version(path, _text(other.get("sheet")), _text(other.get("version")))
        if included is not None:
            yield from _of_sheet(included, language, f"{prefix}{name}.")
    for section, part in _PARTS.items():
        for key, node in _content(top.get(section)).items():
            label = _said(_content(node).get("label"), language)
            if label:
                yield f"{part}:{prefix}{key}", label
            yield from _options(node, language)
    yield f"title:{prefix}", _said(top.get("title"), language)


def _options(node: Node, language: Language) -> Iterator[tuple[str, str]]:
    """What the options are called between which a family chooses, wherever in a rule it does."""
    parts = node.content if isinstance(node.content, tuple) else tuple(_content(node).values())
    for part in parts:
        yield from _options(part, language)
    chosen = _content(_content(node).get("chosen"))
    for key, label in _content(chosen.get("labels")).items():
        yield f"option:{_text(chosen.get('choice'))}.{key}", _said(label, language)


def _of_record(declared: DeclaredRecord, language: Language) -> Iterator[tuple[str, str]]:
    key = declared.type.key
    if language == "zh":
        yield from ((f"level:{key}.{name}", label) for name, label in declared.levels.items())
        yield from ((f"column:{key}.{name}", label) for name, label in _OWN_COLUMNS.items())
        return
    for name, label in declared.english.items():
        if label:
            kind = "record" if not name else "level" if "." in name else "column"
            yield f"{kind}:{key}.{name}".rstrip("."), label


def _content(node: Node | None) -> dict[str, Node]:
    return node.content if node is not None and isinstance(node.content, dict) else {}


def _text(node: Node | None) -> str:
    return node.content if node is not None and isinstance(node.content, str) else ""


def _said(node: Node | None, language: Language) -> str:
    """A label that may be one text or one for each language."""
    by_language = _content(node)
    return _text(by_language.get(language) or by_language.get("zh")) if by_language else _text(node)
