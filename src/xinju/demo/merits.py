"""What people learnt, did, gave and got into trouble for: a few rows each, likelier the more settled a household is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from random import Random

from xinju.demo.people import Household, Person
from xinju.demo.tables import Rows

_EDUCATION = ("below", "high_school", "college", "bachelor", "master", "doctor")
_SKILLS = ("ordinary_special", "five", "four", "higher_special", "three", "two", "one")
_TITLES = ("clerk", "assistant", "middle", "associate", "senior")
_TRADES = ("other", "sanitation", "nursing", "security", "private_teaching", "bus", "fire")
_EVENTS = (
    "防汛抢险",
    "创业之星",
    "优秀员工",
    "文明家庭",
    "技能竞赛",
    "最美新居民",
    "抗台先进",
    "敬老爱老",
    "安全生产标兵",
)


class Merits:
    """Rows about people, household by household; each table is a record type of the district's packs."""

    def __init__(self, district: str, seed: int, day: date) -> None:
        self._district, self._day = district, day
        self._random = Random(f"merits {seed}")
        self.tables = {
            "education": Rows("subject", "level"),
            "skill": Rows("subject", "date", "level", "trade"),
            "title": Rows("subject", "date", "level", "field", "recognised"),
            "employment": Rows("subject", "from", "to", "division", "kind", "trade"),
            "employer_grade": Rows("subject", "from", "to", "grade"),
            "tax": Rows("subject", "date", "kind", "amount"),
            "patent": Rows("subject", "date", "number", "kind", "position"),
            "award": Rows("subject", "date", "event", "rank"),
            "bravery": Rows("subject", "date"),
            "blood_donation": Rows("subject", "date", "kind", "amount"),
            "volunteer_hours": Rows("subject", "date", "hours", "project"),
            "donation": Rows("subject", "date", "amount", "receipt"),
            "festival_stay": Rows("subject", "date"),
            "party_membership": Rows("subject", "from", "to", "division"),
            "delegate": Rows("subject", "from", "to", "level"),
            "employer_housing": Rows("subject", "from", "to"),
            "housing_benefit": Rows("subject", "from", "to", "kind"),
        }

    def add(self, households: Iterable[Household]) -> None:
        for household in households:
            for adult in household.adults:
                self._learnt(adult, household)
                self._works(adult, household)
                self._gave(adult, household)
                self._is_honoured(adult, household)

    def _chance(self, probability: float) -> bool:
        return self._random.random() < probability

    def _since(self, years: float) -> date:
        """Some day of the last so many years."""
        return self._day - timedelta(days=self._random.randrange(20, int(365 * years)))

    def _learnt(self, adult: Person, household: Household) -> None:
        random, tables, bright = self._random, self.tables, household.settled
        weights = (max(46 - 52 * bright, 3), 34, 12 + 18 * bright, 6 + 22 * bright, 3 * bright, 0.3 * bright)
        level = random.choices(range(6), weights)[0] if adult.role != "guardian" else random.choice((0, 0, 1))
        tables["education"].add(adult.key, _EDUCATION[level])
        if self._chance(0.16 + 0.22 * bright):
            skill = min(max(int(random.gauss(1.2 + 3.2 * bright, 1.3)), 0), 6)
            tables["skill"].add(adult.key, self._since(9), _SKILLS[skill], None)
        if level >= 2 and self._chance(0.10 + 0.25 * bright):
            title = min(max(int(random.gauss(1.0 + 1.2 * bright, 0.8)), 0), 4)
            tables["title"].add(adult.key, self._since(9), _TITLES[title], None, self._chance(0.85))

    def _works(self, adult: Person, household: Household) -> None:
        random, tables, settled = self._random, self.tables, household.settled
        if adult.role == "guardian" or self._chance(0.10):
            return
        here = (self._day - household.arrived).days
        start = self._day - timedelta(days=random.randrange(30, max(60, int(here * (0.3 + 0.7 * settled)))))
        kind = random.choices(("contract", "licence", "farming"), (86, 12, 2))[0]
        trade = random.choices(_TRADES, (84, 4, 4, 4, 1, 2, 1))[0]
        ended = self._chance(0.09)
        end = start + timedelta(days=random.randrange(30, 400)) if ended else None
        end = end if end is not None and end < self._day else None
        tables["employment"].add(adult.key, start, end, self._district, kind, trade)
        if end is None and kind == "contract" and self._chance(0.34):
            tables["employer_grade"].add(
                adult.key, max(start, date(2024, 1, 1)), None, random.choices("cba", (5, 3, 2))[0]
            )
        self._pays_tax(adult, settled, own_business=kind == "licence")
        if self._chance(0.012):
            tables["employer_housing"].add(adult.key, start, None)
        if self._chance(0.006):
            tables["housing_benefit"].add(adult.key, self._since(3), None, "公共租赁住房")

    def _pays_tax(self, adult: Person, settled: float, *, own_business: bool) -> None:
        random = self._random
        if not self._chance(0.18 + 0.45 * settled):
            return
        for year in (self._day.year - 3, self._day.year - 2, self._day.year - 1):
            kind = "self_employed" if own_business else "employee"
            amount = int(random.lognormvariate(6.2 + 2.2 * settled + (1.6 if own_business else 0), 0.9))
            self.tables["tax"].add(adult.key, date(year, 12, 28), kind, amount)

    def _gave(self, adult: Person, household: Household) -> None:
        random, tables, settled = self._random, self.tables, household.settled
        if self._chance(0.10 + 0.12 * settled):
            for _ in range(random.randrange(1, 6)):
                platelets = self._chance(0.15)
                amount = random.choice((1, 1, 2)) if platelets else random.choice((200, 300, 400))
                tables["blood_donation"].add(adult.key, self._since(12), "platelets" if platelets else "whole", amount)
        if self._chance(0.14 + 0.2 * settled):
            for project in range(random.randrange(1, 5)):
                tables["volunteer_hours"].add(adult.key, self._since(6), random.randrange(2, 70), f"项目{project + 1}")
        if self._chance(0.04):
            tables["donation"].add(adult.key, self._since(6), random.choice((200, 500, 1000, 2000, 5000)), None)
        for year in range(self._day.year - 3, self._day.year + 1):
            if self._chance(0.16 + 0.25 * settled) and household.arrived < date(year, 1, 1):
                tables["festival_stay"].add(adult.key, date(year, 2, 10))
        if self._chance(0.03):
            tables["party_membership"].add(adult.key, self._since(8), None, self._district)

    def _is_honoured(self, adult: Person, household: Household) -> None:
        random, tables, settled = self._random, self.tables, household.settled
        if self._chance(0.02 + 0.05 * settled):
            for event in random.sample(_EVENTS, random.choice((1, 1, 1, 2, 3))):
                rank = random.choices(("county", "city", "province", "nation"), (70, 23, 6, 1))[0]
                day = self._since(6)
                tables["award"].add(adult.key, day, event, rank)
                if rank == "city" and self._chance(0.5):  # the same deed, honoured by the district before
                    tables["award"].add(adult.key, day - timedelta(days=60), event, "county")
        if self._chance(0.008 * settled):
            for _ in range(random.choice((1, 1, 2))):
                position = random.choices(("first", "co_holder", "buyer"), (5, 4, 1))[0]
                kind = random.choices(("invention", "utility", "design"), (5, 4, 1))[0]
                tables["patent"].add(adult.key, self._since(10), f"ZL{random.randrange(10**9, 10**10)}", kind, position)
        if self._chance(0.0012):
            tables["bravery"].add(adult.key, self._since(8))
        if self._chance(0.0015):
            tables["blood_donation"].add(adult.key, self._since(8), "marrow", 1)
        if self._chance(0.004 * settled):
            tables["delegate"].add(
                adult.key, date(2022, 1, 10), None, random.choices(("town", "district", "city"), (6, 3, 1))[0]
            )
