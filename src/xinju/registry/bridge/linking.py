"""The registry and the linkage engine: which pairs of identities are one person, which ones a clerk must look at."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.db.models import Exists, OuterRef
from numpy.typing import NDArray

from xinju.engines.linkage.cleaning import clean, clean_one
from xinju.engines.linkage.comparing import Judged, compare_one
from xinju.engines.linkage.model import Model
from xinju.engines.linkage.particulars import PARTICULARS
from xinju.engines.linkage.particulars import Particulars as Written
from xinju.engines.linkage.refitting import ENOUGH, Reviewed, refit, with_answered_thresholds
from xinju.engines.linkage.scheme import PEOPLE
from xinju.registry.bridge import candidates
from xinju.registry.bridge.judgements import WITHDRAWN
from xinju.registry.bridge.nearby import identities_near
from xinju.registry.bridge.told import Told
from xinju.registry.bridge.written import as_told, everybody, from_telling, how_many, written
from xinju.registry.models import LearnedModel, Link, Question
from xinju.registry.models.identities import How, Verdict

TRAINS_FROM = 20_000  # records; with fewer the weights that come with the program are better than learned ones
STALE_AT = 1.5  # a model is learned anew once the registry, or what clerks have answered, has grown by so much
UNREACHED, LOWEST = 1_000.0, -4.0  # thresholds under which every pair is seen with its weight
MERGE, CLERK = "merge", "clerk"
Tell = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Pair:
    """Two identities (`first` the older) and what the engine makes of them. `reasons`: codes, levels and weights only."""

    first: int
    second: int
    outcome: str
    weight: float
    why: str = ""
    reasons: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class Run:
    """A whole run: its pairs, and what is to be kept where something was learned anew: weights before any answer, thresholds
    after all of them, and how many records the weights were learned from."""

    pairs: list[Pair] = field(repr=False)
    learned: Model | None
    records: int


def all_pairs(*, on: date, tell: Tell = lambda step, done, of: None) -> Run:
    """Link everybody with everybody. Values are read in batches and stay in memory."""
    from xinju.engines.linkage.linking import link  # brings Splink along, which no page needs

    connection = duckdb.connect(config={"autoinstall_known_extensions": False, "autoload_known_extensions": False})
    try:
        count = _load(connection, on, tell)
        tell("cleaning", 0, 1)
        clean(connection, "written", "cleaned")
        connection.execute("DROP TABLE written")
        tell("comparing", 0, 1)
        lesson = _lesson(connection, count)
        linked = link(connection, "cleaned", lesson.model)
        return Run(list(_pairs(linked.pairs.to_batches(), lesson.model)), lesson.learned, lesson.records)
    finally:
        connection.close()


def pairs_of(identities: Sequence[int], *, on: date) -> list[Pair]:
    """Link some identities, such as a delivery's new ones, with everybody: candidates come from the tables' indexes."""
    new = written(identities, on=on, only_proven=True)
    found = candidates.found_by_index(new)
    others = {one.key: one for one in written(sorted({pk for some in found.values() for pk in some}), on=on)}
    model = candidates.with_bands(model_in_force(), new)
    pairs: dict[tuple[int, int], Pair] = {}
    for one in new:
        near = [others[str(pk)] for pk in sorted(found[one.key]) if str(pk) in others]
        for judged in compare_one(one, near, model):
            if judged.outcome in (MERGE, CLERK):
                pair = _judged(judged)
                pairs[pair.first, pair.second] = pair
    return list(pairs.values())


def like(told: Told, *, address: str) -> list[tuple[int, Judged]]:
    """Who in the registry may be the person of this telling, likeliest first, while somebody waits at the door."""
    new = from_telling(told, address=address)
    near = as_told(sorted(identities_near(new)))
    judged = compare_one(new, near, candidates.with_bands(model_in_force(), [new]))
    return [(int(one.right), one) for one in judged if one.outcome in (MERGE, CLERK)]


def compared(first: int, second: int, *, on: date) -> Judged | None:
    """What the engine makes of these two; None where one of them is told of no more."""
    records = written([first, second], on=on)
    if len(records) < 2:
        return None
    (judged,) = compare_one(records[1], records[:1], candidates.with_bands(model_in_force(), records))
    return judged


def sound_numbers(identities: Sequence[int], *, on: date) -> dict[int, str]:
    """The citizen number of each identity that has a sound one of its own."""
    cleaned = (clean_one(one) for one in written(identities, on=on))
    return {int(one.key): one.number for one in cleaned if one.numbered and one.kind == "id" and one.number}


def model_in_force() -> Model:
    """The newest model, corrected by what clerks have answered since the beginning."""
    held = LearnedModel.objects.order_by("-made_at", "-pk").values_list("plain", flat=True).first()
    last = Question.objects.settled().order_by("-settled_at", "-pk").values_list("key", flat=True).first()
    return _taught(json.dumps(held, sort_keys=True) if held else "", last)


@lru_cache(maxsize=2)
def _taught(plain: str, last: UUID | None) -> Model:
    """The model after all answers up to the last: learned anew when another comes, not for everybody who waits at a door."""
    model = Model.from_plain(json.loads(plain)) if plain else first_model()
    return _with_answers(model) if last else model


def first_model() -> Model:
    """The weights that come with the program, rounded from what training finds on invented people."""
    plain = json.loads(Path(__file__).with_name("first_model.json").read_text(encoding="utf-8"))
    chances = {
        comparison: {code: (1.0, 2.0**-weight) if weight > 0 else (2.0**weight, 1.0) for code, weight in levels.items()}
        for comparison, levels in plain["weights"].items()
    }
    return Model(plain["prior"], chances, merge_at=plain["merge_at"], clerk_at=plain["clerk_at"])


def kept(model: Model) -> dict[str, Any]:
    """The model as it may be stored: without digests, from which a phone could be guessed back."""
    return {**model.as_plain(), "crowded": {}, "commonness": {}}


def answered() -> list[Reviewed]:
    """What clerks have answered to questions that the engine weighed; with another reason to ask, it is bound by that."""
    rows = Question.objects.filter(verdict__in=Verdict.values).order_by("settled_at", "pk")
    told = rows.values_list("reasons", "verdict", "why")
    found = (Reviewed(_levels(reasons), verdict == Verdict.SAME, is_bound=bool(why)) for reasons, verdict, why in told)
    return [one for one in found if one.levels]


def undone() -> list[tuple[datetime, Reviewed]]:
    """Pairs that the model merged by weight and a clerk has parted as two people, each with when. They teach thresholds alone:
    no clerk looks at the merges that nobody undoes, and weights learned from wrong ones only would fall without end.

    One that was parted and not judged is asked about and counts by the answer; so does one that was answered beside.
    """
    same = Link.objects.filter(verdict=Verdict.SAME, how=How.MODEL, superseded_at__isnull=False)
    pair = {"first": OuterRef("first"), "second": OuterRef("second")}
    judged = Link.objects.in_force().filter(**pair, verdict=Verdict.DIFFERENT, how=How.CLERK)
    answers = Question.objects.filter(**pair, verdict=Verdict.DIFFERENT)
    rows = same.exclude(undo_reason=WITHDRAWN).filter(Exists(judged), ~Exists(answers)).order_by("superseded_at", "pk")
    last = {(row.first_id, row.second_id): row for row in rows}
    found = [(row, Reviewed(_levels(row.reasons), False, _merged_by_rule(row.reasons))) for row in last.values()]
    return [(row.superseded_at, one) for row, one in found if one.levels and row.superseded_at is not None]


def _levels(reasons: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The engine's levels among what is kept of a judgement, as far as this program still knows them."""
    known = set(PEOPLE.levels())
    return {one["code"]: one["level"] for one in reasons if (one.get("code"), one.get("level")) in known}


def _merged_by_rule(reasons: Iterable[Mapping[str, Any]]) -> bool:
    return any("rule" in one for one in reasons)


def reasons_of(judged: Judged) -> tuple[dict[str, Any], ...]:
    """The engine's evidence as it is kept: level and weight of each comparison that says something."""
    return tuple(
        {"code": one.comparison, "level": one.level, "weight": round(one.weight, 2)}
        for one in judged.evidence
        if one.level is not None
    )


def _with_answers(model: Model) -> Model:
    return refit(model, answered())


@dataclass(frozen=True)
class _Lesson:
    """The model of a run, and what is to be kept of it."""

    model: Model
    learned: Model | None
    records: int


def _lesson(connection: duckdb.DuckDBPyConnection, count: int) -> _Lesson:
    """Weights are learned anew when the registry has grown by half, thresholds when the answers have or a merge was undone."""
    from xinju.engines.linkage.training import train
    from xinju.engines.linkage.training import with_bands as bands_of

    held, answers = LearnedModel.objects.order_by("-made_at", "-pk").first(), answered()
    is_trained = count >= TRAINS_FROM and (held is None or held.records * STALE_AT < count)
    learned = train(connection, "cleaned") if is_trained else Model.from_plain(held.plain) if held else first_model()
    taught = bands_of(refit(learned, answers), connection, "cleaned")
    parted = undone()
    is_news = held is None or held.answers * STALE_AT < len(answers) or any(at > held.made_at for at, _ in parted)
    is_settled = len(answers) >= ENOUGH and (is_trained or is_news)
    if is_settled:
        wrong = [one for _, one in parted]
        taught = with_answered_thresholds(taught, _weights(connection, taught), answers, undone=wrong)
        learned = replace(learned, merge_at=taught.merge_at, clerk_at=taught.clerk_at, margin=taught.margin)
    records = count if is_trained else held.records if held else 0
    return _Lesson(taught, learned if is_trained or is_settled else None, records)


def _weights(connection: duckdb.DuckDBPyConnection, model: Model) -> NDArray[np.float64]:
    """The weights of all pairs that no rule decides against, down to where hardly one is one person."""
    from xinju.engines.linkage.linking import link

    pairs = link(connection, "cleaned", replace(model, merge_at=UNREACHED, clerk_at=LOWEST)).pairs
    merging = [rule.code for rule in PEOPLE.rules if rule.effect == MERGE]
    free = (pc.field("rule").is_null() | pc.field("rule").isin(merging)) & pc.field("conflict").is_null()
    return pairs.filter(free)["weight"].to_numpy()


def _load(connection: duckdb.DuckDBPyConnection, on: date, tell: Tell) -> int:
    kinds = {"birth": pa.date32(), "deceased": pa.bool_()}
    schema = pa.schema([(name, kinds.get(name, pa.string())) for name in PARTICULARS])
    connection.register("linkage_batch", schema.empty_table())
    connection.execute("CREATE TABLE written AS SELECT * FROM linkage_batch")
    connection.unregister("linkage_batch")
    done, of = 0, how_many()
    for batch in everybody(on=on):
        connection.register("linkage_batch", _table(batch, schema))
        connection.execute("INSERT INTO written SELECT * FROM linkage_batch")
        connection.unregister("linkage_batch")
        done += len(batch)
        tell("reading", done, of)
    return done


def _table(batch: Sequence[Written], schema: pa.Schema) -> pa.Table:
    return pa.table({name: [getattr(one, name) for one in batch] for name in PARTICULARS}, schema=schema)


def _pairs(batches: Iterable[pa.RecordBatch], model: Model) -> Iterator[Pair]:
    @cache
    def reason(code: str, level: str) -> Mapping[str, Any]:
        return {"code": code, "level": level, "weight": round(model.weight(code, level), 2)}

    codes = [comparison.code for comparison in PEOPLE.comparisons]
    for batch in batches:
        for row in batch.to_pylist():
            if row["outcome"] in (MERGE, CLERK):
                first, second = sorted((int(row["left"]), int(row["right"])))
                why = row["conflict"] or row["rule"] or ""
                reasons = tuple(reason(code, row[code]) for code in codes if row[code] is not None)
                yield Pair(first, second, row["outcome"], row["weight"], why, reasons)


def _judged(judged: Judged) -> Pair:
    first, second = sorted((int(judged.left), int(judged.right)))
    return Pair(first, second, judged.outcome, judged.weight, judged.rule or "", reasons_of(judged))
