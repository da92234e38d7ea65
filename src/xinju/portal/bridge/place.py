"""The district as a visitor meets it: its name, offices with phones and hours, and this year's dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from xinju.packs.problems import Unreadable
from xinju.packs.reading import Reading
from xinju.packs.rounds import load_round
from xinju.packs.yaml_reader import Node
from xinju.portal.bridge.said import Said, first_document, read_said
from xinju.values.period import add_months

CALENDAR_KEYS = ("round", "sheet", "service", "grade", "as_of", "apply", "window", "points_window", "dates")
LONGEST_AHEAD = 20


@dataclass(frozen=True)
class Office:
    """A window that people can go to or call."""

    name: Said
    address: Said
    phone: str
    hours: Said


@dataclass(frozen=True)
class Happening:
    """One line of the calendar; `last` is None where it is a single day."""

    first: date
    last: date | None
    what: Said

    @property
    def end(self) -> date:
        return self.last or self.first


@dataclass(frozen=True)
class Season:
    """One year's round: who is of age (both days included), when to apply, on which day points and conditions are measured.

    `years_on` counts the years since the published round: above 0 the days are expected, not announced.
    """

    name: str
    windows: tuple[tuple[date, date], ...]
    apply_from: date
    apply_to: date
    as_of: date
    dates: tuple[Happening, ...]
    years_on: int = 0

    @property
    def is_expected(self) -> bool:
        return self.years_on > 0

    def admits(self, born: date) -> bool:
        return any(first <= born <= last for first, last in self.windows)

    def later(self, years: int) -> Season:
        """The same round so many years on, on the same days."""

        def moved(day: date) -> date:
            return add_months(day, 12 * years)

        return Season(
            name=self.name,
            windows=tuple((moved(first), moved(last)) for first, last in self.windows),
            apply_from=moved(self.apply_from),
            apply_to=moved(self.apply_to),
            as_of=moved(self.as_of),
            dates=tuple(Happening(moved(one.first), one.last and moved(one.last), one.what) for one in self.dates),
            years_on=self.years_on + years,
        )


@dataclass(frozen=True)
class District:
    """What the public pages need to know of a district."""

    folder: Path
    code: str
    name: Said
    offices: Mapping[str, Office]
    season: Season
    grade: Said
    sheet: str
    service: str
    window: str
    points_window: str

    def season_now(self, day: date) -> Season:
        """The round whose dates are not over yet on that day: the published one, else the next one as it is expected."""
        season = self.season
        while max(one.end for one in season.dates) < day:
            season = season.later(1)
        return season

    def next_to_apply(self, day: date) -> Season:
        """The first round for which one may still apply on that day."""
        season = self.season
        while season.apply_to < day:
            season = season.later(1)
        return season

    def season_of(self, born: date) -> Season | None:
        """The round for a child born on that day, None if the child is past the age of the published one already."""
        if born < min(first for first, _ in self.season.windows):
            return None
        years = (self.season.later(n) for n in range(LONGEST_AHEAD))
        return next((season for season in years if season.admits(born)), None)


def load_district(folder: Path) -> District:
    """The district of a folder, read again when one of its files has changed. Unreadable with every fault."""
    calendar = folder / "portal" / "calendar.yaml"
    watched = (folder / "district.yaml", calendar, *sorted(folder.glob("rounds/*/round.yaml")))
    return _load(folder, tuple(path.stat().st_mtime_ns if path.is_file() else 0 for path in watched))


@lru_cache(maxsize=4)
def _load(folder: Path, _stamp: tuple[int, ...]) -> District:
    reading = Reading()
    found = None
    with reading.attempt():
        found = _district(reading, folder)
    if reading.problems or found is None:
        raise Unreadable(reading.problems)
    return found


def _district(reading: Reading, folder: Path) -> District:
    place = reading.mapping(first_document(folder / "district.yaml"))
    node = first_document(folder / "portal" / "calendar.yaml")
    entries = reading.mapping(node, CALENDAR_KEYS, CALENDAR_KEYS)
    offices = dict(_office(reading, part) for part in reading.parts(place["offices"]))
    windows = [reading.one_of(entries[key], offices) for key in ("window", "points_window")]
    return District(
        folder=folder,
        code=reading.text(place["code"]),
        name=read_said(reading, place["name"]),
        offices=offices,
        season=_season(reading, entries, folder),
        grade=read_said(reading, entries["grade"]),
        sheet=reading.text(entries["sheet"]),
        service=reading.text(entries["service"]),
        window=windows[0],
        points_window=windows[1],
    )


def _office(reading: Reading, node: Node) -> tuple[str, Office]:
    entries = reading.mapping(node, ("key", "name", "address", "phone", "hours"), ("key", "name"))
    texts = {key: read_said(reading, entries.get(key)) for key in ("name", "address", "hours")}
    return reading.text(entries["key"]), Office(phone=reading.optional_text(entries, "phone"), **texts)


def _season(reading: Reading, entries: Mapping[str, Node], folder: Path) -> Season:
    apply = reading.mapping(entries["apply"], ("from", "to"), ("from", "to"))
    around = load_round(folder / "rounds" / reading.text(entries["round"]) / "round.yaml").round
    return Season(
        name=around.name,
        windows=around.windows,
        apply_from=reading.day(apply["from"]),
        apply_to=reading.day(apply["to"]),
        as_of=reading.day(entries["as_of"]),
        dates=tuple(_happening(reading, part) for part in reading.parts(entries["dates"])),
    )


def _happening(reading: Reading, node: Node) -> Happening:
    entries = reading.mapping(node, ("from", "to", "what"), ("from", "what"))
    last = reading.day(entries["to"]) if "to" in entries else None
    return Happening(reading.day(entries["from"]), last, read_said(reading, entries["what"]))
