"""Applications for points, who belongs to them, what was decided and reviewed. People are kept by their opaque key in the
registry."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from xinju.audit.added import Added


class Application(models.Model):
    """One child or applicant with family, under one number (requirements C3)."""

    number = models.CharField(max_length=40, unique=True)
    subject = models.UUIDField(help_text="Person key of the child or applicant.")
    town = models.CharField(max_length=15, blank=True)
    kind = models.CharField(max_length=20, blank=True, help_text="Family type, for figures by group.")
    opened_at = models.DateTimeField()
    by = models.CharField(max_length=120)

    class Meta:
        ordering = ["number"]
        indexes = [models.Index(fields=["subject"])]

    def __str__(self) -> str:
        return self.number


class Member(models.Model):
    """Somebody's part in an application: a role that the sheet knows. Who leaves it is superseded, not removed."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="members")
    role = models.CharField(max_length=30)
    person = models.UUIDField(help_text="Person key in the registry.")
    recorded_at = models.DateTimeField()
    by = models.CharField(max_length=120)
    superseded_at = models.DateTimeField(null=True)
    superseded_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["person"])]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "role", "person"],
                condition=Q(superseded_at__isnull=True),
                name="points_member_once",
            ),
            models.CheckConstraint(
                condition=Q(superseded_at__isnull=True, superseded_by="")
                | Q(superseded_at__isnull=False) & ~Q(superseded_by=""),
                name="points_member_superseded_at_and_by",
            ),
        ]


class Choice(models.Model):
    """What a family chose where a sheet lets it choose, such as the main applicant for one item."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="choices")
    choice = models.CharField(max_length=60)
    value = models.CharField(max_length=60)
    recorded_at = models.DateTimeField()
    by = models.CharField(max_length=120)
    superseded_at = models.DateTimeField(null=True)
    superseded_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "choice"], condition=Q(superseded_at__isnull=True), name="points_choice_once"
            )
        ]


class Decision(Added):
    """What a named officer confirmed: a statement, and everything it was computed from.

    sheet      the sheet's canonical text with what it includes and its record types, compressed
    facts      the canonical facts that it used, under opaque keys, compressed
    statement  canonical bytes; re-running the decision gives the same
    The digests are SM3 (GB/T 32905) of the uncompressed bytes.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=40, help_text="What was decided: score, or a service of the sheet.")
    as_of = models.DateField()
    known_at = models.DateField()
    sheet_key = models.CharField(max_length=60)
    sheet_version = models.CharField(max_length=60)
    sheet = models.BinaryField()
    sheet_digest = models.CharField(max_length=64)
    facts = models.BinaryField()
    facts_digest = models.CharField(max_length=64)
    statement = models.BinaryField()
    statement_digest = models.CharField(max_length=64)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField()
    client_id = models.UUIDField(unique=True)

    class Meta:
        ordering = ["confirmed_at", "id"]
        indexes = [models.Index(fields=["kind", "confirmed_at"])]

    def __str__(self) -> str:
        return str(self.key)


class Review(Added):
    """What is known now would give another result than a decision had; the decision stays. One for each other result.

    `changed` holds the keys of results that differ; `case` is where an officer says what follows.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="reviews")
    known_at = models.DateField()
    facts = models.BinaryField()
    facts_digest = models.CharField(max_length=64)
    statement = models.BinaryField()
    result_digest = models.CharField(max_length=64)
    changed = models.JSONField()
    case = models.CharField(max_length=20)
    opened_at = models.DateTimeField()
    by = models.CharField(max_length=120)

    class Meta:
        ordering = ["opened_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "result_digest"], name="points_review_once_a_result")
        ]

    def __str__(self) -> str:
        return str(self.key)
