"""Receipts of what came in through a door, and who may declare for an employer."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from xinju.registry.models.identities import Identity
from xinju.registry.models.known import Door
from xinju.registry.models.places import Place, Stay
from xinju.registry.models.records import Employer
from xinju.web.language import say


class Act(models.TextChoices):
    """What was declared of one person, or of one room."""

    REGISTERED = "registered", say("本人登记", "Registered")
    ARRIVED = "arrived", say("住进", "Moved in")
    CONFIRMED = "confirmed", say("确认住在这里", "Confirmed as living here")
    DENIED = "denied", say("不是我的租客", "Not my tenant")
    LEFT = "left", say("搬走", "Moved out")
    EMPTY = "empty", say("房间空着", "Room is empty")
    HIRED = "hired", say("入职", "Started work")
    DISMISSED = "dismissed", say("离职", "Stopped work")


class Receipt(models.Model):
    """One submission, dated: `number` is printed, stands in the QR code and cannot be guessed. `client_id` is made with the
    form, so that a form sent twice has one receipt."""

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=20, unique=True)
    client_id = models.UUIDField(unique=True)
    door = models.CharField(max_length=10, choices=Door.choices)
    by = models.CharField(max_length=120)
    declared_at = models.DateTimeField()
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    employer = models.ForeignKey(Employer, null=True, on_delete=models.PROTECT, related_name="+")
    case = models.CharField(max_length=20, blank=True, help_text="Key of the case that was opened for it.")

    class Meta:
        indexes = [models.Index(fields=["by", "declared_at"])]
        constraints = [models.CheckConstraint(condition=Q(door__in=Door.values), name="registry_receipt_door")]

    def __str__(self) -> str:
        return self.number


class Declared(models.Model):
    """One line of a receipt: what happened to whom on which day, in the words of whoever declared it.

    The duty to report (three workdays) ends on `due_on`; while `due_certain` is false that year's workdays were not
    published yet, and it ends then or later. Empty where there is no such duty. `tail` are the last four characters of an
    adult's number, blank for a child.
    """

    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="lines")
    act = models.CharField(max_length=10, choices=Act.choices)
    identity = models.ForeignKey(Identity, null=True, on_delete=models.PROTECT, related_name="declared")
    stay = models.ForeignKey(Stay, null=True, on_delete=models.PROTECT, related_name="declared")
    on = models.DateField()
    due_on = models.DateField(null=True)
    due_certain = models.BooleanField(default=True)
    name = models.CharField(max_length=100, blank=True)
    tail = models.CharField(max_length=4, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(act__in=Act.values), name="registry_declared_act"),
            models.CheckConstraint(
                condition=Q(identity__isnull=False) | Q(act=Act.EMPTY), name="registry_declared_of_somebody"
            ),
        ]


class EmployerList(models.Model):
    """A list of people that an employer's clerk handed in as a file, and what came of it. `client_id` is made with the form, and
    becomes the receipt's.

    The files stand below XINJU_HOME, sealed under a key of the list's own (`list_key_sealed`). `handed_in_at` is the moment that
    the three workdays are counted to, however long the reading takes. `read_at` is empty until it was read.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    client_id = models.UUIDField(unique=True)
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="+")
    by = models.CharField(max_length=120)
    file_name = models.CharField(max_length=200)
    list_key_sealed = models.BinaryField()
    handed_in_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    receipt = models.ForeignKey(Receipt, null=True, on_delete=models.PROTECT, related_name="+")
    faults = models.PositiveIntegerField(default=0)
    marked = models.CharField(
        max_length=10, blank=True, help_text="Ending of the marked copy; blank where there is none."
    )

    class Meta:
        ordering = ["-handed_in_at", "-id"]
        indexes = [models.Index(fields=["by", "handed_in_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(read_at__isnull=False) | Q(receipt__isnull=True, faults=0, marked=""),
                name="registry_employer_list_read",
            )
        ]

    def __str__(self) -> str:
        return str(self.key)


class EmployerClerkQuerySet(models.QuerySet):
    def current(self) -> "EmployerClerkQuerySet":
        return self.filter(until_at__isnull=True)


class EmployerClerk(models.Model):
    """From a moment on this account declares for this employer; an officer has seen the firm's papers."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="clerks")
    from_at = models.DateTimeField()
    by = models.CharField(max_length=120)
    until_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=120, blank=True)

    objects = EmployerClerkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=Q(until_at__isnull=True), name="registry_employer_clerk_once"
            ),
            models.CheckConstraint(
                condition=Q(until_at__isnull=True, ended_by="") | Q(until_at__isnull=False) & ~Q(ended_by=""),
                name="registry_employer_clerk_ended",
            ),
        ]
