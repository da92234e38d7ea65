"""Writes the invented district's facts folder: households, their histories, the named families, and a few dirty rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa

from xinju.demo import district as districts
from xinju.demo import payments, tables
from xinju.demo.conduct import Conduct
from xinju.demo.dirt import dirty_rows
from xinju.demo.district import District
from xinju.demo.dwelling import Dwellings
from xinju.demo.families import merge_facts
from xinju.demo.merits import Merits
from xinju.demo.people import Census, Household
from xinju.demo.tables import Columns, Rows

SOURCES = {
    "person": "市公安局",
    "stay": "市公安局",
    "residence_permit": "市公安局",
    "permit_suspension": "市公安局",
    "child_registration": "市公安局",
    "banned_organisation": "市公安局",
    "social_insurance": "市人力资源和社会保障局",
    "housing_fund": "市住房公积金管理中心",
    "home_ownership": "区自然资源和规划分局",
    "lease": "区住房和城乡建设局",
    "education": "市教育局",
    "tax": "区税务局",
    "sentence": "区人民法院",
    "dishonesty": "区人民法院",
    "debtor_listing": "区人民法院",
}


_CHOICES = ("application", "choice", "value")


@dataclass(frozen=True)
class Summary:
    """How many people, households, applications and starting children were made, and rows by record type."""

    residents: int
    households: int
    applications: int
    children: int
    rows: dict[str, int]


def households(district: District, *, residents: int, seed: int, day: date) -> list[Household]:
    """The invented households of that seed, families with a starting child first."""
    return list(Census(district, residents, seed, day).households())


def applications_of(people: Sequence[Household]) -> dict[str, str]:
    """Application numbers: one for each starting child, by the child's key, and one for every other household, by its
    first person's key."""
    numbers: dict[str, str] = {}
    for household in people:
        for person in household.starting or household.people[:1]:
            prefix = "RX26" if household.starting else "JF26"
            numbers[person.key] = f"{prefix}-{len(numbers) + 1:06d}"
    return numbers


@dataclass(frozen=True)
class Invented:
    """Invented people and all that departments hold on them, the named families and a few wrong rows among them."""

    households: Sequence[Household]
    tables: Sequence[tuple[str, pa.Table]]
    applications: pa.Table
    members: pa.Table
    choices: pa.Table

    @property
    def summary(self) -> Summary:
        return Summary(
            residents=sum(len(household.people) for household in self.households),
            households=len(self.households),
            applications=sum(len(household.starting) or 1 for household in self.households),
            children=sum(len(household.starting) for household in self.households),
            rows={name: table.num_rows for name, table in self.tables},
        )


def invent(*, residents: int, seed: int, day: date, district: Path = districts.HERUN) -> Invented:
    """People as of `day`; the same arguments invent the same."""
    place = districts.load(district)
    people = households(place, residents=residents, seed=seed, day=day)
    families = district / "families"
    made = [(name, dirty_rows(name, merge_facts(families, name, table)))
            for name, table in _record_tables(place, people, seed, day)]  # fmt: skip
    who = {name: merge_facts(families, name, table) for name, table in _who(people, applications_of(people))}
    choices = merge_facts(families, "choices", pa.table({name: pa.array([], pa.string()) for name in _CHOICES}))
    return Invented(people, made, who["applications"], who["members"], choices)


def write_facts(folder: Path, *, residents: int, seed: int, day: date, district: Path = districts.HERUN) -> Summary:
    """Write the facts folder of `residents` invented people as of `day`, as a department would that uses the engines
    without the registry. The same arguments write the same bytes. Files of an earlier run are replaced.
    """
    folder.mkdir(parents=True, exist_ok=True)
    invented = invent(residents=residents, seed=seed, day=day, district=district)
    own = (("applications", invented.applications), ("members", invented.members), ("choices", invented.choices))
    for name, table in (*invented.tables, *own):
        tables.write(folder, name, table)
    return invented.summary


def _who(people: Iterable[Household], numbers: dict[str, str]) -> Iterable[tuple[str, pa.Table]]:
    """applications, members: who belongs to which application in which role. Twins each have their own."""
    applications, members = Rows("application", "town", "kind"), Rows("application", "role", "person")
    for household in people:
        starting = household.starting
        for subject in starting or household.people[:1]:
            number = numbers[subject.key]
            applications.add(number, household.community[:9], household.kind)
            for person in household.people:
                role = "sibling" if person.role == "child" and person is not subject else person.role
                members.add(number, role, person.key)
    yield "applications", pa.table(applications.columns)
    yield "members", pa.table(members.columns)


def _record_tables(
    place: District, people: Sequence[Household], seed: int, day: date
) -> Iterable[tuple[str, pa.Table]]:
    rng = np.random.default_rng([seed, 99])
    for name, columns, recorded in _histories(place, people, seed, day):
        yield name, tables.with_origin(columns, rng, SOURCES.get(name, "区人力资源和社会保障局"), recorded)


def _histories(
    place: District, people: Sequence[Household], seed: int, day: date
) -> Iterable[tuple[str, Columns, Sequence[str]]]:
    rng = np.random.default_rng([seed, 98])
    dwellings = Dwellings(place, seed, day)
    merits, conduct = Merits(place.code, seed, day), Conduct(place.code, seed, day)
    for part in (dwellings, merits, conduct):
        part.add(people)
    gathered = {"person": _persons(people), **dwellings.tables, **merits.tables, **conduct.tables}
    for name, rows in gathered.items():
        columns = rows.columns
        happened = columns.get("date") or columns.get("from") or [str(date(day.year, 1, 5))] * len(rows)
        yield name, columns, tables.some_days_later(happened, rng, day)
    paying = payments.payers(people, place, seed, day)
    yield "social_insurance", *payments.insurance(paying, place, seed, day)
    yield "housing_fund", *payments.housing_fund(paying, place, seed, day)


def _persons(people: Iterable[Household]) -> Rows:
    rows = Rows("subject", "birth_date", "sex", "hukou")
    for household in people:
        for person in household.people:
            rows.add(person.key, person.birth, "male" if person.sex == "m" else "female", person.number[:6])
    return rows
