"""Where households lived: stays with moves and gaps, permits with missed endorsements, homes and leases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from xinju.demo.district import District
from xinju.demo.people import Household, Person
from xinju.demo.tables import Rows


@dataclass(frozen=True)
class Spell:
    """One dwelling of a household; `end` None while it lives there."""

    start: date
    end: date | None
    division: str


class Dwellings:
    """Rows about where people live, household by household."""

    def __init__(self, district: District, seed: int, day: date) -> None:
        self._district, self._day = district, day
        self._random = Random(f"dwelling {seed}")
        self.stays = Rows("subject", "from", "to", "division", "dwelling")
        self.permits = Rows("subject", "from", "to", "division")
        self.suspensions = Rows("subject", "from", "to")
        self.homes = Rows(
            "subject",
            "from",
            "to",
            "home",
            "division",
            "area",
            "share",
            "lived_in",
            "presale",
            "newly_built",
            "signed_on",
        )
        self.leases = Rows("subject", "from", "to", "division", "kind")

    @property
    def tables(self) -> dict[str, Rows]:
        """By record type."""
        return {
            "stay": self.stays,
            "residence_permit": self.permits,
            "permit_suspension": self.suspensions,
            "home_ownership": self.homes,
            "lease": self.leases,
        }

    def add(self, households: Iterable[Household]) -> None:
        for household in households:
            self._household(household)

    def _household(self, household: Household) -> None:
        spells = list(self._spells(household))
        owns = self._random.random() < 0.10 + 0.10 * household.settled and len(household.adults) > 1
        dwelling = "owned" if owns else self._random.choices(("rented", "dormitory", "other"), (84, 11, 5))[0]
        for person in household.people:
            joined = self._joined(household, person)
            for index, spell in enumerate(spells):
                start = max(spell.start, joined)
                if spell.end is None or spell.end > start:
                    kind = dwelling if index == len(spells) - 1 else "rented"
                    self.stays.add(person.key, start, spell.end, spell.division, kind)
        for adult in household.adults:
            self._permit(adult, max(self._joined(household, adult), spells[0].start), bool(household.starting))
        here = spells[-1]
        if owns:
            self._home(household, here)
        elif dwelling == "rented":
            self._lease(household, here)

    def _joined(self, household: Household, person: Person) -> date:
        """Children from their birth on, some only when they leave their grandparents; spouses now and then later."""
        if person.role in ("child", "sibling"):
            own = Random(person.key)
            later = timedelta(days=own.choice((0, 0, 0, 400, 1100)) if household.settled < 0.6 else 0)
            return max(household.arrived, min(person.birth + later, self._day - timedelta(days=40)))
        if person.role in ("mother", "spouse"):
            return household.arrived + timedelta(days=Random(person.key).choice((0, 0, 0, 0, 90, 380)))
        return household.arrived

    def _spells(self, household: Household) -> Iterator[Spell]:
        """From arrival to the day; moves every few years, some after months away, some in from the neighbouring city."""
        random = self._random
        days = (self._day - household.arrived).days
        moves = min(int(random.expovariate(1 / (0.15 + days / 365 * (0.32 - 0.2 * household.settled)))), 6)
        cuts = sorted(random.sample(range(30, days - 20), moves)) if days > 200 else []
        start, town = household.arrived, household.community[:9]
        from_neighbour = bool(cuts) and random.random() < 0.14
        for index, cut in enumerate(cuts):
            end = household.arrived + timedelta(days=cut)
            nearby = self._district.towns[town]
            away = from_neighbour and index == 0
            yield Spell(start, end, random.choice(self._district.neighbours) if away else random.choice(nearby))
            start = end + timedelta(days=1 + (random.randrange(5, 20) if random.random() < 0.25 else 0))
            if random.random() < 0.08 and (self._day - start).days > 400:
                start += timedelta(days=random.randrange(40, 300))
            if start >= self._day:
                start = self._day - timedelta(days=10)
        yield Spell(start, None, household.community)

    def _permit(self, person: Person, since: date, applies: bool) -> None:
        """A permit half a year after registration, endorsed every year; now and then an endorsement is late."""
        random = self._random
        issued = since + timedelta(days=182 + int(random.expovariate(1 / 60)))
        if random.random() > (0.995 if applies else 0.9) or issued > self._day:
            return
        town_office = random.choice(tuple(self._district.towns))
        years = (self._day - issued).days // 365 + 1
        lapsed = random.random() < (0.005 if applies else 0.05) and years > 1
        until = issued + timedelta(days=365 * (years - lapsed) + years // 4)
        self.permits.add(person.key, issued, until, town_office[:6])
        for year in range(1, years - lapsed):
            due = issued + timedelta(days=365 * year + year // 4)
            if random.random() < 0.07 and (self._day - due).days > 120:
                late = due + timedelta(days=random.randrange(3, 110))
                self.suspensions.add(person.key, due + timedelta(days=1), late)

    def _home(self, household: Household, spell: Spell) -> None:
        random = self._random
        newly = random.random() < 0.35
        since = max(spell.start, date(2008, 1, 1)) + timedelta(days=random.randrange(0, 20))
        if since > self._day or random.random() < 0.06:
            since = self._day - timedelta(days=random.randrange(20, 300))
        area = round(min(max(random.gauss(92, 22), 38), 190), 2)
        home = f"990102H{household.index:06d}"
        presale, lived_in = random.random() < 0.05, random.random() < 0.94
        signed = since - timedelta(days=random.randrange(30, 200)) if newly else None
        shares = [1] if random.random() < 0.35 else [0.5, 0.5]
        for owner, share in zip(household.adults, shares, strict=False):
            cells = (spell.division, area, share, lived_in and not presale, presale, newly, signed)
            self.homes.add(owner.key, since, None, home, *cells)

    def _lease(self, household: Household, spell: Spell) -> None:
        random = self._random
        if random.random() < 0.30:
            return
        since = spell.start + timedelta(days=random.randrange(0, 60))
        if since >= self._day:
            return
        kind = random.choices(("lawful", "shared", "illegal"), (90, 8, 2))[0]
        self.leases.add(household.adults[0].key, since, None, spell.division, kind)
