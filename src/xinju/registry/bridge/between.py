"""What was done on a merged person between the merge and now: whoever undoes the merge must know whose it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from xinju.registry.acts import acts_on
from xinju.registry.bridge.projection import joined_with
from xinju.registry.models import Holding, Identity, Kinship, Link, PermitApplication, PermitEvent, Record, Stay
from xinju.registry.models.identities import How, Verdict
from xinju.registry.models.known import Door

BY_FILE = (Door.FILE, Door.API)  # a department says of whom it speaks; whoever stands at a door meant the person he saw


@dataclass(frozen=True)
class Between:
    """One act: what kind, by its opaque reference, on which of the two sides (an identity) it hangs, when."""

    kind: str
    reference: str
    identity: int
    at: datetime


def acts_between(link: Link, *, until: datetime) -> list[Between]:
    """Stays, records, kinship and homes that came in by a door, whom a machine joined, and what other apps did, since the
    link was made."""
    members = sorted(joined_with([link.first_id, link.second_id]))
    found = [act for kind, rows in _by_door(members, link.made_at, until) for act in _acts(kind, rows)]
    asked = PermitApplication.objects.filter(
        identity__in=members, recorded_at__gte=link.made_at, recorded_at__lte=until
    )
    found += [
        Between("permit", f"registry.permitapplication:{row.pk}", row.identity_id, row.recorded_at) for row in asked
    ]
    done = PermitEvent.objects.filter(
        permit__identity__in=members, recorded_at__gte=link.made_at, recorded_at__lte=until
    )
    found += [
        Between("permit", f"registry.permitevent:{pk}", identity, at)
        for pk, identity, at in done.values_list("pk", "permit__identity", "recorded_at")
    ]
    found += [
        Between("link", f"registry.link:{row.pk}", row.second_id, row.made_at)
        for row in _joined_since(members, link, until)
    ]
    owns = dict(Identity.objects.filter(pk__in=members).values_list("own__key", "pk"))
    others = [
        Between(act.reference.partition(":")[0], act.reference, owns[act.person], act.at)
        for act in acts_on(list(owns))
        if link.made_at <= act.at <= until
    ]
    return sorted([*found, *others], key=lambda act: (act.at, act.reference))


def _joined_since(members: list[int], link: Link, until: datetime) -> Iterable[Link]:
    """Whom a rule or the model has joined to the merged person: on which of the two sides they belong is to be looked at."""
    since = Link.objects.in_force().filter(verdict=Verdict.SAME, made_at__gte=link.made_at, made_at__lte=until)
    since = since.exclude(how=How.CLERK).exclude(pk=link.pk)
    return since.filter(first__in=members, second__opened_at__gte=link.made_at).order_by("pk")


def _by_door(members: list[int], since: datetime, until: datetime) -> Iterable[tuple[str, Iterable[object]]]:
    for kind, table in (("stay", Stay), ("record", Record), ("kinship", Kinship), ("holding", Holding)):
        rows = table.objects.current().filter(identity__in=members, recorded_at__gte=since, recorded_at__lte=until)
        yield kind, rows.exclude(door__in=BY_FILE).order_by("pk")


def _acts(kind: str, rows: Iterable[object]) -> Iterable[Between]:
    for row in rows:
        assert isinstance(row, Stay | Record | Kinship | Holding)
        yield Between(kind, f"registry.{kind}:{row.pk}", row.identity_id, row.recorded_at)
