"""Rows of a round to what the ranking takes, and a run's folder to results."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from threading import Lock

from xinju.benefits.bridge import official, placing, results, scores, sources
from xinju.benefits.bridge.ranking import UNKNOWN, Entry
from xinju.benefits.folders import home_path
from xinju.benefits.models import Application, Round, Run
from xinju.documents.figures import Language
from xinju.documents.statements import Statement
from xinju.engines.placement.model import Applicant
from xinju.engines.placement.ordering import RankingStopped
from xinju.engines.scoring.language.sheets import Item
from xinju.engines.scoring.spans import Value, known
from xinju.packs.facts import Facts
from xinju.packs.rounds import RoundFile
from xinju.points.bridge import ScoreBook, statement_of, told

_ONE_AT_A_TIME = Lock()  # the facts lie in one connection


def rules_of(round_: Round) -> RoundFile:
    """The round's rules. Unreadable with every fault."""
    return sources.read_round(home_path(round_.folder))


def scores_of(round_: Round) -> scores.Scores | None:
    """Computed points of all families, or None for a district whose lists bring their own keys."""
    if not (round_.facts and round_.sheet):
        return None
    facts = home_path(round_.facts)
    return _scores(
        facts, placing.tree_hash(facts), home_path(round_.sheet), round_.service, round_.as_of, round_.known_at
    )


@lru_cache(maxsize=2)
def _scores(facts: Path, _facts_hash: str, sheet: Path, service: str, as_of, known_at) -> scores.Scores:
    return scores.compute(facts, sheet, service or None, as_of=as_of, known_at=known_at)


def entries_of(applications: Iterable[Application], found: scores.Scores | None) -> list[Entry]:
    return [_entry(one, found) for one in applications]


def _entry(one: Application, found: scores.Scores | None) -> Entry:
    filed = Applicant(
        application=one.number,
        keys=(Fraction(0),),
        wishes=tuple(one.wishes),
        band=one.band,
        community=one.community or None,
        birth_date=one.birth_date,
        twins=one.twins or None,
        sibling_at=one.sibling_at or None,
    )
    if found is None:
        return Entry(filed, tuple(_as_span(text) for text in one.keys))
    points = found.points.get(one.number)
    return Entry(filed, points.rank, points.gate, points.blocked_by, points.readings) if points else Entry(filed, None)


def _as_span(text: str) -> Value:
    return UNKNOWN if text == "?" else known(Fraction(text))


class Undecided(Exception):
    """Two children cannot be told apart: a lottery is needed, or a key must be verified first."""

    def __init__(self, names: tuple[str, ...], *, needs_lottery: bool) -> None:
        super().__init__(", ".join(names))
        self.names, self.needs_lottery = names, needs_lottery


def run_round(round_: Round, applications: Iterable[Application], seed: str | None) -> placing.Result:
    """Rank, place and check. Raises Undecided where an order cannot be made."""
    around = rules_of(round_)
    found = scores_of(round_)
    rules = placing.with_seed(around.round, seed)
    descending = found.descending if found else sources.larger_is_better(len(rules.key_names))
    entries = entries_of(applications, found)
    try:
        return placing.run(rules, entries, descending, official.inputs_of(around, found))
    except RankingStopped as stopped:
        raise Undecided(stopped.names, needs_lottery=stopped.position is None) from None


def frozen_hash(round_: Round, applications: Iterable[Application]) -> str:
    around, found = rules_of(round_), scores_of(round_)
    descending = found.descending if found else sources.larger_is_better(len(around.round.key_names))
    return placing.frozen_hash(around.round, entries_of(applications, found), descending)


def totals_of(round_: Round, applications: Iterable[Application]) -> list[Fraction]:
    """The first rank key of each application that has one; of an open one its least."""
    ranks = (entry.rank for entry in entries_of(applications, scores_of(round_)) if entry.rank)
    return [rank[0].low for rank in ranks if rank[0] is not None]


def families_of(applications: Iterable[Application]) -> Mapping[str, sources.Family]:
    return {one.number: sources.Family(one.number, one.child_name, one.birth_date) for one in applications}


def results_of(run: Run) -> results.Results:
    """Every child's wishes and reasons, from the run's folder."""
    return _results(home_path(run.folder) / placing.FULL, run.certificate)


@lru_cache(maxsize=4)
def _results(full: Path, _certificate: str) -> results.Results:
    return results.read_results(results.read_folder(full))


def item_points(run: Run, number: str) -> dict[str, str]:
    """An application's points by item as the run's folder holds them; empty where the list brought its own keys."""
    with (home_path(run.folder) / placing.FULL / "scores.csv").open(encoding="utf-8", newline="") as file:
        return next((row for row in csv.DictReader(file) if row["application"] == number), {})


def items_of(round_: Round) -> list[Item]:
    """The rows of the round's sheet, in its own order."""
    return list(_book(home_path(round_.sheet)).sheet.items.values()) if round_.sheet else []


def paper_of(round_: Round, number: str, *, language: Language, on: date) -> Statement | None:
    """The statement of points with its reasons; None where the facts hold no such application."""
    if not (round_.sheet and round_.facts):
        return None
    book, folder = _book(home_path(round_.sheet)), home_path(round_.facts)
    with _ONE_AT_A_TIME:
        facts = _facts(home_path(round_.sheet), folder, placing.tree_hash(folder), round_.known_at)
        try:
            found = statement_of(book.sheet, facts, number, as_of=round_.as_of, known_at=round_.known_at)
        except KeyError:
            return None
    return told(book, found, language=language, applicant=number, on=on)


@lru_cache(maxsize=4)
def _book(sheet: Path) -> ScoreBook:
    return ScoreBook.open(sheet)


@lru_cache(maxsize=1)
def _facts(sheet: Path, folder: Path, _facts_hash: str, known_at: date) -> Facts:
    return _book(sheet).facts(folder, today=known_at)
