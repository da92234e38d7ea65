"""What an officer has besides a password: an authenticator app with recovery codes, or an account at the city's sign-in."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from xinju.vault.sealing import Column


class FactorQuerySet(models.QuerySet):
    def current(self) -> "FactorQuerySet":
        return self.filter(ended_at__isnull=True)


class SecondFactor(models.Model):
    """An authenticator app. It counts once its first code was right; a lost phone ends it and another one begins."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="factors")
    secret_sealed = models.BinaryField()
    made_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    last_step = models.BigIntegerField(default=0, help_text="A code is good once: only later steps count.")
    wrong = models.PositiveSmallIntegerField(default=0, help_text="Wrong codes in a row.")
    locked_until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = FactorQuerySet.as_manager()

    SEALED = Column("accounts_secondfactor", "secret_sealed", "key")

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=Q(ended_at__isnull=True), name="accounts_factor_one_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"factor {str(self.key)[:8]}"


class RecoveryCode(models.Model):
    """One of the ten codes on paper that stand in once for a phone left at home."""

    factor = models.ForeignKey(SecondFactor, on_delete=models.PROTECT, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["factor", "digest"], name="accounts_recovery_code_once"),
        ]

    def __str__(self) -> str:
        return f"recovery code {self.pk}"


class Passkey(models.Model):
    """A key that the officer's own device or token holds (WebAuthn); it may stand in for the app's code."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="passkeys")
    credential = models.BinaryField(unique=True, max_length=1023)
    public = models.BinaryField(help_text="Credential id and public key as the device attested them: no secret.")
    counted = models.BigIntegerField(help_text="The device's own count of uses; one that falls back was copied.")
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = FactorQuerySet.as_manager()

    class Meta:
        ordering = ["made_at"]

    def __str__(self) -> str:
        return f"passkey {self.pk}"


class OutsideIdentity(models.Model):
    """The same officer at the city's own sign-in (OIDC): its issuer and the subject that it names."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="outside_identities")
    issuer = models.CharField(max_length=200)
    subject = models.CharField(max_length=200)
    from_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = FactorQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "subject"], condition=Q(ended_at__isnull=True), name="accounts_identity_one_account"
            ),
            models.UniqueConstraint(
                fields=["account"], condition=Q(ended_at__isnull=True), name="accounts_identity_one_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"identity {self.pk}"
