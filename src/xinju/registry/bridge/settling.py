"""What becomes of found pairs: which merge by themselves, which are asked about. A function of rows; saves nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from xinju.engines.linkage.components import components
from xinju.registry.bridge.judgements import kept_apart
from xinju.registry.bridge.linking import MERGE, Pair, sound_numbers
from xinju.registry.bridge.projection import joined_with
from xinju.registry.bridge.written import claims_of
from xinju.registry.models import Question

LARGEST = 40
PARTED, TOO_LARGE = "parted_before", "too_large"


@dataclass(frozen=True)
class Settled:
    """`merges` go through; `asks` are one pair for each two persons about whom nobody is asked yet."""

    merges: list[Pair] = field(default_factory=list)
    asks: list[Pair] = field(default_factory=list)


@dataclass
class _Person:
    """A person as it grows: who belongs to it, and what of it there can be one of only."""

    members: set[int]
    holds: dict[str, frozenset[str]]

    def against(self, other: _Person) -> str | None:
        """Why the two cannot be one without a clerk: the code of what both have, differently."""
        for kind, held in sorted(self.holds.items()):
            theirs = other.holds.get(kind, held)
            if held != theirs:
                return _CODES.get(kind.partition(" ")[0], kind)
        return TOO_LARGE if len(self.members) + len(other.members) > LARGEST else None

    def takes(self, other: _Person) -> None:
        self.members |= other.members
        for kind, held in other.holds.items():
            self.holds[kind] = self.holds.get(kind, frozenset()) | held


_CODES = {
    "permit": "two_permits",
    "application": "two_applications",
    "living": "dead_and_living",
    "number": "two_numbers",
}


def settle(found: Iterable[Pair], *, on: date) -> Settled:
    """Sort found pairs into merges and questions, by the judgements in force and what each person holds.

    A merge that would join somebody to a person from whom a clerk has kept them apart, by whatever way, becomes a question
    where they were parted by an undo, and nothing where they were judged different.
    """
    pairs = sorted(found, key=lambda pair: (pair.outcome != MERGE, -pair.weight, pair.first, pair.second))
    if not pairs:
        return Settled()
    people = _people({one for pair in pairs for one in (pair.first, pair.second)}, on)
    apart = kept_apart(people)
    asked = {frozenset(pair) for pair in _open_questions(people)}
    settled = Settled()
    for pair in pairs:
        one, other = people[pair.first], people[pair.second]
        if one is other:
            continue
        judged = _judged(one, other, apart)
        why = PARTED if judged is False else one.against(other)
        if judged:
            continue
        if pair.outcome == MERGE and why is None:
            settled.merges.append(pair)
            one.takes(other)
            people.update(dict.fromkeys(other.members, one))
        elif not _is_asked(one, other, asked):
            asked.add(frozenset((pair.first, pair.second)))
            settled.asks.append(replace(pair, why=why or pair.why))
    return settled


def _people(identities: Iterable[int], on: date) -> dict[int, _Person]:
    links = joined_with(identities)
    everyone = sorted(links)
    holds: Mapping[int, Mapping[str, frozenset[str]]] = claims_of(everyone, on=on)
    numbers = sound_numbers(everyone, on=on)
    found: dict[int, _Person] = {}
    for part in components(links, {pair for pairs in links.values() for pair in pairs}):
        person = _Person(set(), {})
        for one in sorted(part):
            own = dict(holds.get(one, {}))
            if one in numbers:
                own["number"] = frozenset({numbers[one]})
            person.takes(_Person({one}, own))
        found.update(dict.fromkeys(part, person))
    return found


def _judged(one: _Person, other: _Person, apart: Mapping[tuple[int, int], bool]) -> bool | None:
    """True where somebody of one was judged different from somebody of the other, False where a link between them was undone."""
    found = [
        judged
        for (first, second), judged in apart.items()
        if (first in one.members and second in other.members) or (first in other.members and second in one.members)
    ]
    return any(found) if found else None


def _open_questions(people: Mapping[int, _Person]) -> list[tuple[int, int]]:
    everyone: Sequence[int] = sorted(people)
    found: list[tuple[int, int]] = []
    for start in range(0, len(everyone), 500):
        rows = Question.objects.open().filter(first__in=everyone[start : start + 500])
        found += [pair for pair in rows.values_list("first", "second") if pair[1] in people]
    return found


def _is_asked(one: _Person, other: _Person, asked: Iterable[frozenset[int]]) -> bool:
    return any(len(pair & one.members) == 1 and len(pair & other.members) == 1 for pair in asked)
