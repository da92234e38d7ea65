"""Who belongs to whom: kinship and guardianship, and households, all dated."""

import uuid

from django.db import models
from django.db.models import F, Q

from xinju.registry.models.identities import Identity
from xinju.registry.models.known import Known, days_in_order, known_constraints
from xinju.registry.models.places import Place
from xinju.web.language import say


class Kin(models.TextChoices):
    """What `other` is to `identity` (after GB/T 4761)."""

    FATHER = "father", say("父亲", "Father")
    MOTHER = "mother", say("母亲", "Mother")
    GUARDIAN = "guardian", say("其他监护人", "Other guardian")
    GRANDPARENT = "grandparent", say("祖父母、外祖父母", "Grandparent")
    SPOUSE = "spouse", say("配偶", "Spouse")
    SIBLING = "sibling", say("兄弟姐妹", "Sibling")


class Kinship(Known):
    """`other` is the father, mother, guardian, spouse … of `identity` from a day until a day (a divorce, a guardian changed)."""

    identity = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="kinships")
    other = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="kinships_to")
    kin = models.CharField(max_length=12, choices=Kin.choices)
    is_guardian = models.BooleanField(default=False, help_text="May act for the child and see its file.")
    start = models.DateField(null=True)
    end = models.DateField(null=True)

    class Meta:
        constraints = [
            *known_constraints("registry_kinship"),
            days_in_order("registry_kinship"),
            models.CheckConstraint(condition=Q(kin__in=Kin.values), name="registry_kinship_kin"),
            models.CheckConstraint(condition=~Q(identity=F("other")), name="registry_kinship_two_people"),
        ]


class Household(models.Model):
    """People who keep house together."""

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="households")
    opened_at = models.DateTimeField()


class HouseholdMember(Known):
    """Somebody belongs to a household from a day until a day; `relation` is the one to its head (GB/T 4761), "head" itself."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="members")
    identity = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="memberships")
    relation = models.CharField(max_length=20)
    start = models.DateField()
    end = models.DateField(null=True)

    class Meta:
        constraints = [*known_constraints("registry_household_member"), days_in_order("registry_household_member")]
