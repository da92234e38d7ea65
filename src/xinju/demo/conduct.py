"""The children's own records, and the few people who were fined, sentenced or listed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from random import Random

from xinju.demo.people import ADULTS, Household, Person
from xinju.demo.tables import Rows

_KINDS = ("illegal_business", "fire_hazard", "detention", "other", "drug_treatment")


class Conduct:
    """Rows about children and offences, household by household."""

    def __init__(self, district: str, seed: int, day: date) -> None:
        self._district, self._day = district, day
        self._random = Random(f"conduct {seed}")
        self._decision = 0
        self.tables = {
            "kindergarten": Rows("subject", "from", "to", "division"),
            "child_registration": Rows("subject", "registered"),
            "penalty": Rows("subject", "date", "kind", "number"),
            "sentence": Rows("subject", "date", "kind", "months", "number"),
            "dishonesty": Rows("subject", "date", "kind", "number"),
            "debtor_listing": Rows("subject", "from", "to"),
            "banned_organisation": Rows("subject"),
        }

    def add(self, households: Iterable[Household]) -> None:
        for household in households:
            for person in household.people:
                if person.role in ADULTS:
                    self._adult(person)
                else:
                    self.tables["child_registration"].add(person.key, self._random.random() < 0.985)
            self._kindergarten(household.starting)

    def _kindergarten(self, starting: Iterable[Person]) -> None:
        """Most went for three years, some later or never; twins went together, for they share one rank key."""
        if self._random.random() < 0.86:
            missed = self._random.choices((0, 1, 2), (78, 14, 8))[0]
            for child in starting:
                self.tables["kindergarten"].add(
                    child.key, date(self._day.year - 3 + missed, 9, 1), None, self._district
                )

    def _adult(self, adult: Person) -> None:
        random, tables = self._random, self.tables
        if random.random() < 0.018:
            for _ in range(random.choices((1, 2, 3), (85, 11, 4))[0]):
                kind = random.choices(_KINDS, (30, 40, 12, 16, 2))[0]
                tables["penalty"].add(adult.key, self._since(7), kind, self._number("罚"))
        if random.random() < 0.0015:
            kind, months = random.choice(
                (("short_detention", 4), ("imprisonment", 8), ("imprisonment", 30), ("control", 6))
            )
            tables["sentence"].add(adult.key, self._since(12), kind, months, self._number("刑"))
        if random.random() < 0.007:
            listed = random.random() < 0.4
            day = self._since(6)
            tables["dishonesty"].add(adult.key, day, "debtor" if listed else "bad_credit", self._number("信"))
            if listed:
                end = day + timedelta(days=random.randrange(200, 900)) if random.random() < 0.5 else None
                tables["debtor_listing"].add(adult.key, day, end if end and end < self._day else None)
        if random.random() < 0.0002:
            tables["banned_organisation"].add(adult.key)

    def _since(self, years: int) -> date:
        return self._day - timedelta(days=self._random.randrange(20, 365 * years))

    def _number(self, word: str) -> str:
        self._decision += 1
        return f"澜禾{word}字〔示例〕第{self._decision}号"
