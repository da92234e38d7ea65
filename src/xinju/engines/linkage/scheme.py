"""What is compared, in which levels; which pairs are looked at; which rules come before any weight. A scheme is data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from xinju.engines.linkage.levels import (
    All,
    Any,
    Both,
    Crosswise,
    Differs,
    Lacks,
    Not,
    OneCharacter,
    PartOf,
    Question,
    Same,
    Unreadable,
    Within,
    YearsApart,
)
from xinju.engines.linkage.particulars import Cleaned

Effect = Literal["merge", "clerk", "apart"]
OTHERWISE = "different"  # the code of every comparison's last level


@dataclass(frozen=True)
class Level:
    """One step of likeness, strongest first."""

    code: str
    question: Question


@dataclass(frozen=True)
class Comparison:
    """One thing two records are compared in. Where `lacking` holds it says nothing; no level holding is `different`."""

    code: str
    lacking: Question
    levels: tuple[Level, ...]

    def codes(self) -> tuple[str, ...]:
        return (*(level.code for level in self.levels), OTHERWISE)

    def sql(self) -> str:
        """The number of the level that holds, counted from 0; NULL where the comparison says nothing."""
        steps = " ".join(f"WHEN {level.question.sql()} THEN {n}" for n, level in enumerate(self.levels))
        return f"CAST(CASE WHEN {self.lacking.sql()} THEN NULL {steps} ELSE {len(self.levels)} END AS TINYINT)"

    def level_of(self, left: Cleaned, right: Cleaned) -> str | None:
        """The code of the first level that holds; None where the comparison says nothing."""
        if self.lacking.holds(left, right):
            return None
        return next((level.code for level in self.levels if level.question.holds(left, right)), OTHERWISE)


@dataclass(frozen=True)
class Rule:
    """Before any weight: the first rule that holds decides. `clerk` bounds the outcome: by weight it is clerk or apart."""

    code: str
    effect: Effect
    question: Question


@dataclass(frozen=True)
class Block:
    """Pairs that share all these values are looked at; `most` records with one value is where a block explodes."""

    code: str
    fields: tuple[str, ...]
    most: int = 150

    @property
    def column(self) -> str:
        return f"block_{self.code}"


@dataclass(frozen=True)
class Exclusive:
    """One person has one value of the field at most: a cluster holding two goes to a clerk. `within` names a field of kinds."""

    code: str
    field: str
    only: str = "TRUE"


@dataclass(frozen=True)
class Scheme:
    comparisons: tuple[Comparison, ...]
    rules: tuple[Rule, ...]
    blocks: tuple[Block, ...]
    training: tuple[tuple[str, ...], ...]
    certain: tuple[tuple[str, ...], ...]
    exclusive: tuple[Exclusive, ...]
    independent: Mapping[str, tuple[str | None, ...]] = field(
        default_factory=dict
    )  # levels that no family shares; {}: none

    def is_independent(self, levels: Mapping[str, str | None]) -> bool:
        """Does the pair agree in what relatives do not share, and differ in none of it?"""
        return bool(self.independent) and all(levels[code] in wanted for code, wanted in self.independent.items())

    def independent_sql(self) -> str:
        """The same over the columns of levels' numbers."""
        conditions = [
            _level_sql(one, self.independent[one.code]) for one in self.comparisons if one.code in self.independent
        ]
        return f"({' AND '.join(conditions) or 'FALSE'})"

    def rule_for(self, left: Cleaned, right: Cleaned) -> Rule | None:
        return next((rule for rule in self.rules if rule.question.holds(left, right)), None)

    def rule_sql(self) -> str:
        """The number of the first rule that holds, counted from 0; NULL where none does."""
        steps = " ".join(f"WHEN {rule.question.sql()} THEN {n}" for n, rule in enumerate(self.rules))
        return f"CAST(CASE {steps or 'WHEN FALSE THEN 0'} END AS TINYINT)"

    def levels(self) -> Iterator[tuple[str, str]]:
        """Every comparison's code with the code of each of its levels."""
        return ((comparison.code, code) for comparison in self.comparisons for code in comparison.codes())


def _level_sql(comparison: Comparison, wanted: tuple[str | None, ...]) -> str:
    numbers = ", ".join(str(number) for number, code in enumerate(comparison.codes()) if code in wanted)
    known = f"COALESCE({comparison.code} IN ({numbers}), FALSE)"
    return f"({comparison.code} IS NULL OR {known})" if None in wanted else known


_alike_name = Any(Same("sound"), PartOf("name"), Unreadable("name"), OneCharacter("name"))
_two_sound_numbers = All(Same("kind"), Both("numbered", True), Differs("number"))
_one_sound_number = All(Same("kind"), Both("numbered", True), Same("number"))

NAME = Comparison(
    "name",
    Lacks("name"),
    (
        Level("same_rare", All(Same("name"), Both("commonness", 0))),
        Level("same", All(Same("name"), Both("commonness", 1))),
        Level("same_common", Same("name")),
        Level("same_sound", Same("sound")),
        Level("near", Any(PartOf("name"), Unreadable("name"), OneCharacter("name"))),
        Level("same_family", Same("family")),
    ),
)
NUMBER = Comparison(
    "number",
    Any(Lacks("number"), Not(Same("kind"))),
    (
        Level("same", All(Same("number"), Both("numbered", True))),
        Level("same_unsound", Same("number")),
        Level("slip", All(Not(Both("numbered", True)), Within("number", 1, shortest=8))),
        Level("slips", All(Not(Both("numbered", True)), Within("number", 2, shortest=8))),
        Level("two_sound", Both("numbered", True)),
    ),
)
BIRTH = Comparison(
    "birth",
    Lacks("birth"),
    (
        Level("same", Same("birth")),
        Level("turned", Crosswise("birth", "turned")),
        Level("near", Within("birth", 1, shortest=8)),
        Level("same_year", Same("born")),
    ),
)
SEX = Comparison("sex", Lacks("sex"), (Level("same", Same("sex")),))
PHONE = Comparison(
    "phone", Lacks("phone"), (Level("same", Same("phone")), Level("near", Within("phone", 1, shortest=8)))
)
ADDRESS = Comparison(
    "address",
    Lacks("place"),
    (
        Level("same_door", All(Same("door"), Not(Differs("unit")))),
        Level("same_building", Same("place")),
    ),
)
KIN = Comparison("kin", Lacks("kin"), (Level("same", Same("kin")),))

_no_twin = Any(Same("sound"), PartOf("name"), Unreadable("name"))  # no parents give twins names that sound the same
RULES = (
    Rule("two_permits", "clerk", Differs("permit")),
    Rule("dead_and_living", "clerk", Differs("deceased")),
    Rule("two_applications", "clerk", Differs("application")),
    Rule("kin_not_self", "apart", All(Crosswise("number", "kin"), Not(_alike_name))),
    Rule("same_number", "merge", All(_one_sound_number, Same("name"))),
    Rule("same_number", "merge", All(_one_sound_number, Same("sound"), Not(Differs("birth")))),
    Rule(
        "same_number",
        "merge",
        All(_one_sound_number, _alike_name, Same("birth"), Not(Both("dated", False)), Not(Differs("sex"))),
    ),
    Rule(
        "same_number",
        "merge",
        All(_one_sound_number, Same("family"), Same("birth"), Both("dated", True), Not(Differs("sex"))),
    ),
    Rule("one_number_two_people", "clerk", _one_sound_number),
    Rule("two_people", "apart", All(_two_sound_numbers, Not(_alike_name))),
    Rule("two_people", "apart", All(_two_sound_numbers, Not(Same("birth")), Not(Same("name")))),
    Rule("twins", "apart", All(_two_sound_numbers, Same("birth"), Not(_no_twin))),
    Rule("two_numbers", "clerk", _two_sound_numbers),
    Rule(
        "twins_or_one",
        "clerk",
        All(
            Same("birth"),
            Same("family"),
            Not(_no_twin),
            Not(Same("number")),
            Any(Same("place"), Same("phone"), Same("kin")),
        ),
    ),
    Rule("different_birth", "clerk", All(YearsApart("born", 12), Not(Same("number")))),
)
BLOCKS = (
    Block("number", ("number",)),
    Block("number_tail", ("tail", "family")),
    Block("name_birth", ("sound", "birth")),
    Block("name_phone", ("sound", "phone")),
    Block("name_building", ("sound", "place")),
    Block("birth_phone", ("birth", "phone")),
    Block("birth_door", ("birth", "door")),
    Block("kin_birth", ("kin", "birth")),
)
PEOPLE = Scheme(
    comparisons=(NAME, NUMBER, BIRTH, SEX, PHONE, ADDRESS, KIN),
    rules=RULES,
    blocks=BLOCKS,
    training=(("number",), ("sound", "birth"), ("phone", "sex")),
    certain=(("number", "name"), ("name", "birth", "phone")),
    exclusive=(
        Exclusive("two_permits", "permit"),
        Exclusive("two_applications", "application"),
        Exclusive("dead_and_living", "deceased"),
        Exclusive("two_numbers", "number", only="numbered AND kind = 'id'"),
    ),
    independent={
        "name": ("same_rare", "same", "same_common"),
        "birth": ("same",),
        "sex": (None, "same"),
        "number": (None, "same", "same_unsound"),
    },
)
