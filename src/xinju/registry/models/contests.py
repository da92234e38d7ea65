"""What residents say is wrong in what is held on them."""

import uuid

from django.db import models

from xinju.registry.models.identities import Identity


class Contest(models.Model):
    """Somebody says that one value is wrong; `case` is the key of the case `contested_value` in which it is answered.

    row         the opaque reference of the row that holds the value, such as registry.record:17
    field       which value of that row: a field of the particulars, or the record's type
    says_sealed the person's own words, bound to `key`: they may hold an address or a number
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    identity = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="contests")
    row = models.CharField(max_length=120)
    field = models.CharField(max_length=60)
    source = models.CharField(max_length=60)
    says_sealed = models.BinaryField()
    case = models.CharField(max_length=20, unique=True)
    asked_at = models.DateTimeField()
    by = models.CharField(max_length=120)
    client_id = models.UUIDField(unique=True)

    class Meta:
        ordering = ["-asked_at", "-id"]
        indexes = [models.Index(fields=["by"])]

    def __str__(self) -> str:
        return self.case
