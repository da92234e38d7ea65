"""Who somebody is: one source's view of a person, the links between such views, and the person that follows from them.

A merge moves nothing. Every source's view is an `Identity` of its own; a `Link` says that two are the same person, or are
not. Persons are the connected components over the links in force, so undoing a link in any order gives what would be there
had the link never been made.
"""

import uuid

from django.db import models
from django.db.models import F, Q

from xinju.registry.models.folding import Bytewise, given_name, joined_pinyin
from xinju.registry.models.known import Known, Verification, known_constraints
from xinju.web.language import say


class DocumentKind(models.TextChoices):
    """Kinds of identity documents (证件类型)."""

    CITIZEN = "citizen", say("居民身份证", "Citizen identity card")
    RESIDENCE = "residence", say("港澳台居民居住证", "Residence permit for Hong Kong, Macao and Taiwan residents")
    HOME_RETURN = (
        "home_return",
        say("港澳居民来往内地通行证", "Mainland travel permit for Hong Kong and Macao residents"),
    )
    TAIWAN = "taiwan", say("台湾居民来往大陆通行证", "Mainland travel permit for Taiwan residents")
    FOREIGN = "foreign", say("外国人永久居留身份证", "Foreign permanent resident identity card")
    PASSPORT = "passport", say("护照", "Passport")
    BIRTH = "birth", say("出生医学证明", "Birth certificate")
    NONE = "none", say("暂无证件", "No document yet")


class Sex(models.TextChoices):
    """As asserted by the source (GB/T 2261.1 in words)."""

    FEMALE = "female", say("女", "Female")
    MALE = "male", say("男", "Male")
    UNKNOWN = "", say("不详", "Not known")


class Person(models.Model):
    """The projection: one row for each identity as it would stand alone, current where it speaks for its component.

    `key` is what other apps keep. After a merge the oldest identity's person speaks (`into` is empty); the others point to
    it. Everything below `into` is made anew from the identities by `bridge.projection` and is for search and lists only.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="absorbed")
    name = Bytewise(max_length=100, blank=True)
    given = given_name()
    pinyin = models.CharField(max_length=200, blank=True, help_text="Syllables without tones, a blank between.")
    joined = joined_pinyin()
    initials = Bytewise(max_length=40, blank=True)
    sex = models.CharField(max_length=6, choices=Sex.choices, blank=True)
    birth_date = models.DateField(null=True)
    died_on = models.DateField(null=True)
    division = Bytewise(max_length=15, blank=True, help_text="Where the person lives now; empty: not known.")
    place = models.ForeignKey("registry.Place", null=True, on_delete=models.SET_NULL, related_name="+")
    permit_number = Bytewise(max_length=30, blank=True)
    last_sign_on = models.DateField(null=True, help_text="The last day on which any source saw the person here.")
    is_protected = models.BooleanField(
        default=False, help_text="The address is hidden from everyone without that duty."
    )

    class Meta:
        indexes = [
            models.Index(fields=["division", "name"]),
            # The region is a condition of every search: with it in the index, other regions' rows are never fetched.
            models.Index(fields=["name", "division"], name="registry_person_by_name"),
            models.Index(fields=["given", "division"], name="registry_person_by_given"),
            models.Index(fields=["joined", "division"], name="registry_person_by_joined"),
            models.Index(fields=["initials", "division"], name="registry_person_by_initials"),
            models.Index(fields=["permit_number"]),
            models.Index(fields=["last_sign_on"]),
        ]

    def __str__(self) -> str:
        return str(self.key)


class Identity(models.Model):
    """One source's view of one person: the anchor to which records, stays, permits and decisions of that source hang.

    `own` is the person that it would be alone; `person` (projection) the one that speaks for its component now.
    """

    source = models.CharField(max_length=60)
    own = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="own_identity")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="identities")
    opened_at = models.DateTimeField()
    delivery = models.ForeignKey("registry.Delivery", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "identities"

    def __str__(self) -> str:
        return f"{self.source} {self.pk}"


class Particulars(Known):
    """Name, document, birth, phone as one source holds them. Numbers, phones and the hukou's door are sealed (SM4-GCM);
    `number_index` and `phone_index` are blind indexes for whole-value search.

    `key` binds the sealed fields to this row. `is_guardians` marks a number that belongs to the child's guardian. `disputed`
    names the fields in which an officer has found another source to be right. `carried` names those that this telling left
    blank and an earlier one of the same source filled.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    identity = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="particulars")
    name = models.CharField(max_length=100)
    pinyin = models.CharField(max_length=200, blank=True)
    sex = models.CharField(max_length=6, choices=Sex.choices, blank=True)
    birth_date = models.DateField(null=True)
    ethnic_group = models.CharField(max_length=30, blank=True)
    document_kind = models.CharField(max_length=12, choices=DocumentKind.choices)
    number_sealed = models.BinaryField(null=True)
    number_index = models.BinaryField(null=True, max_length=32)
    is_guardians = models.BooleanField(default=False)
    phone_sealed = models.BinaryField(null=True)
    phone_index = models.BinaryField(null=True, max_length=32)
    hukou = models.CharField(max_length=15, blank=True, help_text="Division of the household registration.")
    hukou_address_sealed = models.BinaryField(null=True)
    died_on = models.DateField(null=True)
    observed_on = models.DateField(help_text="The day on which the source saw it so.")
    disputed = models.JSONField(default=list)
    carried = models.CharField(max_length=200, blank=True, help_text="Names of fields, a blank between.")
    client_id = models.UUIDField(null=True, unique=True)

    class Meta:
        indexes = [
            models.Index(fields=["number_index"]),
            models.Index(fields=["phone_index"]),
            models.Index(fields=["name", "birth_date"]),
            models.Index(fields=["pinyin", "birth_date"]),
        ]
        constraints = [
            *known_constraints("registry_particulars"),
            models.CheckConstraint(
                condition=Q(document_kind__in=DocumentKind.values), name="registry_particulars_document_kind"
            ),
            models.CheckConstraint(
                condition=Q(number_sealed__isnull=True, number_index__isnull=True)
                | Q(number_sealed__isnull=False, number_index__isnull=False),
                name="registry_particulars_number_sealed_and_indexed",
            ),
            models.UniqueConstraint(
                fields=["identity"], condition=Q(superseded_at__isnull=True), name="registry_particulars_one_current"
            ),
        ]

    def verification_of(self, field: str) -> str:
        """How far this row's value of one field may be relied on."""
        return Verification.DISPUTED if field in self.disputed else self.verification


class Verdict(models.TextChoices):
    """What a link says of two identities."""

    SAME = "same", say("同一人", "The same person")
    DIFFERENT = "different", say("不是同一人", "Different persons")


class How(models.TextChoices):
    """Who judged."""

    RULE = "rule", say("规则", "A rule")
    MODEL = "model", say("比对模型", "The linkage model")
    CLERK = "clerk", say("人工判断", "A clerk")


class LinkQuerySet(models.QuerySet):
    def in_force(self) -> "LinkQuerySet":
        return self.filter(superseded_at__isnull=True)


class Link(models.Model):
    """Two identities are the same person, or are not. Undoing supersedes the link; nothing else is touched.

    `reasons` is what the engine or the clerk had before them, as codes and values without personal data.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    first = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    how = models.CharField(max_length=6, choices=How.choices)
    weight = models.FloatField(null=True, help_text="log2 of the likelihood ratio (Fellegi & Sunter 1969).")
    reasons = models.JSONField(default=list)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    superseded_at = models.DateTimeField(null=True)
    superseded_by = models.CharField(max_length=120, blank=True)
    undo_reason = models.CharField(max_length=200, blank=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["second", "superseded_at"])]
        constraints = [
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="registry_link_in_order"),
            models.CheckConstraint(condition=Q(verdict__in=Verdict.values), name="registry_link_verdict"),
            models.CheckConstraint(condition=Q(how__in=How.values), name="registry_link_how"),
            models.UniqueConstraint(
                fields=["first", "second"], condition=Q(superseded_at__isnull=True), name="registry_link_one_in_force"
            ),
        ]
