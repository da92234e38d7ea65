"""Applications for points, and who belongs to them. People are kept by their opaque key in the registry."""

from django.db import models
from django.db.models import Q


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
