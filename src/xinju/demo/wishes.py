"""What families wish for: near schools and good names, an elder child's school first, some lists short."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random

from xinju.demo.people import Household

MOST_WISHES = 4
COLUMNS = (
    "application",
    "wish1",
    "wish2",
    "wish3",
    "wish4",
    "birth_date",
    "community",
    "twins",
    "sibling_at",
    "status",
)
_POPULARITY = {
    "R01": 3.6,
    "R02": 2.9,
    "R04": 2.7,
    "R09": 2.5,
    "R06": 2.2,
    "R08": 1.5,
    "R11": 1.4,
    "R03": 0.9,
    "R10": 0.8,
}
_METRES_A_POINT = 3_300


@dataclass(frozen=True)
class Wish:
    """One row of the round's list of applicants."""

    application: str
    wishes: tuple[str, ...]
    birth_date: str
    community: str
    twins: str = ""
    sibling_at: str = ""
    status: str = ""

    @property
    def row(self) -> list[str]:
        listed = [*self.wishes, *[""] * MOST_WISHES][:MOST_WISHES]
        return [self.application, *listed, self.birth_date, self.community, self.twins, self.sibling_at, self.status]


def distances(round_folder: Path) -> dict[str, dict[str, int]]:
    """Metres from each community to each school."""
    found: dict[str, dict[str, int]] = {}
    with (round_folder / "distances.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["origin"], {})[row["school"]] = int(row["metres"])
    return found


def wishes_of(
    households: Iterable[Household],
    applications: Mapping[str, str],
    metres: Mapping[str, Mapping[str, int]],
    seed: int,
) -> Iterator[Wish]:
    """One row for each starting child; twins share their list. `applications` by the child's key."""
    random = Random(f"wishes {seed}")
    for household in households:
        elder_at = _elder_child_at(household, metres, random)
        wishes = _list(household.community, metres, random, elder_at)
        children = household.starting
        status = "private" if random.random() < 0.015 else ""
        for child in children:
            yield Wish(
                application=applications[child.key],
                wishes=wishes,
                birth_date=child.birth.isoformat(),
                community=household.community,
                twins=applications[children[0].key] if len(children) > 1 else "",
                sibling_at=elder_at,
                status=status,
            )


def _list(community: str, metres: Mapping[str, Mapping[str, int]], random: Random, elder_at: str) -> tuple[str, ...]:
    def liking(school: str) -> float:
        name = _POPULARITY.get(school, 0.4) * random.uniform(0.6, 1.4)
        return name - metres[community][school] / _METRES_A_POINT + random.gauss(0, 0.7)

    ranked = sorted(metres[community], key=liking, reverse=True)
    if elder_at and random.random() < 0.85:
        ranked = [elder_at, *(school for school in ranked if school != elder_at)]
    length = random.choices((0, 1, 2, 3, 4), (1, 3, 8, 18, 70))[0]
    return tuple(ranked[:length])


def _elder_child_at(household: Household, metres: Mapping[str, Mapping[str, int]], random: Random) -> str:
    """The school of a brother or sister of seven to twelve, mostly a near one."""
    if not household.starting:
        return ""
    youngest = household.starting[0].birth
    elder = [p for p in household.people if p.role == "sibling" and 300 < (youngest - p.birth).days < 6 * 365]
    if not elder or random.random() < 0.35:
        return ""
    near = sorted(metres[household.community], key=metres[household.community].__getitem__)
    return random.choices(near[:3], (6, 3, 1))[0]
