"""One call to the typesetter: a template of this package and values as JSON make a PDF.

Values reach a template only as a JSON file, so nothing in a name (`#eval`, `*`, `$`) can act as markup.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from importlib import resources
from typing import Any

import typst

from xinju.documents.glyphs import font_folder, printable

_ONE_AT_A_TIME = threading.Lock()  # a typst compiler may not be used by two threads at once


def typeset(
    template: str,
    values: Mapping[str, Any],
    *,
    on: date,
    pictures: Mapping[str, bytes] | None = None,
    tagged: bool = True,
) -> bytes:
    """The PDF of `templates/<template>.typ` filled with `values`.

    `on` is the date the file bears: same values and same day give the same bytes. `pictures` are virtual SVG files that
    the template may show. `tagged` writes PDF/UA-1 and PDF/A-2a, for screen readers and archives; without it bulk
    prints are plain and a tenth of the size.
    """
    files = {
        "main.typ": _template(template),
        "house.typ": _template("house"),
        "values.json": json.dumps(printable(dict(values)), ensure_ascii=False).encode(),
        **(pictures or {}),
    }
    with _ONE_AT_A_TIME:
        compiled = _compiler().compile(
            input=files,  # type: ignore[type-var]  # its stubs forget that several files may be given
            format="pdf",
            timestamp=datetime(on.year, on.month, on.day, tzinfo=UTC),
            pdf_tags=tagged,
            pdf_standards=["a-2a", "ua-1"] if tagged else [],
        )
    assert isinstance(compiled, bytes)
    return compiled


@cache
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(
        include_system_fonts=False,  # the same bytes on every machine
        include_embedded_fonts=False,
        font_paths=[str(font_folder())],
    )
    return typst.Compiler(font_paths=fonts, ignore_system_fonts=True)


@cache
def _template(name: str) -> bytes:
    return resources.files("xinju.documents.templates").joinpath(f"{name}.typ").read_bytes()
