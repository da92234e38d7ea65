"""What a clerk is asked about two persons, and what the linkage model has learned."""

import uuid

from django.db import models
from django.db.models import F, Q

from xinju.registry.models.identities import Identity


class QuestionQuerySet(models.QuerySet):
    def open(self) -> "QuestionQuerySet":
        """Those that nobody has answered yet."""
        return self.filter(settled_at__isnull=True)

    def settled(self) -> "QuestionQuerySet":
        """Those that somebody has answered, or another act has."""
        return self.filter(settled_at__isnull=False)


class Question(models.Model):
    """Are these two one person? The subject of a case `merge_review`.

    `why` is the code of what kept the machine from deciding, `reasons` the engine's levels and weights: codes and numbers,
    no personal value. `case` is the key of the case in which a clerk answers.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    first = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=40)
    weight = models.FloatField(null=True, help_text="log2 of the likelihood ratio (Fellegi & Sunter 1969).")
    reasons = models.JSONField(default=list)
    case = models.CharField(max_length=20, unique=True)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=120)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=120, blank=True)
    verdict = models.CharField(
        max_length=10, blank=True, help_text="same, different, or nothing where another act settled it."
    )

    objects = QuestionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["second", "settled_at"]),
            models.Index(fields=["settled_at", "id"], name="registry_question_by_answer"),  # the newest answer, at once
        ]
        constraints = [
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="registry_question_in_order"),
            models.UniqueConstraint(
                fields=["first", "second"], condition=Q(settled_at__isnull=True), name="registry_question_one_open"
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, settled_by="", verdict="")
                | Q(settled_at__isnull=False) & ~Q(settled_by="") & ~Q(verdict=""),
                name="registry_question_settled_at_by_and_how",
            ),
        ]

    def __str__(self) -> str:
        return str(self.key)


class LearnedModel(models.Model):
    """A linkage model as plain data (`engines.linkage.model`), without the digests of crowded phones and doors: those are
    found anew in each run, since a phone's digest can be guessed back."""

    plain = models.JSONField()
    records = models.PositiveIntegerField(help_text="How many records it was trained on.")
    answers = models.PositiveIntegerField(help_text="How many clerks' answers corrected it.")
    made_at = models.DateTimeField()
    by = models.CharField(max_length=120)
