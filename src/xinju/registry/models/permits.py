"""Applications for a residence permit, the permits that are issued here, what happened to each, and the papers printed of it.

What the police or the province issue stands in `Record` rows and is read-only. Nothing here is ever changed but where a
projection says so: what happens is added.
"""

import uuid

from django.db import models
from django.db.models import F, Q

from xinju.audit.added import Added
from xinju.registry.models.identities import Identity
from xinju.registry.models.known import Door
from xinju.web.language import say


class Master(models.TextChoices):
    """Whose system issues: its copy decides."""

    OURS = "self", say("本系统受委托签发", "Issued here")
    POLICE = "police", say("公安系统签发", "Issued by the police")
    PROVINCE = "province", say("省平台签发", "Issued by the province")


class PermitStation(models.Model):
    """A mobile station: on this day permits are handed over at this public place."""

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    on = models.DateField()
    place = models.CharField(max_length=100, help_text="A public place, no home.")
    division = models.CharField(max_length=15)
    planned_at = models.DateTimeField()
    by = models.CharField(max_length=120)
    client_id = models.UUIDField(unique=True)

    class Meta:
        ordering = ["-on", "-id"]

    def __str__(self) -> str:
        return f"{self.on} {self.place}"


class PermitApplication(models.Model):
    """One application: whose, where, on which ground, by whom in their stead. `case` holds its course and clocks.

    `station` (projection of the last plan) is where the permit will be handed over, empty for the window.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    identity = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="permit_applications")
    case = models.CharField(max_length=20, unique=True)
    division = models.CharField(max_length=15)
    master = models.CharField(max_length=10, choices=Master.choices)
    ground = models.CharField(max_length=20, help_text="Condition of the district's permit.yaml: work, home, study.")
    proxy = models.ForeignKey(Identity, null=True, on_delete=models.PROTECT, related_name="+")
    is_infirm = models.BooleanField(default=False)
    station = models.ForeignKey(PermitStation, null=True, on_delete=models.PROTECT, related_name="applications")
    on = models.DateField()
    recorded_at = models.DateTimeField()
    by = models.CharField(max_length=120)
    client_id = models.UUIDField(unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(master__in=Master.values), name="registry_permit_application_master"),
            models.CheckConstraint(
                condition=Q(proxy__isnull=True) | ~Q(proxy=F("identity")), name="registry_permit_proxy_is_another"
            ),
        ]

    def __str__(self) -> str:
        return self.case


class PaperCheck(models.Model):
    """The papers of an application (or of an endorsement's case) as they were found on a day.

    `papers` says of each key seen, held (the registry has it, so it was not asked for) or missing; `findings` is what the
    registry's facts said of the conditions, as codes and values without personal data.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    case = models.CharField(max_length=20)
    papers = models.JSONField()
    findings = models.JSONField(default=list)
    on = models.DateField()
    recorded_at = models.DateTimeField()
    by = models.CharField(max_length=120)
    client_id = models.UUIDField(unique=True)

    class Meta:
        indexes = [models.Index(fields=["case"])]

    @property
    def number(self) -> str:
        """What is printed on the once-only notice and kept in the case."""
        return f"JC{self.on:%Y}{self.pk:06d}"


class PermitQuerySet(models.QuerySet):
    def not_ended(self) -> "PermitQuerySet":
        return self.filter(ended_on__isnull=True)


class Permit(models.Model):
    """A permit that was issued here, under the identity for which it was applied: merging persons leaves it there.

    division, due, ended_on   projections of its events, for lists: where the holder lives, the day its year is full, its end
    residence_since           from when residence was registered without a break on the day of issue
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    identity = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="permits")
    application = models.OneToOneField(PermitApplication, on_delete=models.PROTECT, related_name="permit")
    number = models.CharField(max_length=30, unique=True)
    issued_on = models.DateField()
    residence_since = models.DateField()
    division = models.CharField(max_length=15)
    due = models.DateField()
    ended_on = models.DateField(null=True)

    objects = PermitQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["due", "division"], name="registry_permit_due")]

    def __str__(self) -> str:
        return str(self.key)


class PermitAct(models.TextChoices):
    """What can happen to a permit."""

    ISSUED = "issued", say("签发", "Issued")
    ENDORSED = "endorsed", say("签注", "Endorsed")
    MOVED = "moved", say("变更居住地址", "Change of address")
    REPLACED = "replaced", say("换发、补发", "Replaced")
    ENDED = "ended", say("终止", "Ended")


class PermitEvent(Added):
    """One act: `on` is the day on which it held, `recorded_at` when we knew of it. Rows are added only, which the table
    itself sees to.

    `reason` is a code of permit.yaml (why it ended, why it was replaced); `case` the case in which it was decided.
    """

    permit = models.ForeignKey(Permit, on_delete=models.PROTECT, related_name="events")
    act = models.CharField(max_length=10, choices=PermitAct.choices)
    on = models.DateField()
    reason = models.CharField(max_length=20, blank=True)
    division = models.CharField(max_length=15, blank=True)
    case = models.CharField(max_length=20, blank=True)
    door = models.CharField(max_length=10, choices=Door.choices)
    recorded_at = models.DateTimeField()
    by = models.CharField(max_length=120)
    client_id = models.UUIDField(unique=True)

    class Meta:
        ordering = ["on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(act__in=PermitAct.values), name="registry_permit_event_act"),
            models.UniqueConstraint(
                fields=["permit"], condition=Q(act=PermitAct.ENDED), name="registry_permit_ends_once"
            ),
            models.UniqueConstraint(
                fields=["permit"], condition=Q(act=PermitAct.ISSUED), name="registry_permit_issued_once"
            ),
        ]


class PermitPaper(models.Model):
    """One electronic permit that was made: its key number is the serial in the signed code and in the status list.

    The newest of a permit is the one in force; the code itself is signed anew whenever it is shown.
    """

    permit = models.ForeignKey(Permit, on_delete=models.PROTECT, related_name="papers")
    issued = models.DateField()
    until = models.DateField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["until"])]
