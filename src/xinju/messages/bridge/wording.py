"""The words of a message: the district's template with the values filled in, in one language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from xinju.documents.figures import date_text
from xinju.packs.districts import load_district
from xinju.packs.message_templates import SECRET, SENDER, MessageTemplate, Wording, message_templates_of
from xinju.web.language import ENGLISH


def template_of(key: str) -> MessageTemplate:
    """The district's message of this key. KeyError where it has none, Unreadable where a file is faulty."""
    return _templates(Path(settings.XINJU_DISTRICT))[key]


def worded(template: MessageTemplate, language: str, values: Mapping[str, Any], secrets: Mapping[str, str]) -> Wording:
    """Subject and text in the language (`zh-hans`, `en`). KeyError where a value is missing."""
    short = "en" if language == ENGLISH else "zh"
    given = {SENDER: _sender(Path(settings.XINJU_DISTRICT))[short]}
    for name, kind in template.values.items():
        given[name] = secrets[name] if kind == SECRET else _shown(values[name], kind, short)
    wording = template.wording[short]
    return Wording(wording.text.format(**given), wording.subject.format(**given))


def _shown(value: Any, kind: str, language: str) -> str:
    if kind == "day":
        return date_text(date.fromisoformat(value), language)  # type: ignore[arg-type]
    return value[language] if kind == "words" else str(value)


@lru_cache(maxsize=4)
def _templates(district: Path) -> dict[str, MessageTemplate]:
    return message_templates_of(district)


@lru_cache(maxsize=4)
def _sender(district: Path) -> dict[str, str]:
    found = load_district(district)
    return {"zh": f"{found.name}新居民服务", "en": f"{found.english} services"}
