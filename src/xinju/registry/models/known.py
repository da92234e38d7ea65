"""What every fact of the registry bears: who told it, when we knew it, whether it is verified."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from xinju.web.language import say


class Verification(models.TextChoices):
    """How far a value may be relied on; only a verified one counts for points."""

    VERIFIED = "verified", say("已核实", "Verified")
    PENDING = "pending", say("待核实", "To be verified")
    DISPUTED = "disputed", say("有争议", "Disputed")


class Door(models.TextChoices):
    """The way by which a fact came in (requirements A1)."""

    FILE = "file", say("部门文件", "Department's file")
    API = "api", say("部门接口", "Department's interface")
    SELF = "self", say("本人登记", "The resident")
    LANDLORD = "landlord", say("房东申报", "The landlord")
    EMPLOYER = "employer", say("用人单位申报", "The employer")
    GRID = "grid", say("网格员上门", "Grid worker at the door")
    WINDOW = "window", say("窗口登记", "The window")


class KnownQuerySet(models.QuerySet):
    """Facts by the second time: when we knew them."""

    def current(self) -> Self:
        """What is held to be so now."""
        return self.filter(superseded_at__isnull=True)

    def proven(self) -> Self:
        """Without what somebody said of himself and nobody has verified: whoever knows another's number may have typed it."""
        return self.exclude(door=Door.SELF, verification=Verification.PENDING)

    def known_at(self, instant: datetime) -> Self:
        """What was held to be so at that instant (included)."""
        return self.filter(recorded_at__lte=instant).filter(
            Q(superseded_at__isnull=True) | Q(superseded_at__gt=instant)
        )


class Known(models.Model):
    """A fact with provenance. It is superseded, never changed: only `superseded_at` and `superseded_by` are ever written.

    `by` is the opaque reference of the account or job that entered it; `client_id` makes a submission land once.
    """

    source = models.CharField(max_length=60, help_text="Key of the source in the district's pack.")
    door = models.CharField(max_length=10, choices=Door.choices)
    by = models.CharField(max_length=120)
    legal_basis = models.CharField(max_length=200, blank=True)
    verification = models.CharField(max_length=10, choices=Verification.choices)
    delivery = models.ForeignKey("registry.Delivery", null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)
    superseded_by = models.CharField(max_length=120, blank=True)

    objects = KnownQuerySet.as_manager()

    class Meta:
        abstract = True


def known_constraints(name: str) -> list[models.CheckConstraint]:
    """What holds of every table of facts; `name` begins the constraints' names."""
    return [
        models.CheckConstraint(condition=Q(verification__in=Verification.values), name=f"{name}_verification"),
        models.CheckConstraint(condition=Q(door__in=Door.values), name=f"{name}_door"),
        models.CheckConstraint(
            condition=Q(superseded_at__isnull=True, superseded_by="")
            | Q(superseded_at__isnull=False) & ~Q(superseded_by=""),
            name=f"{name}_superseded_at_and_by",
        ),
    ]


def days_in_order(name: str) -> models.CheckConstraint:
    """A period does not end before it starts."""
    return models.CheckConstraint(
        condition=Q(end__isnull=True) | Q(start__isnull=True) | Q(end__gte=models.F("start")), name=f"{name}_days"
    )
