"""A simulation as a page: the pictures, and every part as a table of text."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from xinju.benefits.bridge import simulating
from xinju.benefits.bridge.simulating import Simulation
from xinju.benefits.bridge.towns import Towns, towns_beside
from xinju.documents.charts import Change, changes_svg
from xinju.documents.figures import Language
from xinju.packs.labels import labels_of
from xinju.web.language import CHINESE, ENGLISH, chosen

TITLES = {
    "items": ("逐项增减", "By item"), "towns": ("按镇（街道）", "By town"), "families": ("按家庭类型", "By kind of family"),
    "payments": ("待遇发放", "Payments"), "schools": ("各校最低准入与录取", "Schools: cut-offs and places"),
    "moved": ("会换学校的儿童", "Children who would go elsewhere"),
}  # fmt: skip
PICTURED = ("items", "towns", "families")


def labels(old: Path, new: Path, language: Language) -> dict[str, str]:
    """What items and services are called."""
    return {**labels_of(old, language), **labels_of(new, language)}


def parts(found: Simulation, named: dict[str, str], towns: Towns, language: Language) -> list[dict[str, Any]]:
    """Each part with title, heading, rows and, where people would rather look, a picture."""
    return [
        {
            "key": key,
            "title": chosen(*TITLES[key]),
            "heading": heading,
            "rows": simulating.text_rows(rows),
            "svg": _picture(key, rows, language) if key in PICTURED else "",
        }
        for key, (heading, rows) in simulating.tables(found, named, towns, language).items()
    ]


def _picture(key: str, rows: list[list], language: Language) -> SafeString:
    bars = [Change(str(row[0]), row[1], row[2]) for row in rows if row[1] or row[2]]
    title = chosen(*TITLES[key])
    return mark_safe(changes_svg(title, bars, f"changes-{key}", language)) if bars else mark_safe("")  # noqa: S308 - made here


def keep(found: Simulation, old: Path, new: Path, folder: Path, on: date) -> None:
    """Write a simulation as pages and workbooks in both languages: another process shows it, on another day."""
    folder.mkdir(parents=True, exist_ok=True)
    for language, code in (("zh", CHINESE), ("en", ENGLISH)):
        named, towns = labels(old, new, language), towns_beside(new, language)
        with translation.override(code):
            page = json.dumps(_page(found, named, towns, language), ensure_ascii=False)
        (folder / f"{language}.json").write_text(page, encoding="utf-8")
        (folder / f"{language}.xlsx").write_bytes(simulating.as_xlsx(found, named, towns, language, on))


def _page(found: Simulation, named: dict[str, str], towns: Towns, language: Language) -> dict[str, Any]:
    total = found.comparison.total
    return {
        "parts": parts(found, named, towns, language),
        "total": {"gain": total.gain, "lose": total.lose, "same": total.same},
        "children": found.children,
        "moved": len(found.moved),
    }


def kept(folder: Path, language: Language) -> dict[str, Any]:
    """The page's context as `keep` wrote it."""
    page = json.loads((folder / f"{language}.json").read_text(encoding="utf-8"))
    for part in page["parts"]:
        part["svg"] = mark_safe(part["svg"])  # noqa: S308 - made by _picture and kept by us
    return page


def kept_workbook(folder: Path, language: Language) -> bytes:
    return (folder / f"{language}.xlsx").read_bytes()
