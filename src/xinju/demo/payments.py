"""Month after month: insurance with gaps, back-paid months and a neighbouring city, and the housing fund. Whole columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from xinju.demo.district import District
from xinju.demo.people import Household, Person
from xinju.demo.tables import Columns

OTHER_KINDS = ("medical", "unemployment", "injury", "maternity")


@dataclass(frozen=True)
class Payers:
    """Who pays: one entry a person; months count from year 0 (year × 12 + month − 1)."""

    keys: np.ndarray
    first: np.ndarray
    last: np.ndarray
    base: np.ndarray
    settled: np.ndarray
    away_months: np.ndarray
    neighbour: np.ndarray

    @property
    def lengths(self) -> np.ndarray:
        return self.last - self.first + 1


def payers(households: Sequence[Household], district: District, seed: int, day: date) -> Payers:
    """Adults of working age who ever paid pension insurance here or next door."""
    rng = np.random.default_rng([seed, 11])
    adults = [(person, house) for house in households for person in house.adults if _works(person, day)]
    settled = np.array([house.settled for _, house in adults])
    arrived = np.array([house.arrived.year * 12 + house.arrived.month - 1 for _, house in adults])
    grown = np.array([(person.birth.year + 18) * 12 + person.birth.month - 1 for person, _ in adults])
    this_month = day.year * 12 + day.month - 1
    second = np.array([person is not house.adults[0] for person, house in adults])
    applies = np.array([bool(house.starting) for _, house in adults])
    ever = rng.random(len(adults)) < np.where(second, 0.55, np.where(applies, 0.97, 0.84)) * (0.85 + 0.15 * settled)
    lag = rng.exponential(11 - 8 * settled).astype(int)
    first = np.maximum(arrived + lag, grown)
    stopped = rng.random(len(adults)) < (0.10 - 0.07 * settled) * np.where(applies & ~second, 0.3, 1)
    last = np.where(stopped, this_month - 1 - rng.integers(2, 40, len(adults)), this_month - 1)
    base = np.round(np.clip(rng.lognormal(8.55 + 0.45 * settled, 0.28, len(adults)), 4400, 26000), -1)
    away = np.where(rng.random(len(adults)) < 0.09, rng.integers(6, 40, len(adults)), 0)
    take = ever & (last >= first)
    neighbour = rng.choice(np.array(district.neighbours), len(adults))
    keys = np.array([person.key for person, _ in adults])
    return Payers(*(part[take] for part in (keys, first, last, base, settled, away, neighbour)))


def insurance(paying: Payers, district: District, seed: int, day: date) -> tuple[Columns, list[str]]:
    """Pension months of the whole career, the four other kinds for the last months; and the days of recording."""
    rng = np.random.default_rng([seed, 12])
    lengths = paying.lengths
    who = np.repeat(np.arange(len(lengths)), lengths)
    since = np.arange(len(who)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    month = paying.first[who] + since
    paid = np.full(len(who), "on_time", dtype="U11")
    gone, back_paid = _gaps(rng, paying)
    paid[back_paid] = "back_paid"
    moved_in = (since < 8) & (rng.random(len(lengths))[who] < 0.015)
    paid[moved_in] = "transferred"
    division = np.where(since < paying.away_months[who], paying.neighbour[who], district.code)
    withdrawn = (since < 20) & (rng.random(len(lengths)) < 0.01)[who]
    base = np.round(paying.base[who] * 1.03 ** (-(day.year * 12 - month) // 12).astype(float), -1).astype(int)
    kept = np.ones(len(who), dtype=bool)
    kept[gone] = False
    columns = {
        "subject": paying.keys[who],
        "month": _month_texts(month),
        "kind": np.full(len(who), "pension", dtype="U12"),
        "division": division,
        "paid": paid,
        "withdrawn": np.where(withdrawn, "true", "false"),
        "base": base.astype("U8"),
    }
    late = paid == "back_paid"
    recorded = _recorded(np.where(late, month + 7, month), day)
    everything = {key: column[kept] for key, column in columns.items()}
    recorded = recorded[kept]
    return _with_other_kinds(everything, recorded, rng, day)


def housing_fund(paying: Payers, district: District, seed: int, day: date) -> tuple[Columns, list[str]]:
    """A third of the payers also have a housing fund, usually since some time after they began."""
    rng = np.random.default_rng([seed, 13])
    take = rng.random(len(paying.keys)) < 0.12 + 0.4 * paying.settled
    first = paying.first[take] + rng.integers(0, 30, take.sum())
    lengths = np.maximum(paying.last[take] - first + 1, 0)
    who = np.repeat(np.arange(len(lengths)), lengths)
    month = first[who] + np.arange(len(who)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    paid = np.where(rng.random(len(who)) < 0.01, "back_paid", "on_time")
    columns = {
        "subject": paying.keys[take][who],
        "month": _month_texts(month),
        "division": np.full(len(who), district.code),
        "paid": paid,
    }
    return columns, list(_recorded(month, day))


def _works(person: Person, day: date) -> bool:
    age = (day - person.birth).days / 365.25
    return 18 <= age < (55 if person.sex == "f" else 60)


def _gaps(rng: np.random.Generator, paying: Payers) -> tuple[np.ndarray, np.ndarray]:
    """Row numbers of months that are missing, and of months that were paid back later: stretches of one to six months."""
    lengths = paying.lengths
    starts = np.cumsum(lengths) - lengths
    times = rng.poisson(lengths / 12 * (0.30 - 0.22 * paying.settled))
    who = np.repeat(np.arange(len(lengths)), times)
    if not len(who):
        return np.array([], dtype=int), np.array([], dtype=int)
    begin = (rng.random(len(who)) * lengths[who]).astype(int)
    long = np.minimum(rng.integers(1, 7, len(who)), lengths[who] - begin)
    rows = np.repeat(starts[who] + begin, long) + np.arange(long.sum()) - np.repeat(np.cumsum(long) - long, long)
    is_back_paid = np.repeat(rng.random(len(who)) < 0.22, long)
    gone = np.unique(rows[~is_back_paid])
    return gone, np.setdiff1d(rows[is_back_paid], gone)


def _with_other_kinds(
    columns: Columns, recorded: np.ndarray, rng: np.random.Generator, day: date
) -> tuple[Columns, list[str]]:
    recent = columns["month"] >= _month_texts(np.array([day.year * 12 + day.month - 4]))[0]
    recent &= columns["paid"] == "on_time"
    parts = [columns]
    recordings = [recorded]
    for kind in OTHER_KINDS:
        here = np.flatnonzero(recent & (rng.random(len(recent)) < 0.9))
        parts.append({key: column[here] for key, column in columns.items()} | {"kind": np.full(len(here), kind)})
        recordings.append(recorded[here])
    together = {key: np.concatenate([part[key] for part in parts]) for key in columns}
    return together, list(np.concatenate(recordings))


def _month_texts(months: np.ndarray) -> np.ndarray:
    """Month numbers as 2024-07."""
    return (months - 1970 * 12).astype("datetime64[M]").astype("U7")


def _recorded(months: np.ndarray, day: date) -> np.ndarray:
    """The tenth of the following month, never after the day."""
    tenth = (months + 1 - 1970 * 12).astype("datetime64[M]").astype("datetime64[D]") + 9
    return np.minimum(tenth, np.datetime64(day)).astype("U10")
