"""Linkage as long work: everybody with everybody, or a delivery's new people with everybody."""

from __future__ import annotations

from datetime import datetime, time
from functools import partial
from uuid import uuid5

from django.db import transaction

from xinju.audit.actions import Reference
from xinju.messages.access import Work
from xinju.messages.actions import advance, begin, finish
from xinju.messages.jobs import job
from xinju.messages.schedule import daily
from xinju.registry.actions import merging
from xinju.registry.actions.conflicts import open_conflicts
from xinju.registry.actions.merging import AT_ONCE, Merged
from xinju.registry.bridge import linking
from xinju.registry.bridge.linking import Pair, Tell
from xinju.registry.models import Delivery, Identity
from xinju.values.legal_days import day_of
from xinju.web import clock

LINK_ALL, LINK_DELIVERY = "registry.link_all", "registry.link_delivery"


@daily(LINK_ALL, at=time(2, 0), zh="全体比对合并", en="Compare everybody with everybody")
def link_all(work: Work) -> None:
    """Begun again after a kill it finds what is left: what is joined or asked about already is passed over."""
    found = link_everybody(by=work.by, at=clock.now(), purpose=work, tell=partial(advance, work))
    with transaction.atomic():
        finish(work, outcome=f"registry:merged {found.merged} asked {found.asked}")


def link_everybody(*, by: Reference, at: datetime, purpose: Reference, tell: Tell) -> Merged:
    """Compare everybody with everybody: merge what is sure, ask about the rest. Done again it changes nothing."""
    run = linking.all_pairs(on=day_of(at), tell=tell)
    if run.learned is not None:
        merging.keep_model(model=run.learned, records=run.records, by=by, at=at)
    return _settle(run.pairs, by=by, at=at, purpose=purpose, tell=tell)


@job(LINK_DELIVERY)
def link_delivery(work: Work) -> None:
    """Link a delivery's new people, ask about doubtful numbers, open what its sources contradict."""
    delivery, at = Delivery.objects.get(pk=work.values["delivery"]), clock.now()
    asked = merging.ask_of_delivery(delivery=delivery, by=work.by, at=at)
    new = list(Identity.objects.filter(delivery=delivery).order_by("pk").values_list("pk", flat=True))
    found = asked
    for start in range(0, len(new), AT_ONCE):
        advance(work, "comparing", start, len(new))
        pairs = linking.pairs_of(new[start : start + AT_ONCE], on=day_of(at))
        found += _settle(pairs, by=work.by, at=at, purpose=work, tell=partial(advance, work))
    open_conflicts(delivery=delivery, by=work.by, at=at)
    with transaction.atomic():
        finish(work, outcome=f"registry:merged {found.merged} asked {found.asked}")


def link_newcomers(delivery: Delivery, *, by: Reference) -> Work:
    """Ask for the linkage of a delivery that has landed, once, however often it is landed again."""
    return begin(
        LINK_DELIVERY, about=f"registry.linkage:{delivery.pk}", by=by, key=uuid5(delivery.key, LINK_DELIVERY),
        values={"delivery": delivery.pk},
    )  # fmt: skip


def _settle(found: list[Pair], *, by: Reference, at: datetime, purpose: Reference, tell: Tell) -> Merged:
    """A batch to a transaction, so that nobody at a door waits long for the turn."""
    pairs, done = merging.unjoined(found), Merged()
    for start in range(0, len(pairs), AT_ONCE):
        tell("merging", start, len(pairs))
        done += merging.merge_found(found=pairs[start : start + AT_ONCE], by=by, at=at, purpose=purpose)
    return done
