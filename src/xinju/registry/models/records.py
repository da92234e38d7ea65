"""Typed facts as the district's pack declares them, and employers."""

import uuid

from django.db import models
from django.db.models import Q

from xinju.registry.models.identities import Identity
from xinju.registry.models.known import Known, days_in_order, known_constraints
from xinju.web.language import say


class Strength(models.TextChoices):
    """How much a row says: a month paid, a from–to, or only a running total as of a day."""

    ROW = "row", say("逐条", "Row by row")
    SPAN = "span", say("起止", "From–to")
    TOTAL = "total", say("累计", "Cumulative as of a day")


class Record(Known):
    """One fact of a declared type about one identity.

    type         key of the record type in the pack
    start, end   the days on which it held: a period's two days, a month's first and last, an event's day twice, a state none
    values       by column key; numbers as decimal text, days as ISO text, so that nothing is rounded on the way
    slot         digest of identity, type and the columns that make two rows the same record: what is told of a slot again
                 supersedes, or changes nothing
    line         in its delivery
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    identity = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="records")
    type = models.CharField(max_length=60)
    start = models.DateField(null=True)
    end = models.DateField(null=True)
    values = models.JSONField(default=dict)
    strength = models.CharField(max_length=5, choices=Strength.choices, default=Strength.ROW)
    slot = models.BinaryField(max_length=16)
    line = models.PositiveIntegerField(null=True)
    client_id = models.UUIDField(null=True, unique=True)

    class Meta:
        indexes = [
            models.Index(fields=["type", "superseded_at"]),
        ]
        constraints = [
            *known_constraints("registry_record"),
            days_in_order("registry_record"),
            models.CheckConstraint(condition=Q(strength__in=Strength.values), name="registry_record_strength"),
            models.UniqueConstraint(
                fields=["slot"], condition=Q(superseded_at__isnull=True), name="registry_record_once"
            ),
        ]


class Employer(Known):
    """A firm or office by its unified social credit code (GB 32100)."""

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    credit_code = models.CharField(max_length=18)
    name = models.CharField(max_length=120)
    division = models.CharField(max_length=15, blank=True)
    address = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["name"])]
        constraints = [
            *known_constraints("registry_employer"),
            models.UniqueConstraint(
                fields=["credit_code"], condition=Q(superseded_at__isnull=True), name="registry_employer_one_current"
            ),
        ]
