"""Where people live: dated divisions, the tree building → unit → floor → room, stays and who holds a home."""

import uuid

from django.db import models
from django.db.models import Q

from xinju.registry.models.folding import Bytewise
from xinju.registry.models.identities import Identity
from xinju.registry.models.known import Known, days_in_order, known_constraints
from xinju.web.language import say


class Division(models.Model):
    """A province, city, district, town, community or grid for as long as it bears this code (GB/T 2260, GB/T 10114)."""

    code = models.CharField(max_length=15)
    start = models.DateField()
    end = models.DateField(null=True)
    name = models.CharField(max_length=60)
    english = models.CharField(max_length=60, blank=True)
    within = models.CharField(max_length=15, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "start"], name="registry_division_code_and_start"),
            days_in_order("registry_division"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class DivisionChange(models.Model):
    """On that day (part of) one division became (part of) another: a merger has several rows with one `new`, a split
    several with one `old`."""

    on = models.DateField()
    old = models.CharField(max_length=15)
    new = models.CharField(max_length=15)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["on", "old", "new"], name="registry_division_change_once")]


class PlaceKind(models.TextChoices):
    """Levels of the tree; a farmhouse is a building with rooms, a dormitory room is a room."""

    BUILDING = "building", say("楼栋", "Building")
    UNIT = "unit", say("单元", "Unit")
    FLOOR = "floor", say("楼层", "Floor")
    ROOM = "room", say("房间", "Room")


class Place(models.Model):
    """One node of the tree. `plate` is what the QR door plate bears; `address` is the standard address, in clear.

    `search` is the address in the comparable form of `bridge.addresses`, without blanks and with digits for number words.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    kind = models.CharField(max_length=8, choices=PlaceKind.choices)
    label = models.CharField(max_length=40)
    order = models.IntegerField(default=0, help_text="Among its siblings: floors from the bottom, rooms by number.")
    division = models.CharField(max_length=15, help_text="The community's code.")
    grid = models.CharField(max_length=15, blank=True)
    address = models.CharField(max_length=200)
    search = Bytewise(max_length=200)
    plate = models.CharField(max_length=24, unique=True, null=True)
    is_let = models.BooleanField(default=False)
    ended_on = models.DateField(null=True)

    class Meta:
        ordering = ["order", "label", "id"]
        indexes = [
            models.Index(fields=["division"]),
            models.Index(fields=["grid"]),
            models.Index(fields=["search"]),
        ]
        constraints = [models.CheckConstraint(condition=Q(kind__in=PlaceKind.values), name="registry_place_kind")]

    def __str__(self) -> str:
        return self.address


class Stay(Known):
    """Somebody lives somewhere from a day until a day, both included; open while `end` is empty.

    `place` is empty where only a division or a free address (sealed, bound to `key`) is known.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    identity = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="stays")
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="stays")
    division = models.CharField(max_length=15)
    address_sealed = models.BinaryField(null=True)
    dwelling = models.CharField(max_length=20, blank=True, help_text="Kind of dwelling: a level of record type stay.")
    start = models.DateField()
    end = models.DateField(null=True)
    reason = models.CharField(max_length=30, blank=True, help_text="work, study, family …: why the person came.")
    client_id = models.UUIDField(null=True, unique=True)

    class Meta:
        indexes = [
            models.Index(fields=["place", "superseded_at"]),
            models.Index(fields=["division", "superseded_at"]),
        ]
        constraints = [*known_constraints("registry_stay"), days_in_order("registry_stay")]


class HoldingRole(models.TextChoices):
    """In which capacity somebody answers for a home."""

    OWNER = "owner", say("房东", "Owner")
    SUB_LANDLORD = "sub_landlord", say("二房东", "Sub-landlord")
    MANAGER = "manager", say("管理人", "Manager")


class Holding(Known):
    """Somebody answers for a place: owner, sub-landlord or manager, from a day until a day."""

    identity = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="holdings")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="holdings")
    role = models.CharField(max_length=12, choices=HoldingRole.choices)
    start = models.DateField()
    end = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["place", "superseded_at"])]
        constraints = [
            *known_constraints("registry_holding"),
            days_in_order("registry_holding"),
            models.CheckConstraint(condition=Q(role__in=HoldingRole.values), name="registry_holding_role"),
        ]
