"""Phones that open residents' accounts, each for a time, and the codes that were sent to them."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from xinju.vault.sealing import Column

PHONE = "phone"  # the blind index's field: the same secret as the registry's phones
MOST_TRIES = 5


class PhoneQuerySet(models.QuerySet):
    def held(self) -> "PhoneQuerySet":
        return self.filter(until_at__isnull=True)


class Phone(models.Model):
    """One phone opens one account from a moment on, until it changes hands. The number itself is sealed."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="phones")
    number_sealed = models.BinaryField()
    number_index = models.BinaryField(max_length=20, db_index=True)
    from_at = models.DateTimeField()
    used_at = models.DateTimeField(help_text="Last entry with a code: a phone long silent may have a new owner.")
    until_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=120, blank=True)

    objects = PhoneQuerySet.as_manager()

    SEALED = Column("accounts_phone", "number_sealed", "key", "number_index", PHONE)

    class Meta:
        ordering = ["-from_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["number_index"], condition=Q(until_at__isnull=True), name="accounts_phone_one_account"
            ),
            models.UniqueConstraint(
                fields=["account"], condition=Q(until_at__isnull=True), name="accounts_phone_one_a_time"
            ),
            models.CheckConstraint(
                condition=Q(until_at__isnull=True, ended_by="") | (Q(until_at__isnull=False) & ~Q(ended_by="")),
                name="accounts_phone_ended_by",
            ),
        ]

    def __str__(self) -> str:
        return f"phone {str(self.key)[:8]}"


class PhoneCodeQuerySet(models.QuerySet):
    def open(self, at: datetime) -> "PhoneCodeQuerySet":
        return self.filter(used_at__isnull=True, expires_at__gt=at, tries__lt=MOST_TRIES)

    def to_send(self, at: datetime) -> "PhoneCodeQuerySet":
        """The outbox: codes that nobody has handed on yet and that are still good."""
        return self.open(at).filter(handed_on_at__isnull=True)


class PhoneCode(models.Model):
    """Six digits sent to a phone. Whether the phone is known plays no part: anybody's gets one."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number_sealed = models.BinaryField()
    number_index = models.BinaryField(max_length=20)
    code_sealed = models.BinaryField(null=True, help_text="Only until it is sent, or too old.")
    code_digest = models.CharField(max_length=64)
    visitor = models.CharField(max_length=64, help_text="Keyed digest of the network address that asked.")
    minute = models.PositiveBigIntegerField(help_text="One code a phone and minute, however many ask at once.")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    handed_on_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)

    objects = PhoneCodeQuerySet.as_manager()

    SEALED_NUMBER = Column("accounts_phonecode", "number_sealed", "key", "number_index", PHONE)
    SEALED_CODE = Column("accounts_phonecode", "code_sealed", "key")

    class Meta:
        ordering = ["-made_at"]
        indexes = [
            models.Index(fields=["number_index", "-made_at"], name="accounts_code_phone"),
            models.Index(fields=["visitor", "-made_at"], name="accounts_code_visitor"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["number_index", "minute"], name="accounts_code_one_a_minute"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="accounts_code_expires"),
            models.CheckConstraint(
                condition=Q(handed_on_at__isnull=True) | Q(code_sealed__isnull=True), name="accounts_code_erased"
            ),
        ]

    def __str__(self) -> str:
        return f"code {str(self.key)[:8]}"
