"""What is to be verified about somebody, at which door, and the visits that were made there."""

import uuid

from django.db import models
from django.db.models import Q

from xinju.registry.models.identities import Identity
from xinju.registry.models.places import Place
from xinju.web.language import say


class Reason(models.TextChoices):
    """Why a record is doubtful."""

    NO_BIRTH_DATE = "no_birth_date", say("缺出生日期", "No date of birth")
    NO_NUMBER = "no_number", say("缺证件号码", "No document number")
    NO_ADDRESS = "no_address", say("缺居住地址", "No address")
    CONFLICT = "conflict", say("来源不一致", "Sources disagree")
    PENDING = "pending", say("自报待核实", "Registered, not verified yet")
    STALE = "stale", say("久无动静", "No sign for a long time")
    LEASE_ENDED = "lease_ended", say("租约已到期", "The lease has ended")
    PERMIT_ENDED = "permit_ended", say("居住证已到期", "The permit has ended")
    MOVED_ON = "moved_on", say("可能已搬走", "May have moved on")


class Doubt(models.Model):
    """One thing to verify about one person; `case` is the key of the case `verification` in which it is done.

    `anchor` names the fact that raised it (a record's key, the day of the last sign), so that a job finds it once; a new
    fact may raise a new doubt. `place` is the door where somebody will ask, empty where only a division is known.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    identity = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="doubts")
    reason = models.CharField(max_length=16, choices=Reason.choices)
    anchor = models.CharField(max_length=60)
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="doubts")
    division = models.CharField(max_length=15, blank=True)
    case = models.CharField(max_length=20, unique=True)
    opened_at = models.DateTimeField()
    by = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(reason__in=Reason.values), name="registry_doubt_reason"),
            models.UniqueConstraint(fields=["identity", "reason", "anchor"], name="registry_doubt_once"),
        ]

    def __str__(self) -> str:
        return str(self.key)


class VisitOutcome(models.TextChoices):
    """How a visit at a door ended (requirements A4)."""

    SPOKE = "spoke", say("见面核实", "Spoke with somebody")
    MOVED_OUT = "moved_out", say("整间搬离", "The whole room has moved out")
    NOBODY_HOME = "nobody_home", say("家中无人", "Nobody home")
    REFUSED = "refused", say("拒绝配合", "Refused")
    NO_ADDRESS = "no_address", say("地址不存在", "The address does not exist")
    WRONG_GRID = "wrong_grid", say("不属本网格", "Wrong grid")


class Visit(models.Model):
    """One visit at one door. `client_id` is made on the worker's phone: sent again it is the same visit.

    `on` and `hour` are when the worker stood there, `recorded_at` when we learned of it: a phone may have been offline.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    client_id = models.UUIDField(unique=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="visits")
    outcome = models.CharField(max_length=12, choices=VisitOutcome.choices)
    on = models.DateField()
    hour = models.CharField(max_length=10, help_text="morning, afternoon, evening or weekend.")
    stayed = models.PositiveSmallIntegerField(default=0)
    came = models.PositiveSmallIntegerField(default=0)
    left = models.PositiveSmallIntegerField(default=0)
    slip = models.CharField(max_length=40, blank=True)
    recorded_at = models.DateTimeField()
    by = models.CharField(max_length=120)

    class Meta:
        ordering = ["-on", "-id"]
        indexes = [models.Index(fields=["place", "on"])]
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=VisitOutcome.values), name="registry_visit_outcome")
        ]

    def __str__(self) -> str:
        return str(self.key)
