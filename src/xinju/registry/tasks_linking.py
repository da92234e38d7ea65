"""Linkage as long work: everybody with everybody, or a delivery's new people with everybody."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid5

from django.db import transaction

from xinju.audit.actions import Reference
from xinju.messages.access import Work
from xinju.messages.actions import advance, begin, finish
from xinju.messages.jobs import job
from xinju.registry.actions import merging
from xinju.registry.actions.conflicts import open_conflicts
from xinju.registry.actions.merging import AT_ONCE, Merged
from xinju.registry.bridge import linking
from xinju.registry.bridge.linking import Pair
from xinju.registry.bridge.projection import day_of
from xinju.registry.models import Delivery, Identity
from xinju.web import clock

LINK_ALL, LINK_DELIVERY = "registry.link_all", "registry.link_delivery"


@job(LINK_ALL)
def link_all(work: Work) -> None:
    """Begun again after a kill it finds what is left: what is joined or asked about already is passed over."""
    at = clock.now()
    run = linking.all_pairs(on=day_of(at), tell=lambda step, done, of: advance(work, step, done, of))
    if run.learned is not None:
        merging.keep_model(model=run.learned, records=run.records, by=work.by, at=at)
    found = _settle(work, run.pairs, at)
    with transaction.atomic():
        finish(work, outcome=f"registry:merged {found.merged} asked {found.asked}")


@job(LINK_DELIVERY)
def link_delivery(work: Work) -> None:
    """Link a delivery's new people, ask about doubtful numbers, open what its sources contradict."""
    delivery, at = Delivery.objects.get(pk=work.values["delivery"]), clock.now()
    asked = merging.ask_of_delivery(delivery=delivery, by=work.by, at=at)
    new = list(Identity.objects.filter(delivery=delivery).order_by("pk").values_list("pk", flat=True))
    found = asked
    for start in range(0, len(new), AT_ONCE):
        advance(work, "comparing", start, len(new))
        found += _settle(work, linking.pairs_of(new[start : start + AT_ONCE], on=day_of(at)), at)
    open_conflicts(delivery=delivery, by=work.by, at=at)
    with transaction.atomic():
        finish(work, outcome=f"registry:merged {found.merged} asked {found.asked}")


def link_newcomers(delivery: Delivery, *, by: Reference) -> Work:
    """Ask for the linkage of a delivery that has landed, once, however often it is landed again."""
    return begin(
        LINK_DELIVERY, about=f"registry.linkage:{delivery.pk}", by=by, key=uuid5(delivery.key, LINK_DELIVERY),
        values={"delivery": delivery.pk},
    )  # fmt: skip


def _settle(work: Work, found: list[Pair], at: datetime) -> Merged:
    """A batch to a transaction, so that nobody at a door waits long for the turn."""
    pairs, done = merging.unjoined(found), Merged()
    for start in range(0, len(pairs), AT_ONCE):
        advance(work, "merging", start, len(pairs))
        done += merging.merge_found(found=pairs[start : start + AT_ONCE], by=work.by, at=at, purpose=work)
    return done
