"""Departments' deliveries as officers see them, and what rests on one: facts, links, and what was done on its people since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from xinju.messages.access import Work
from xinju.registry import acts
from xinju.registry.access import deliveries as access
from xinju.registry.access.deliveries import Asker
from xinju.registry.bridge import rules
from xinju.registry.models import (
    Delivery,
    Identity,
    Link,
    Particulars,
    QueryItem,
    QueryList,
    Record,
    RememberedMapping,
    Stay,
)
from xinju.registry.models.deliveries import DeliveryState
from xinju.registry.models.slices import slices
from xinju.values.legal_days import day_of


@dataclass(frozen=True)
class RestsOn:
    """What goes when a delivery is withdrawn. `acts` are opaque references of what other apps did on its people since it
    landed; they stay as they are, and each is for its officer to look at. `still_told` are those of the facts that others
    have told again, who answer for them from then on."""

    facts: Mapping[str, int]
    still_told: Mapping[str, int]
    links: int
    people: int
    acts: tuple[acts.Act, ...]


def deliveries(*, asker: Asker, source: str = "", state: str = "") -> QuerySet[Delivery]:
    """The deliveries that the asker may see, newest first."""
    found = Delivery.objects.select_related("query_list").filter(access.visible(asker, rules.district().code))
    wanted = {"source": source, "state": state}
    return found.filter(**{name: value for name, value in wanted.items() if value})


def landed_between(*, asker: Asker, since: datetime, until: datetime) -> tuple[int, int]:
    """How many deliveries landed from `since` to before `until` and were not withdrawn since, with how many rows."""
    rows = deliveries(asker=asker, state=DeliveryState.LANDED).filter(landed_at__gte=since, landed_at__lt=until)
    counts = list(rows.order_by().values_list("counts", flat=True))
    return len(counts), sum(one.get("good", 0) for one in counts)


def delivery(key: UUID, *, asker: Asker) -> Delivery | None:
    """The delivery of this key, if the asker may see it."""
    return deliveries(asker=asker).filter(key=key).first()


def delivery_of_work(work: Work) -> Delivery:
    """What a piece of work is about."""
    return Delivery.objects.select_related("query_list").get(pk=work.values["delivery"])


def headings_for(delivery: Delivery) -> Mapping[str, str] | None:
    """Headings that an officer chose for this file, or else those that the source used the last time."""
    if delivery.mapping:
        return delivery.mapping
    remembered = RememberedMapping.objects.filter(source=delivery.source, record_type=delivery.record_type).first()
    return remembered.headings if remembered else None


def asked_in(query_list: QueryList) -> frozenset[bytes]:
    """Blind indexes of the numbers that a list asks about."""
    return frozenset(
        bytes(index) for index in QueryItem.objects.filter(list=query_list).values_list("number_index", flat=True)
    )


def rests_on(delivery: Delivery, *, asker: Asker) -> RestsOn:
    """What would be superseded and undone, and what was done on its people since it landed."""
    tables = {"people": Particulars, "records": Record, "stays": Stay}
    held = {name: table.objects.current().filter(delivery=delivery) for name, table in tables.items()}
    brought = (
        table.objects.filter(delivery=delivery) for table in tables.values()
    )  # what another has superseded since, too
    identities = {pk for rows in brought for pk in rows.values_list("identity", flat=True).distinct()}
    since = delivery.landed_at or delivery.received_at
    done = tuple(act for act in acts.acts_on(_person_keys(sorted(identities))) if _rests(act, since))
    others = held["people"].filter(_told_again_but_by(delivery)).values("identity")
    opened = Identity.objects.filter(delivery=delivery).exclude(pk__in=others)
    links = Link.objects.in_force().filter(Q(first__in=opened) | Q(second__in=opened))
    again = {name: rows.filter(_told_again_but_by(delivery)).distinct().count() for name, rows in held.items()}
    return RestsOn({name: rows.count() for name, rows in held.items()}, again, links.count(), len(identities), done)


def _told_again_but_by(delivery: Delivery) -> Q:
    """Rows that a door, or another delivery that stands, has told again."""
    standing = Delivery.objects.exclude(state=DeliveryState.WITHDRAWN).exclude(pk=delivery.pk)
    return Q(again__isnull=False) & (Q(again__occasion__delivery=None) | Q(again__occasion__delivery__in=standing))


def _rests(act: acts.Act, since: datetime) -> bool:
    """Was it done since then, and not on facts that were frozen before?"""
    return act.at >= since and (act.known_until is None or act.known_until >= day_of(since))


def kinds_of_acts(found: RestsOn) -> dict[str, int]:
    """How many there are of each kind (the table's label), for a page that does not list thousands. What concerns several of
    the people counts once."""
    return dict(sorted(Counter(one.partition(":")[0] for one in {act.reference for act in found.acts}).items()))


def _person_keys(identities: Sequence[int]) -> set[UUID]:
    """Keys under which other apps may keep these people: of every identity that is one with them."""
    keys: set[UUID] = set()
    for some in slices(identities):
        speakers = Identity.objects.filter(pk__in=some).values("person")
        keys |= set(Identity.objects.filter(person__in=speakers).values_list("own__key", flat=True))
    return keys
