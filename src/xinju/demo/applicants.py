"""Writes the round's folder of the demo: its rules and schools sized to the children, the list of applicants, and who they are."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from xinju.demo import district as districts
from xinju.demo import wishes
from xinju.demo.facts import applications_of, households
from xinju.demo.people import Household

ROUND = "rounds/2026-primary-1"
CHILDREN_COLUMNS = ("application", "child", "birth_date", "applicant", "phone")
_FULL_SIZE = 600
_PLACES = ("places", "places_high")
_POOL_PLACES = re.compile(r"places: ([0-9]+)")


def write_applicants(folder: Path, *, residents: int, seed: int, day: date, district: Path = districts.HERUN) -> int:
    """Write round.yaml, schools.csv, distances.csv, letters.yaml, applicants.csv and children.csv; how many children applied.

    Places are those of the district's round for 600 children, and in proportion for fewer or more.
    """
    folder.mkdir(parents=True, exist_ok=True)
    source = district / ROUND
    people = households(districts.load(district), residents=residents, seed=seed, day=day)
    starting = [household for household in people if household.starting]
    numbers = applications_of(people)
    listed = list(wishes.wishes_of(starting, numbers, wishes.distances(source), seed))
    applying = [*_rows(district, "applicants"), *(wish.row for wish in listed)]
    _write(folder / "applicants.csv", wishes.COLUMNS, applying)
    _write(folder / "children.csv", CHILDREN_COLUMNS, [*_rows(district, "children"), *_children(starting, numbers)])
    for unchanged in ("distances.csv", "letters.yaml"):
        shutil.copyfile(source / unchanged, folder / unchanged)
    _scaled(source, folder, len(applying))
    return len(applying)


def _rows(district: Path, name: str) -> Iterator[list[str]]:
    """The named families' rows."""
    with (district / "families" / "round" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        yield from rows


def _children(starting: Iterable[Household], numbers: dict[str, str]) -> Iterator[list[str]]:
    for household in starting:
        applicant = household.adults[0]
        for child in household.starting:
            phone = f"0999-{int(child.key[1:]) % 10**7:07d}"
            yield [numbers[child.key], child.name, child.birth.isoformat(), applicant.name, phone]


def _scaled(source: Path, folder: Path, children: int) -> None:
    """Schools and merged towns with places in proportion to the children."""

    def scaled(places: str) -> str:
        return str(-(-int(places) * children // _FULL_SIZE)) if places else ""  # rounded up: few children still all fit

    with (source / "schools.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row.update({column: scaled(row[column]) for column in _PLACES})
    _write(folder / "schools.csv", tuple(rows[0]), [list(row.values()) for row in rows])
    text = (source / "round.yaml").read_text(encoding="utf-8")
    sized = _POOL_PLACES.sub(lambda found: f"places: {scaled(found[1])}", text)
    (folder / "round.yaml").write_text(sized, encoding="utf-8")


def _write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
