"""Nodes as the plain values that a JSON Schema describes: figures exactly, never as floats."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from xinju.packs.reading import exact
from xinju.packs.yaml_reader import Node


def plain(node: Node) -> Any:
    """Mappings, lists, texts, whole numbers, decimals, true and false. Days, fractions and percentages stay text."""
    match node.content:
        case dict() as entries:
            return {key: plain(part) for key, part in entries.items()}
        case tuple() as parts:
            return [plain(part) for part in parts]
        case None:
            return None
    text = str(node.content)
    if node.quoted:
        return text
    if text in ("true", "false"):
        return text == "true"
    if exact(text) is None or "/" in text or text.endswith("%"):
        return text
    return Decimal(text) if "." in text else int(text)
