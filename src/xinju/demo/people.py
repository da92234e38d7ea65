"""Invented households: who lives together, who plays which part, since when they are here and how settled they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from xinju.demo import names
from xinju.demo.district import District
from xinju.values.citizen_id import check_character

STARTING_SHARE = 0.03
ADULTS = frozenset({"father", "mother", "guardian", "applicant", "spouse"})


@dataclass(frozen=True)
class Person:
    """One invented person. `key` is opaque; name and number stand beside the facts, never in them."""

    key: str
    role: str
    name: str
    sex: str
    birth: date
    number: str


@dataclass(frozen=True)
class Household:
    """People who live together. `settled` from 0 to 1 drives how long they stayed, paid and studied."""

    index: int
    kind: str
    people: tuple[Person, ...]
    community: str
    arrived: date
    settled: float

    @property
    def adults(self) -> tuple[Person, ...]:
        return tuple(person for person in self.people if person.role in ADULTS)

    @property
    def starting(self) -> tuple[Person, ...]:
        """The children who start school this year; two of them are twins."""
        return tuple(person for person in self.people if person.role == "child")


class Census:
    """Draws households until there are as many people as asked for."""

    def __init__(self, district: District, residents: int, seed: int, day: date) -> None:
        self._district = district
        self._residents = residents
        self._day = day
        self._random = Random(f"people {seed}")
        self._people = 0
        self._numbers: set[str] = set()
        self._weights = [self._random.uniform(0.4, 1.6) for _ in district.communities]

    def households(self) -> Iterator[Household]:
        """Families with a starting child first, then the others, then single people up to the number asked for."""
        index, starters = 0, round(self._residents * STARTING_SHARE)
        while starters > 0:
            twins = starters > 1 and self._random.random() < 0.012
            yield self._household(index, "starting", self._starting_roles(twins))
            index, starters = index + 1, starters - (2 if twins else 1)
        while self._residents - self._people >= 5:
            kind, roles = self._other_roles()
            yield self._household(index, kind, roles)
            index += 1
        while self._people < self._residents:
            yield self._household(index, "single", ["applicant"])
            index += 1

    def _starting_roles(self, twins: bool) -> list[str]:
        draw = self._random.random()
        parents = ["father", "mother"] if draw < 0.91 else ["mother"] if draw < 0.96 else ["father"]
        if draw >= 0.98:
            parents = ["guardian"]
        siblings = self._random.choices((0, 1, 2), (45, 45, 10))[0]
        return [*parents, "child", *(["child"] if twins else []), *(["sibling"] * siblings)]

    def _other_roles(self) -> tuple[str, list[str]]:
        draw = self._random.random()
        if draw < 0.45:
            return "single", ["applicant"]
        if draw < 0.65:
            return "couple", ["applicant", "spouse"]
        return "family", ["father", "mother", *(["sibling"] * self._random.choices((1, 2, 3), (55, 38, 7))[0])]

    def _household(self, index: int, kind: str, roles: list[str]) -> Household:
        random = self._random
        settled = random.betavariate(2.2, 2.4)
        least = 450 if kind == "starting" and random.random() < 0.98 else 60
        days = int(least + 365 * random.gammavariate(0.7 + 2.4 * settled**2, 1.4))
        arrived = max(self._day - timedelta(days=min(days, 365 * 22)), date(2004, 1, 1))
        family_name, dotted = names.surname(random), random.random() < 0.015
        twin_birth = self._starter_birth()
        parent_age = random.gauss(27, 4)
        people = []
        for role in roles:
            sex = "m" if role in ("father",) else "f" if role in ("mother", "guardian") else random.choice("mf")
            birth = twin_birth if role == "child" else self._birth(role, kind, parent_age)
            own = names.with_dot(random) if dotted else self._name(role, family_name)
            people.append(self._person(role, own, sex, birth))
        community = random.choices(self._district.communities, self._weights)[0]
        return Household(index, kind, tuple(people), community, arrived, settled)

    def _starter_birth(self) -> date:
        """In the birth window of the round: six by the last day of August."""
        return date(self._day.year - 7, 9, 1) + timedelta(days=self._random.randrange(365))

    def _birth(self, role: str, kind: str, parent_age: float) -> date:
        random = self._random
        if role == "sibling":
            years = random.choice((1, 2, 3, 4, 8, 9, 10, 11, 12))
        elif role == "guardian":
            years = random.uniform(54, 68)
        elif kind in ("starting", "family"):
            years = 6.2 + min(max(parent_age + random.gauss(0, 1.5), 21), 44)
        else:
            years = min(max(random.gauss(33, 9), 18), 63)
        return self._day - timedelta(days=int(years * 365.25) + random.randrange(365))

    def _name(self, role: str, family_name: str) -> str:
        shared = role in ("father", "child", "sibling", "applicant")
        return (family_name if shared else names.surname(self._random)) + names.given(self._random)

    def _person(self, role: str, name: str, sex: str, birth: date) -> Person:
        self._people += 1
        return Person(f"P{self._people:07d}", role, name, sex, birth, self._number(sex, birth))

    def _number(self, sex: str, birth: date) -> str:
        """A sound identity number that nobody else has: its last digit but one is odd for men."""
        while True:
            area = self._random.choice(self._district.id_area_codes)
            first = f"{area}{birth:%Y%m%d}{self._random.randrange(500) * 2 + (sex == 'm'):03d}"
            if first not in self._numbers:
                self._numbers.add(first)
                return first + check_character(first)
