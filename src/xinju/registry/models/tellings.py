"""Who else has told what a row says: a row stands as long as one of those who told it has not taken his word back.

A row bears the provenance of whoever told it first. What is told again in the same words makes no second row, only a line
here, so that withdrawing the first delivery leaves what a later one told too.
"""

from django.db import models

from xinju.registry.models.identities import Particulars
from xinju.registry.models.known import Door, Verification
from xinju.registry.models.places import Stay
from xinju.registry.models.records import Record


class Occasion(models.Model):
    """One occasion on which a source told again what was held: a delivery, or one act at a door. `on` is the day on which the
    source saw it so."""

    door = models.CharField(max_length=10, choices=Door.choices)
    by = models.CharField(max_length=120)
    legal_basis = models.CharField(max_length=200, blank=True)
    verification = models.CharField(max_length=10, choices=Verification.choices)
    delivery = models.ForeignKey("registry.Delivery", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["delivery", "by"], name="registry_occasion_once_a_delivery")]


class ToldAgain(models.Model):
    """One row was told again. `fields` are those that the telling filled, a blank between; none are named where it said all."""

    occasion = models.ForeignKey(Occasion, on_delete=models.PROTECT, related_name="+", db_index=False)
    fields = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True


class RecordToldAgain(ToldAgain):
    """A record told again, in the same words."""

    row = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="again", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["row", "occasion"], name="registry_record_told_again_once")]


class StayToldAgain(ToldAgain):
    """A stay told again, perhaps without its door or kind."""

    row = models.ForeignKey(Stay, on_delete=models.PROTECT, related_name="again", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["row", "occasion", "fields"], name="registry_stay_told_again_once")
        ]


class ParticularsToldAgain(ToldAgain):
    """Particulars told again, perhaps fewer of them. The index by occasion finds whom a delivery spoke of."""

    row = models.ForeignKey(Particulars, on_delete=models.PROTECT, related_name="again", db_index=False)

    class Meta:
        indexes = [models.Index(fields=["occasion"])]
        constraints = [
            models.UniqueConstraint(fields=["row", "occasion", "fields"], name="registry_person_told_again_once")
        ]
