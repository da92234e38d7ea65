"""The demo's people enter the registry as real ones do: departments' files are received, looked through and landed; then
families apply."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from xinju.accounts.access import Officer
from xinju.demo.departments import Known, Made, department_files
from xinju.demo.facts import Invented
from xinju.demo.families import read_table
from xinju.packs.districts import load_district
from xinju.packs.records import DeclaredRecord, load_records
from xinju.packs.registry_rules import load_registry_rules
from xinju.points.actions import Family, open_applications
from xinju.registry.actions.places import load_divisions
from xinju.registry.queries.people import keys_by_number
from xinju.registry.tasks import land, look_into, looked_through, store

LEGAL_BASIS = "政务数据共享条例"
FIRST = ("person", "stay", "residence_permit")
Tell = Callable[[int, int], None]
Each = Callable[..., Iterable[Any]]  # as `map` is, or `Executor.map`


@dataclass(frozen=True)
class Registered:
    """What the departments' files brought: rows in, rows sent back, people, and applications opened."""

    files: int
    rows: int
    refused: int
    people: int
    applications: int


def register(
    folder: Path, district: Path, invented: Invented, *, day: date, at: datetime, by: Officer, tell: Tell,
    each: Each = map,
) -> Registered:  # fmt: skip
    """Take every department's file in, keep a copy of each under `folder` for people to look at, and open the applications.

    `each` looks into the files, one after the other: that of an executor's does so while earlier ones land.
    """
    load_divisions(regions=load_district(district).divisions, start=date(2010, 1, 1), by=by)
    people = known_people(district, invented)
    made = _in_order(
        list(department_files(invented.tables, people, _types(district), load_registry_rules(district), day))
    )
    rows, counts = sum(one.rows for one in made), Counter[str]()
    done = 0
    kept = []
    for one in made:
        _keep(folder, one)
        delivery = store(
            source=one.source, record_type=one.record_type, chunks=[one.content], file_name=one.file_name,
            legal_basis=LEGAL_BASIS, by=by, at=at, verification=one.verification,
        )  # fmt: skip
        kept.append(delivery)
    for one, delivery, found in zip(made, kept, each(look_into, kept), strict=True):
        delivery = looked_through(delivery=delivery, found=found, by=by)
        delivery = land(delivery=delivery, by=by, at=at, tell=lambda now, of, before=done: tell(before + now, rows))
        done += one.rows
        counts.update(rows=delivery.counts["good"], refused=delivery.counts["refused"])
        counts.update(people=delivery.counts.get("new_people", 0))
    opened = open_applications(families=families_of(invented, people, by), by=by, at=at, purpose="job:demo")
    return Registered(len(made), counts["rows"], counts["refused"], counts["people"], opened)


def known_people(district: Path, invented: Invented) -> dict[str, Known]:
    """Names and numbers by the key under which the invented facts speak of somebody; the named families among them."""
    named = read_table(district / "families" / "round" / "people.csv").to_pylist()
    found = {person.key: Known(person.name, person.number) for one in invented.households for person in one.people}
    return {**found, **{row["person"]: Known(row["name"], row["number"]) for row in named}}


def families_of(invented: Invented, people: Mapping[str, Known], by: Officer) -> list[Family]:
    """The applications with their members as the registry knows them; who is not in it cannot be a member yet."""
    number_of = {key: known.number for key, known in people.items()}
    keys = keys_by_number(number_of.values(), asker=by)
    members, choices = defaultdict(list), defaultdict(list)
    for row in invented.members.to_pylist():
        if (person := keys.get(number_of.get(row["person"], ""))) is not None:
            members[row["application"]].append((row["role"], person))
    for row in invented.choices.to_pylist():
        choices[row["application"]].append((row["choice"], row["value"]))
    return [
        Family(row["application"], _subject(members[row["application"]]), members[row["application"]], row["town"],
               row["kind"], choices[row["application"]])
        for row in invented.applications.to_pylist()
        if members[row["application"]]
    ]  # fmt: skip


def _subject(members: Sequence[tuple[str, UUID]]) -> UUID:
    """Whom an application is for: the child, or else its first member."""
    return next((person for role, person in members if role == "child"), members[0][1])


def _in_order(files: Sequence[Made]) -> list[Made]:
    """The police first, as in life: who somebody is comes before what others know of them."""
    return sorted(files, key=lambda one: FIRST.index(one.record_type) if one.record_type in FIRST else len(FIRST))


def _types(district: Path) -> dict[str, DeclaredRecord]:
    library = sorted((district.parent / "library" / "records").glob("*.yaml"))
    return load_records([*library, *sorted((district / "records").glob("*.yaml"))])


def _keep(folder: Path, one: Made) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    suffix = "" if one.verification == "verified" else f"（{'待核实' if one.verification == 'pending' else '有争议'}）"
    name = Path(one.file_name)
    (folder / f"{name.stem}{suffix}{name.suffix}").write_bytes(one.content)
