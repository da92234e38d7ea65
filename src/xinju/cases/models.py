"""Cases, what happened in them, whom they wait for, the rules they were opened under, and the workday calendar."""

import secrets

from django.conf import settings
from django.db import models

from xinju.audit.added import Added, AddedQuerySet

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without I, L, O and U: a key is read out over the phone
KEY_LENGTH = 10


def new_key() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(KEY_LENGTH))


class Edition(models.Model):
    """The text of a case type: a case keeps the one under which it was opened."""

    type = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the text.")
    text = models.TextField()
    roles = models.TextField(help_text="Every role that acts in it or reads it, with a blank on both sides.")
    adopted_at = models.DateTimeField()

    objects = AddedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["type"])]

    def __str__(self) -> str:
        return f"{self.type} {self.digest[:8]}"


class Case(models.Model):
    """One piece of work as it stands; the events say how it came to stand so."""

    key = models.CharField(max_length=KEY_LENGTH, unique=True, default=new_key)
    edition = models.ForeignKey(Edition, models.PROTECT)
    type = models.CharField(max_length=60)
    subject = models.CharField(max_length=120, help_text="Opaque reference, such as registry.person:17.")
    title = models.CharField(max_length=120, blank=True, help_text="No name, number or door of a person.")
    region = models.CharField(max_length=20, blank=True)
    department = models.CharField(max_length=40, blank=True, help_text="Whose clerk answers, such as police.")
    purpose = models.CharField(max_length=60)
    began = models.CharField(max_length=60, help_text="The state in which it was opened.")
    days = models.JSONField(default=dict, help_text="Days given at opening, by key, as ISO dates.")
    opened_on = models.DateField()
    state = models.CharField(max_length=60)
    role = models.CharField(max_length=30, blank=True, help_text="Who must act next; blank once closed.")
    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField(null=True, help_text="The next deadline; where a calendar year is missing, not before.")
    due_clock = models.CharField(max_length=60, blank=True)
    due_certain = models.BooleanField(default=True)
    closed_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["closed_on", "due_on"], name="cases_open"),
            models.Index(fields=["subject"], name="cases_subject"),
            models.Index(fields=["assignee", "closed_on", "due_on"], name="cases_assignee"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closed_on=None) & ~models.Q(role="") | ~models.Q(closed_on=None) & models.Q(role=""),
                name="cases_open_has_role",
            ),
            models.CheckConstraint(
                condition=models.Q(due_on=None, due_clock="") & ~models.Q(closed_on=None)
                | ~models.Q(due_on=None) & ~models.Q(due_clock="") & models.Q(closed_on=None),
                name="cases_open_has_deadline",
            ),
            models.CheckConstraint(condition=~models.Q(subject=""), name="cases_has_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.key}"


class Event(Added):
    """One act in a case: `on` is the day it held, `recorded_at` the moment we knew of it."""

    class Kind(models.TextChoices):
        OPENED = "opened"
        MOVED = "moved"
        PROLONGED = "prolonged"
        ASSIGNED = "assigned"
        HANDED_OVER = "handed_over"

    case = models.ForeignKey(Case, models.PROTECT, related_name="events")
    number = models.PositiveIntegerField(help_text="1, 2, 3 … within the case: the version that it made.")
    client_id = models.CharField(max_length=64, unique=True, help_text="Made by the sender: the same act counts once.")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    part = models.CharField(max_length=60, blank=True, help_text="The move or the clock.")
    state = models.CharField(max_length=60, help_text="Where the case stands afterwards.")
    on = models.DateField()
    recorded_at = models.DateTimeField()
    by = models.CharField(max_length=120)
    role = models.CharField(max_length=30)
    evidence = models.JSONField(default=dict)
    reason = models.CharField(max_length=60, blank=True)
    why = models.CharField(max_length=500, blank=True)
    total = models.PositiveIntegerField(null=True, help_text="A prolonged clock's new length in its own unit.")
    to = models.JSONField(default=dict, help_text="Whom it was assigned or handed over to.")

    class Meta:
        ordering = ["case_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="cases_event_number"),
            models.CheckConstraint(condition=~models.Q(client_id=""), name="cases_event_client_id"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.part} {self.on}"


class Waiting(models.Model):
    """From `since` on an open case waits for this role: the one that must act, and each to which an expired clock goes.

    Written when the clock starts, so no job can forget it; region and deadline stand here too, so that an inbox is one
    walk along one index.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="waiting")
    role = models.CharField(max_length=30)
    since = models.DateField(help_text="The first of all days for the role that must act: it has the case at once.")
    region = models.CharField(max_length=20, blank=True)
    due_on = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["role", "due_on", "case"], name="cases_inbox")]
        constraints = [models.UniqueConstraint(fields=["case", "role"], name="cases_waits_once_for_a_role")]

    def __str__(self) -> str:
        return f"{self.role} from {self.since}"


class CalendarYear(models.Model):
    """A year whose workdays an officer has published or corrected; it replaces what the program brings."""

    year = models.PositiveSmallIntegerField(unique=True)
    source = models.CharField(max_length=200, help_text="The notice of the State Council's General Office.")
    exceptions = models.JSONField(default=dict, help_text="ISO day → is it worked?")

    def __str__(self) -> str:
        return f"{self.year}"
