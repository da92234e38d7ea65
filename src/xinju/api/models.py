"""Departments' systems that may call us, and the short-lived tokens they hold. Of secrets only digests are kept."""

import uuid

from django.db import models


class Client(models.Model):
    """One system of one source: which record types it may hand in, and for which region (blank: the whole district)."""

    client_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    secret_digest = models.CharField(max_length=64, help_text="SM3 of 256 random bits: there is nothing to guess.")
    name = models.CharField(max_length=60)
    source = models.CharField(max_length=60)
    record_types = models.JSONField(default=list)
    region = models.CharField(max_length=20, blank=True)
    made_at = models.DateTimeField()
    by = models.CharField(max_length=120)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["source", "pk"]

    def __str__(self) -> str:
        return str(self.client_id)


class Token(models.Model):
    """A token in force until a moment a quarter of an hour away."""

    digest = models.CharField(max_length=64, unique=True, help_text="SM3.")
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="tokens")
    until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"token of {self.client_id}"
