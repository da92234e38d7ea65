"""The certificate folder: values in, {file name: bytes} out, with the checker that anyone can run beside them."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from io import StringIO
from pathlib import Path

VERIFIER = Path(__file__).with_name("verify.py")


def table_bytes(rows: Sequence[Sequence[str]]) -> bytes:
    """Rows as CSV in UTF-8 with plain line ends: the same rows give the same bytes on every system."""
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def content_hash(content: bytes) -> str:
    return sha256(content).hexdigest()


def certificate_files(
    facts: Mapping[str, object],
    tables: Mapping[str, Sequence[Sequence[str]]],
    *,
    frozen_list: Sequence[Sequence[str]],
    texts: Mapping[str, str],
) -> dict[str, bytes]:
    """All files of one edition by name.

    `facts` and `tables` come from the placement engine; `frozen_list` is the list of applicants, of which the public
    edition holds only the hash; `texts` are the inputs by file name, such as round.yaml, schools.csv and sheet.yaml.
    """
    files = {name: table_bytes(rows) for name, rows in tables.items()}
    files |= {name: text.encode() for name, text in texts.items()}
    files["verify.py"] = VERIFIER.read_bytes()
    hashes = {name: content_hash(content) for name, content in sorted(files.items())}
    sealed = {**facts, "frozen_list": content_hash(table_bytes(frozen_list)), "files": hashes}
    files["certificate.json"] = (json.dumps(sealed, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
    return files


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the files; the folder is made if it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
