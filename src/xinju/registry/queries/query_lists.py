"""Query lists (比对清单): whom one asks about, how its answer stands, and which group of people a new one is about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F, Q, QuerySet

from xinju.accounts.access import region_filter
from xinju.audit.actions import reference
from xinju.cases import queries as cases
from xinju.registry import groups
from xinju.registry.access import deliveries as access
from xinju.registry.access.deliveries import Asker
from xinju.registry.bridge import rules
from xinju.registry.bridge.asking import Asked, asked
from xinju.registry.models import Delivery, Person, QueryAnswer, QueryItem, QueryList, Record, RememberedMapping
from xinju.registry.models.deliveries import DeliveryState
from xinju.values.period import add_months

MOST_AT_ONCE = 50_000


@dataclass(frozen=True)
class Standing:
    """How the answer to a list stands. Only deliveries that have landed count; the last three tell of the latest file.

    asked = with_rows + says_none + unanswered
    """

    asked: int
    with_rows: int
    says_none: int
    unanswered: int
    left_blank: int
    twice: int
    not_asked: int
    has_landed: bool

    @property
    def is_complete(self) -> bool:
        """Has everybody been answered about?"""
        return self.unanswered == 0


def query_lists(*, asker: Asker, is_open: bool | None = None) -> QuerySet[QueryList]:
    """The lists that the asker may see, the nearest due day first."""
    found = QueryList.objects.filter(access.visible(asker, rules.district().code))
    found = found if is_open is None else found.filter(closed_at__isnull=is_open)
    return found.order_by(F("closed_at").asc(nulls_first=True), "due_on", "pk")


def query_list(key: UUID, *, asker: Asker) -> QueryList | None:
    """The list of this key, if the asker may see it."""
    return query_lists(asker=asker).filter(key=key).first()


def list_of_case(subject: str, *, asker: Asker) -> QueryList | None:
    """The list that a case is about."""
    pk = subject.rpartition(":")[2]
    return query_lists(asker=asker).filter(pk=pk).first() if pk.isdigit() else None


def case_of(found: QueryList, *, asker: Asker) -> cases.Case | None:
    """The list's case."""
    return cases.about(reference(found), asker).first()


def standing(found: QueryList, *, asker: Asker) -> Standing:
    """How many of those asked are answered, by landed deliveries that were not withdrawn, and what the last file held."""
    total = found.items.count()
    landed = QueryAnswer.objects.filter(item__list=found, delivery__state=DeliveryState.LANDED)
    with_rows = landed.filter(rows__gt=0).values("item").distinct().count()
    answered = landed.values("item").distinct().count()
    last = answers_to(found, asker=asker).first()
    counts = last.counts if last else {}
    faults = counts.get("faults", {})
    return Standing(
        asked=total, with_rows=with_rows, says_none=answered - with_rows, unanswered=total - answered,
        left_blank=counts.get("unanswered", 0), twice=faults.get("told_twice", 0), not_asked=faults.get("not_asked", 0),
        has_landed=any(one.landed_at for one in answers_to(found, asker=asker)),
    )  # fmt: skip


def answers_to(found: QueryList, *, asker: Asker) -> QuerySet[Delivery]:
    """The deliveries that answer a list, newest first."""
    return Delivery.objects.filter(query_list=found).exclude(state=DeliveryState.WITHDRAWN).order_by("-pk")


def unanswered_lines(found: QueryList, *, asker: Asker) -> list[int]:
    """Lines of the list about which nothing has come back."""
    landed = QueryAnswer.objects.filter(item__list=found, delivery__state=DeliveryState.LANDED).values("item")
    return list(
        QueryItem.objects.filter(list=found).exclude(pk__in=landed).order_by("line").values_list("line", flat=True)
    )


def lines(found: QueryList, *, asker: Asker) -> Iterator[Asked]:
    """The list's people in clear: a look, which whoever asks records."""
    return asked(found)


def headings_of(source: str, record_type: str) -> dict[str, str]:
    """The department's own headings by column key, as its last file had them."""
    held = RememberedMapping.objects.filter(source=source, record_type=record_type).first()
    return held.headings if held else {}


def people_in(*, division: str, asker: Asker) -> list[UUID]:
    """Whoever lives in a division now, within the asker's region."""
    return _keys(Q(division__startswith=division), asker)


def people_not_seen_in(*, record_type: str, months: int, division: str, on: date, asker: Asker) -> list[UUID]:
    """Whoever lives in a division and has no record of this type that reaches into the last so many months."""
    since = add_months(on, -months)
    fresh = Record.objects.current().filter(Q(end__gte=since) | Q(end__isnull=True), type=record_type)
    return _keys(Q(division__startswith=division) & ~Q(pk__in=fresh.values("identity__person")), asker)


def people_of_applications(numbers: Sequence[str], *, asker: Asker) -> list[UUID]:
    """Whoever belongs to the applications of these numbers."""
    return sorted(groups.people_under(numbers), key=str)


def _keys(which: Q, asker: Asker) -> list[UUID]:
    mine = Q() if isinstance(asker, str) else region_filter(asker, "division")
    rows = Person.objects.filter(which, mine, into__isnull=True, died_on__isnull=True)
    return list(rows.order_by("pk").values_list("key", flat=True)[: MOST_AT_ONCE + 1])
