"""Rounds with their uploads, runs, results and letters. Nothing is destroyed: what is newer supersedes."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from xinju.web.language import say

BATCH = 2_000
OFFICER = {"to": settings.AUTH_USER_MODEL, "on_delete": models.PROTECT, "related_name": "+"}


class State(models.TextChoices):
    """How far a round has come; it only goes forward, except that a new upload asks for a new placement."""

    DRAFT = "draft", say("待上传名单", "Awaiting the list")
    UPLOADED = "uploaded", say("已上传名单", "List uploaded")
    PLACED = "placed", say("已安排，待确认", "Placed, to be confirmed")
    CONFIRMED = "confirmed", say("已确认", "Confirmed")
    ISSUED = "issued", say("已出告知单", "Letters issued")


FINAL = (State.CONFIRMED, State.ISSUED)


class RoundQuerySet(models.QuerySet):
    def published(self) -> "RoundQuerySet":
        """Rounds whose result a named officer has confirmed: what anyone may see."""
        return self.filter(state__in=FINAL)


class Round(models.Model):
    """One round of school places. Its rules lie as files below `folder`; facts and sheet where the district keeps them."""

    key = models.SlugField(max_length=60, unique=True)
    district = models.CharField(max_length=60)
    division = models.CharField(max_length=12, blank=True, help_text="Code of the district whose officers see it.")
    title = models.CharField(max_length=120)
    folder = models.CharField(max_length=300, help_text="Below XINJU_HOME.")
    facts = models.CharField(max_length=300, blank=True)
    sheet = models.CharField(max_length=300, blank=True)
    sheet_key = models.CharField(max_length=60, blank=True)
    sheet_version = models.CharField(max_length=60, blank=True)
    service = models.CharField(max_length=60, blank=True)
    as_of = models.DateField()
    known_at = models.DateField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    created_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(**OFFICER, null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="benefits_round_state"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="benefits_round_confirmed_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) & ~Q(state__in=FINAL)
                | Q(confirmed_at__isnull=False) & Q(state__in=FINAL),
                name="benefits_round_final_is_confirmed",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Upload(models.Model):
    """One list of applicants as it was sent: good rows became applications, the others stand in `faults`."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="uploads")
    client_id = models.UUIDField(help_text="Made by the client: the same upload twice changes nothing.")
    file_name = models.CharField(max_length=200)
    file = models.CharField(max_length=300, help_text="Below XINJU_HOME.")
    marked_file = models.CharField(max_length=300, blank=True)
    good_rows = models.PositiveIntegerField()
    bad_rows = models.PositiveIntegerField()
    faults = models.JSONField(default=list)
    ignored = models.JSONField(default=list)
    by = models.ForeignKey(**OFFICER)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["round", "client_id"], name="benefits_upload_once"),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} {self.at:%Y-%m-%d %H:%M}"


class ApplicationQuerySet(models.QuerySet):
    def current(self) -> "ApplicationQuerySet":
        return self.filter(superseded_at__isnull=True)


class Application(models.Model):
    """One child's application as uploaded. The number is unique among those that are not superseded."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="applications")
    upload = models.ForeignKey(Upload, on_delete=models.PROTECT, related_name="applications")
    number = models.CharField(max_length=60)
    child_name = models.CharField(max_length=80)
    birth_date = models.DateField()
    community = models.CharField(max_length=80, blank=True)
    band = models.PositiveSmallIntegerField(default=1)
    twins = models.CharField(max_length=60, blank=True)
    sibling_at = models.CharField(max_length=60, blank=True)
    wishes = models.JSONField(default=list)
    keys = models.JSONField(default=list, help_text="Rank keys as the list gives them; empty where they are computed.")
    superseded_at = models.DateTimeField(null=True, blank=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "number"], condition=Q(superseded_at__isnull=True), name="benefits_application_once"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Run(models.Model):
    """One placement of a round: where its folder lies and what it was made from. The latest one counts."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="runs")
    upload = models.ForeignKey(Upload, on_delete=models.PROTECT, related_name="runs")
    folder = models.CharField(max_length=300, help_text="Below XINJU_HOME; holds full, public and office.")
    certificate = models.CharField(max_length=64, help_text="SHA-256 of the full edition's certificate.json.")
    frozen_list = models.CharField(max_length=64)
    counts = models.JSONField(default=dict)
    questions = models.JSONField(default=list, help_text="What is to be clarified before it can be confirmed.")
    by = models.ForeignKey(**OFFICER)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.round_id} {self.at:%Y-%m-%d %H:%M}"


class Result(models.Model):
    """One child's result in a run, for lists; every wish with its reason stands in the run's folder."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="results")
    number = models.CharField(max_length=60)
    total = models.DecimalField(max_digits=14, decimal_places=6, null=True, blank=True)
    total_text = models.CharField(max_length=40, blank=True)
    rank = models.PositiveIntegerField(null=True, blank=True)
    school = models.CharField(max_length=60, blank=True)
    school_name = models.CharField(max_length=120, blank=True)
    stage = models.CharField(max_length=60, blank=True)
    wish = models.PositiveSmallIntegerField(null=True, blank=True)
    refused = models.CharField(max_length=30, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="benefits_result_once")]
        indexes = [models.Index(fields=["run", "school"]), models.Index(fields=["run", "-total"])]

    def __str__(self) -> str:
        return self.number


class VoidReason(models.TextChoices):
    """Why a letter was declared void; the check page says only that it was."""

    REVIEW = "review", say("复核后结果有变", "The result changed after a review")
    DETAILS = "details", say("告知单上的信息有误", "Something on the letter is wrong")
    FAMILY = "family", say("家长撤回申请", "The family withdrew its application")
    LOST = "lost", say("遗失或被他人取得", "Lost, or in other hands")


class Letter(models.Model):
    """One issued letter. Its code is kept sealed, to print it again; it is found by keyed digests of code and birthday."""

    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    code_sealed = models.BinaryField(null=True, editable=False)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="letters")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="letters")
    code_digest = models.CharField(max_length=64, unique=True)
    birthday_digest = models.CharField(max_length=64)
    issued_on = models.DateField()
    wrong_birthdays = models.PositiveSmallIntegerField(default=0)
    wrong_since = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(**OFFICER, null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_because = models.CharField(max_length=12, blank=True, choices=VoidReason.choices)

    class Meta:
        ordering = ["application__number"]
        constraints = [
            models.UniqueConstraint(fields=["run", "application"], name="benefits_letter_once"),
            models.CheckConstraint(
                condition=Q(revoked_by__isnull=True, revoked_at__isnull=True, revoked_because="")
                | Q(revoked_by__isnull=False, revoked_at__isnull=False, revoked_because__in=VoidReason.values),
                name="benefits_letter_revoked_by_at_because",
            ),
        ]

    def __str__(self) -> str:
        return f"letter of {self.issued_on}"
