"""Certificate folders for the tests: written, changed, sealed anew and checked by the script inside them."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from contextlib import redirect_stdout
from functools import cache
from hashlib import sha256
from io import StringIO
from pathlib import Path
from types import CodeType

from xinju.documents.certificate import certificate_files, table_bytes, write_folder
from xinju.engines.placement.certificate import frozen_list, full_certificate, public_certificate
from xinju.engines.placement.model import Applicant, Round
from xinju.engines.placement.place import Placement


def write(folder: Path, around: Round, people: Sequence[Applicant], result: Placement, edition: str = "full") -> Path:
    values = full_certificate(around, people, result) if edition == "full" else public_certificate(around, result)
    texts = {"round.yaml": "round: R1\n", "sheet.yaml": "sheet: invented\n"}
    files = certificate_files(values.facts, values.tables, frozen_list=frozen_list(around, people), texts=texts)
    write_folder(folder, files)
    return folder


def check(folder: Path) -> tuple[int, list[str]]:
    """Exit code and faults of verify.py, run from the folder as a fresh module."""
    script: dict = {"__name__": "verify"}
    exec(_compiled((folder / "verify.py").read_text(encoding="utf-8")), script)
    with redirect_stdout(StringIO()):
        code = script["main"](folder)
    return code, list(script["faults"])


@cache
def _compiled(source: str) -> CodeType:
    return compile(source, "verify.py", "exec")


def table(folder: Path, name: str) -> list[list[str]]:
    with open(folder / name, encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def change(folder: Path, name: str, row: int, column: str, value: str) -> None:
    """Change one cell; row 1 is the first below the header."""
    rows = table(folder, name)
    rows[row][rows[0].index(column)] = value
    (folder / name).write_bytes(table_bytes(rows))


def facts(folder: Path) -> dict:
    return json.loads((folder / "certificate.json").read_text(encoding="utf-8"))


def rewrite_hashes(folder: Path) -> None:
    """What a clever cheat does: seal the changed files as if nothing had happened."""
    sealed = facts(folder)
    sealed["files"] = {name: sha256((folder / name).read_bytes()).hexdigest() for name in sealed["files"]}
    if (folder / "applicants.csv").exists():
        sealed["frozen_list"] = sealed["files"]["applicants.csv"]
    seal(folder, sealed)


def seal(folder: Path, sealed: dict) -> None:
    (folder / "certificate.json").write_text(json.dumps(sealed), encoding="utf-8")
