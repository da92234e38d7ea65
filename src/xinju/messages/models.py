"""Long work, the processes that do it, what the clock asked for, and the outbox. The queue itself is the library's (django-tasks-db)."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django_tasks.base import TaskResultStatus

SILENT_FOR = timedelta(seconds=30)
_OVER = (TaskResultStatus.FAILED, TaskResultStatus.SUCCESSFUL)


class State(models.TextChoices):
    """How far a piece of work is; "interrupted" is no state of its own but an unfinished one that nobody does."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"

    @classmethod
    def unfinished(cls) -> tuple["State", ...]:
        return cls.QUEUED, cls.RUNNING


class WorkerQuerySet(models.QuerySet):
    def alive(self, at: datetime) -> "WorkerQuerySet":
        return self.filter(stopped_at__isnull=True, seen_at__gt=at - SILENT_FOR)


class Worker(models.Model):
    """One process that takes work from the queue; it signs every few seconds."""

    name = models.CharField(max_length=120, unique=True, help_text="Host, process number and a random end.")
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True, blank=True)

    objects = WorkerQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at"]

    def __str__(self) -> str:
        return self.name

    def is_alive(self, at: datetime) -> bool:
        return self.stopped_at is None and self.seen_at > at - SILENT_FOR


class WorkQuerySet(models.QuerySet):
    def held(self, work: "Work") -> "WorkQuerySet":
        """The row, if it is still this attempt that works on it."""
        return self.filter(pk=work.pk, state=State.RUNNING, attempt=work.attempt)

    def interrupted(self, at: datetime) -> "WorkQuerySet":
        """Unfinished, and either its worker is gone, or its place in the queue, or it was taken and never begun."""
        silent = at - SILENT_FOR
        worker_gone = Q(worker__stopped_at__isnull=False) | Q(worker__seen_at__lte=silent)
        place_gone = Q(queued_as=None) | Q(queued_as__status__in=_OVER)
        never_begun = Q(queued_as__status=TaskResultStatus.RUNNING, queued_as__started_at__lte=silent)
        return self.filter(
            Q(state=State.RUNNING) & (worker_gone | place_gone) | Q(state=State.QUEUED) & (place_gone | never_begun)
        )


class Work(models.Model):
    """One piece of long work: what it is about, who asked, how far it is, and what came of it."""

    key = models.UUIDField(unique=True, default=uuid4, help_text="Made by the client: asked twice it is done once.")
    kind = models.CharField(max_length=80, help_text='The job, such as "benefits.placement".')
    about = models.CharField(max_length=120, help_text="Opaque reference, app.model:key.")
    by = models.CharField(max_length=120, help_text="Opaque reference of the officer or job that asked.")
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    values = models.JSONField(default=dict, help_text="What the job needs; keys and paths, nothing personal.")
    language = models.CharField(max_length=12)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    step = models.CharField(max_length=40, blank=True)
    done = models.PositiveBigIntegerField(default=0)
    of = models.PositiveBigIntegerField(default=0, help_text="0 while nobody knows how much there is.")
    attempt = models.PositiveIntegerField(default=0)
    queued_as = models.ForeignKey(
        "django_tasks_database.DBTaskResult",
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        help_text="The attempt's place in the library's queue; the library prunes what is over.",
    )
    worker = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    queued_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=300, blank=True, help_text="Opaque reference or path of what was made.")
    failure = models.CharField(max_length=40, blank=True)
    failure_values = models.JSONField(default=dict)

    objects = WorkQuerySet.as_manager()

    class Meta:
        ordering = ["-queued_at", "-id"]
        indexes = [
            models.Index(fields=["state", "queued_at"], name="messages_work_state_since"),
            models.Index(fields=["about", "-queued_at"], name="messages_work_about"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="messages_work_state"),
            models.CheckConstraint(condition=Q(of=0) | Q(done__lte=F("of")), name="messages_work_done_of"),
            models.CheckConstraint(
                condition=Q(state__in=(State.DONE, State.FAILED), finished_at__isnull=False)
                | Q(state__in=(State.QUEUED, State.RUNNING), finished_at__isnull=True),
                name="messages_work_finished_at",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.RUNNING) | Q(worker__isnull=False, started_at__isnull=False),
                name="messages_work_running_has_worker",
            ),
            models.CheckConstraint(
                condition=Q(state=State.FAILED) & ~Q(failure="") | ~Q(state=State.FAILED) & Q(failure=""),
                name="messages_work_failure_has_code",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {str(self.key)[:8]}"

    def is_interrupted(self, at: datetime | None = None) -> bool:
        """It is unfinished on paper, and nobody does it any more."""
        is_over = self.state not in State.unfinished()
        return not is_over and Work.objects.interrupted(at or timezone.now()).filter(pk=self.pk).exists()


class Occasion(models.Model):
    """A job of the clock on one legal day. The row makes it once a day, however many workers look at the clock."""

    kind = models.CharField(max_length=80)
    on = models.DateField(help_text="Legal day in Shanghai.")
    work = models.OneToOneField(Work, on_delete=models.PROTECT, related_name="occasion")

    class Meta:
        ordering = ["-on", "kind"]
        constraints = [models.UniqueConstraint(fields=["kind", "on"], name="messages_occasion_once_a_day")]

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"


class Fate(models.TextChoices):
    """What became of a message."""

    WAITING = "waiting"
    SENT = "sent"
    GIVEN_UP = "given_up"
    WITHDRAWN = "withdrawn"  # its recipient was no longer there when it was to go out


class MessageQuerySet(models.QuerySet):
    def due(self, at: datetime) -> "MessageQuerySet":
        """What is to be tried now; what is good for the shortest time comes first, so that a code waits for no reminder."""
        return self.filter(fate=Fate.WAITING, next_try_at__lte=at, good_until__gt=at).order_by("good_until", "id")

    def too_old(self, at: datetime) -> "MessageQuerySet":
        return self.filter(fate=Fate.WAITING, good_until__lte=at)


class Message(models.Model):
    """One message to one recipient. Neither name, number nor address stands here, and no text that carries a secret."""

    key = models.UUIDField(unique=True, help_text="Made by whoever sends: asked twice it goes out once.")
    to = models.CharField(max_length=120, help_text="Opaque reference: whose address is found when it is sent.")
    channel = models.CharField(max_length=10)
    template = models.CharField(max_length=60)
    language = models.CharField(max_length=12)
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True, help_text="As it is sent; blank where it carries a secret.")
    values = models.JSONField(default=dict, help_text="Of a text with a secret, the others.")
    about = models.CharField(max_length=120, help_text="Opaque reference, such as a case.")
    fate = models.CharField(max_length=10, choices=Fate.choices, default=Fate.WAITING)
    tries = models.PositiveIntegerField(default=0)
    why = models.CharField(max_length=40, blank=True, help_text="Code of what kept it from going out last.")
    queued_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    good_until = models.DateTimeField(help_text="Given up then; never sent afterwards.")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["-queued_at", "-id"]
        indexes = [
            models.Index(fields=["good_until"], condition=Q(fate="waiting"), name="messages_message_waiting"),
            models.Index(fields=["to", "-queued_at"], name="messages_message_to"),
            models.Index(fields=["ended_at"], name="messages_message_ended"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(fate__in=Fate.values), name="messages_message_fate"),
            models.CheckConstraint(
                condition=Q(fate=Fate.WAITING, ended_at__isnull=True)
                | ~Q(fate=Fate.WAITING) & Q(ended_at__isnull=False),
                name="messages_message_ended_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template} {str(self.key)[:8]}"
