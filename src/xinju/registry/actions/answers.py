"""What a landing delivery answers of a query list: counted for each person asked, never guessed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Protocol

from django.db.models import F

from xinju.registry.bridge import secrets
from xinju.registry.bridge.told import Told
from xinju.registry.models import Delivery, QueryAnswer, QueryItem

_AT_ONCE = 500


class Answering(Protocol):
    """A row of the file that came back."""

    told: Told
    says_none: bool


def answer(delivery: Delivery, rows: Sequence[Answering]) -> None:
    """Note whom these rows answer about. Within the transaction in which they land; nothing for a full delivery."""
    if delivery.query_list_id is None:
        return
    items = _items(delivery, rows)
    counted = Counter(item for row in rows if (item := items.get(row.told.number)) and not row.says_none)
    says_none = {item for row in rows if (item := items.get(row.told.number)) and row.says_none}
    known = set(QueryAnswer.objects.filter(delivery=delivery, item__in=counted).values_list("item", flat=True))
    for item in sorted(known):
        QueryAnswer.objects.filter(delivery=delivery, item=item).update(rows=F("rows") + counted[item])
    fresh = (
        QueryAnswer(item_id=item, delivery=delivery, rows=counted[item], says_none=item in says_none)
        for item in sorted({*counted, *says_none} - known)
    )
    QueryAnswer.objects.bulk_create(fresh, batch_size=_AT_ONCE, ignore_conflicts=True)


def _items(delivery: Delivery, rows: Sequence[Answering]) -> dict[str, int]:
    """The asked person of each number, whichever key indexed it."""
    candidates = {row.told.number: secrets.number_candidates(row.told.number) for row in rows}
    wanted = sorted({index for some in candidates.values() for index in some})
    held: dict[bytes, int] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        items = QueryItem.objects.filter(list=delivery.query_list_id, number_index__in=wanted[start : start + _AT_ONCE])
        held |= {bytes(index): pk for pk, index in items.values_list("pk", "number_index")}
    return {
        number: next(item for index in some if (item := held.get(index)))
        for number, some in candidates.items()
        if any(index in held for index in some)
    }
