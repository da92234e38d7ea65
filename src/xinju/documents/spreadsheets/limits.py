"""How much of an uploaded file is looked at, so that no file can fill the memory or the disk of the server."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Bytes, characters and counts; the defaults take 200,000 applicants and refuse what no officer sends."""

    file_bytes: int = 200_000_000
    xls_bytes: int = 50_000_000  # this format is read whole
    unpacked_bytes: int = 500_000_000  # of all parts of an .xlsx together
    shared_text_bytes: int = 60_000_000  # the part of an .xlsx that is held in memory
    line_characters: int = 65_536
    rows: int = 500_000
    cells: int = 20_000_000
    faults: int = 10_000


LIMITS = Limits()
