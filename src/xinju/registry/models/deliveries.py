"""What departments send: deliveries with their receipt, query lists out and in, and the mapping remembered per source."""

import uuid

from django.db import models
from django.db.models import Q

from xinju.registry.models.known import Verification
from xinju.web.language import say


class DeliveryState(models.TextChoices):
    """A delivery is looked through, previewed, lands row by row, and can be withdrawn as a whole."""

    RECEIVED = "received", say("待检查", "Received")
    PREVIEW = "preview", say("待确认", "Preview")
    LANDING = "landing", say("入库中", "Landing")
    LANDED = "landed", say("已入库", "Landed")
    WITHDRAWN = "withdrawn", say("已撤回", "Withdrawn")


class QueryList(models.Model):
    """Whom and what we ask a department (比对清单): number, legal basis and due day stand on it."""

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=40, unique=True)
    source = models.CharField(max_length=60)
    record_type = models.CharField(max_length=60)
    legal_basis = models.CharField(max_length=200)
    purpose = models.CharField(max_length=120)
    division = models.CharField(max_length=20, blank=True, help_text="Region of the list; blank: the whole district.")
    due_on = models.DateField()
    sent_at = models.DateTimeField()
    by = models.CharField(max_length=120)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["due_on", "id"]

    def __str__(self) -> str:
        return self.number


class QueryItem(models.Model):
    """One person asked about in a list."""

    list = models.ForeignKey(QueryList, on_delete=models.CASCADE, related_name="items")
    line = models.PositiveIntegerField()
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    number_index = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["list", "line"], name="registry_query_item_line")]
        indexes = [models.Index(fields=["list", "number_index"])]


class Delivery(models.Model):
    """One file or call of a source. Rows land in batches; `landed_to` is the last line that is in, so that a job killed at any
    moment goes on without losing or doubling a row."""

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    source = models.CharField(max_length=60)
    record_type = models.CharField(max_length=60)
    number = models.CharField(max_length=60, blank=True, help_text="The department's own number of the file.")
    legal_basis = models.CharField(max_length=200)
    door = models.CharField(max_length=10)
    verification = models.CharField(max_length=10, choices=Verification.choices, default=Verification.VERIFIED)
    query_list = models.ForeignKey(QueryList, null=True, on_delete=models.PROTECT, related_name="deliveries")
    client_id = models.UUIDField(null=True, unique=True, help_text="Made by the sender: sent twice it is one delivery.")
    file_name = models.CharField(max_length=200, blank=True)
    file = models.CharField(max_length=300, blank=True, help_text="Below XINJU_HOME, sealed.")
    file_key_sealed = models.BinaryField(null=True, help_text="What opens the delivery's files.")
    marked_file = models.CharField(max_length=300, blank=True)
    digest = models.CharField(max_length=64, help_text="SM3 of the content.")
    mapping = models.JSONField(default=dict, help_text="Heading in the file by column key.")
    counts = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.RECEIVED)
    landed_to = models.PositiveIntegerField(default=0)
    received_at = models.DateTimeField()
    by = models.CharField(max_length=120)
    landed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=120, blank=True)
    withdrawn_because = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-received_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=DeliveryState.values), name="registry_delivery_state"),
            models.UniqueConstraint(
                fields=["source", "record_type", "digest"],
                condition=~Q(state=DeliveryState.WITHDRAWN),
                name="registry_delivery_once",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_by=""),
                name="registry_delivery_withdrawn_at_and_by",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name or self.number or str(self.key)


class QueryAnswer(models.Model):
    """What one delivery answers about one person asked: rows, or that there is none. It counts once that delivery landed."""

    item = models.ForeignKey(QueryItem, on_delete=models.CASCADE, related_name="answers")
    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="answers")
    rows = models.PositiveIntegerField(default=0)
    says_none = models.BooleanField(default=False, help_text="The department answered that it holds nothing.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "delivery"], name="registry_answer_one_a_delivery")]


class RememberedMapping(models.Model):
    """Which heading of a source's files is which column: learnt once, used for the next file."""

    source = models.CharField(max_length=60)
    record_type = models.CharField(max_length=60)
    headings = models.JSONField(help_text="Heading in the file by column key.")
    learnt_at = models.DateTimeField()
    by = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "record_type"], name="registry_mapping_one_a_source")]
