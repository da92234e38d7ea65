"""A round's placement worked out to its last file before anything is written: the long part, outside any transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from xinju.benefits.bridge import lists, placing, rows
from xinju.benefits.bridge.mechanisms import MECHANISMS_FILE, mechanisms_bytes, mechanisms_report
from xinju.benefits.bridge.results import Results, read_results
from xinju.benefits.bridge.wishing import WISHING_FILE, wishing_bytes
from xinju.benefits.models import Application, Round, Upload

Tell = Callable[[str, int, int], None]
STEPS = 4


@dataclass(frozen=True)
class Prepared:
    """A placement that holds, made from one list; `sealed` is the hash of its full certificate."""

    upload: Upload
    result: placing.Result
    read: Results
    office: dict[str, bytes]
    sealed: str


def prepare(
    round_: Round, upload: Upload, applications: Sequence[Application], seed: str | None, on: date, tell: Tell
) -> Prepared:
    """Points, ranking, places and the office's lists. Raises rows.Undecided where an order cannot be made."""
    tell("points", 0, STEPS)
    rows.scores_of(round_)
    tell("places", 1, STEPS)
    result = rows.run_round(round_, applications, seed)
    tell("lists", 2, STEPS)
    read = read_results(result.full)
    office = lists.office_files(read, rows.families_of(applications), "zh", on)
    tell("wishing", 3, STEPS)
    others = mechanisms_bytes(mechanisms_report(result))
    files = {**office, WISHING_FILE: wishing_bytes(result), MECHANISMS_FILE: others}
    return Prepared(upload, result, read, files, placing.content_hash(result.full["certificate.json"]))
