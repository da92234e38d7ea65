"""Who may be the same as a new record, found by the indexes of the tables: a few milliseconds among millions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from django.db import connection
from django.db.models import Q, QuerySet

from xinju.engines.linkage.cleaning import clean_one
from xinju.engines.linkage.model import Model, digest
from xinju.engines.linkage.particulars import Cleaned
from xinju.engines.linkage.particulars import Particulars as Written
from xinju.registry.bridge import secrets
from xinju.registry.bridge.told import pinyin_of
from xinju.registry.models import Particulars, Person
from xinju.registry.models.slices import slices

MOST = 150  # rows that share one value beyond this say nothing
AT_ONCE = 200
CROWD = 40  # as in engines.linkage.training: where a name is common for one in 40,000, and frequent for one in 4,000
# Counted no further than it matters: the commonest name of millions has tens of thousands.
_COUNT = f"""WITH wanted(name) AS (VALUES {{marks}}), few(common, frequent) AS (SELECT
    CASE WHEN max(id) > 120000 THEN (max(id) + 39999) / 40000 ELSE 3 END,
    CASE WHEN max(id) > 120000 THEN (max(id) + 3999) / 4000 ELSE 30 END FROM {Person._meta.db_table})
    SELECT wanted.name, (SELECT count(*) FROM (SELECT 1 FROM {Particulars._meta.db_table} t WHERE t.name = wanted.name
    LIMIT (SELECT frequent FROM few)) bearers), few.common, few.frequent FROM wanted CROSS JOIN few"""


def found_by_index(records: Sequence[Written]) -> dict[str, set[int]]:
    """Identities that share a number, a phone, or sound and birth with each of these; by the record's key, itself left out."""
    cleaned = [clean_one(one) for one in records]
    found: dict[str, set[int]] = defaultdict(set)
    for start in range(0, len(cleaned), AT_ONCE):
        some = cleaned[start : start + AT_ONCE]
        _by_bytes(found, "number_index", {one.key: _numbers(one) for one in some})
        _by_bytes(found, "phone_index", {one.key: secrets.phone_candidates(one.phone or "") for one in some})
        _by_sound(found, some)
    return {one.key: {identity for identity in found[one.key] if str(identity) != one.key} for one in cleaned}


def with_bands(model: Model, records: Sequence[Written]) -> Model:
    """The model, with how common the names of these are, and without phones that a crowd shares; counted in the tables."""
    cleaned = [clean_one(one) for one in records]
    names = sorted({one.name for one in cleaned if one.name})
    commonness = {name: step for some in slices(names) for name, step in _commonness(some).items()}
    crowded = frozenset(digest(one.phone) for one in cleaned if one.phone and _is_crowded(one.phone))
    return replace(model, commonness=commonness, crowded={"phone": crowded})


def _commonness(names: Sequence[str]) -> dict[str, int]:
    """Which of these names are common (1) or frequent (2). Superseded tellings count too: so the index alone answers, and no
    name is taken for rarer than it is. The last person's number is near enough to how many there are."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT.format(marks=", ".join(["(%s)"] * len(names))), list(names))
        steps = {name: 2 if count >= frequent else 1 if count >= common else 0 for name, count, common, frequent in cursor.fetchall()}  # fmt: skip
    return {name: step for name, step in steps.items() if step}


def _is_crowded(phone: str) -> bool:
    rows = Particulars.objects.current().filter(phone_index__in=secrets.phone_candidates(phone))
    return len(rows.values_list("pk")[: CROWD + 1]) > CROWD


def _numbers(one: Cleaned) -> list[bytes]:
    return [index for number in (one.number, one.kin) if number for index in secrets.number_candidates(number)]


def _by_bytes(found: dict[str, set[int]], column: str, wanted: dict[str, list[bytes]]) -> None:
    keys: dict[bytes, list[str]] = defaultdict(list)
    for key, indexes in wanted.items():
        for index in indexes:
            keys[index].append(key)
    rows = Particulars.objects.current().proven().filter(**{f"{column}__in": list(keys)})
    held: dict[bytes, list[int]] = defaultdict(list)
    for index, identity in rows.values_list(column, "identity"):
        held[bytes(index)].append(identity)
    for index, identities in held.items():
        if len(identities) <= MOST:
            for key in keys[index]:
                found[key].update(identities)


def _by_sound(found: dict[str, set[int]], some: Sequence[Cleaned]) -> None:
    keys: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in some:
        if one.name and one.birth:
            keys[pinyin_of(one.name), one.birth].append(one.key)
    held: dict[tuple[str, str], list[int]] = defaultdict(list)
    for pinyin, birth, identity in _born(keys).values_list("pinyin", "birth_date", "identity"):
        held[pinyin, f"{birth:%Y%m%d}"].append(identity)
    for sound, identities in held.items():
        if len(identities) <= MOST:
            for key in keys.get(sound, ()):
                found[key].update(identities)


def _born(keys: Iterable[tuple[str, str]]) -> QuerySet[Particulars]:
    condition = Q(pk__in=[])
    for pinyin, birth in keys:
        condition |= Q(pinyin=pinyin, birth_date=date(int(birth[:4]), int(birth[4:6]), int(birth[6:])))
    return Particulars.objects.current().proven().filter(condition)
