"""Whom a resident's account stands for: account → person, dated, by whom and on what evidence."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from xinju.web.language import say


class Evidence(models.TextChoices):
    """What was seen before an account was bound."""

    IDENTITY_CARD = "identity_card", say("当面核对身份证", "Identity card seen")
    TRAVEL_PERMIT = "travel_permit", say("当面核对通行证或护照", "Travel permit or passport seen")
    HOUSEHOLD_BOOK = "household_book", say("当面核对户口簿", "Household book seen")
    AUTHORITY_ANSWER = "authority_answer", say("主管部门签名答复", "Signed answer of an authority")
    DEMO = "demo", say("演示", "Demo")


class Ended(models.TextChoices):
    """Why a binding ended."""

    PHONE_CHANGED_HANDS = "phone_changed_hands", say("手机号换了人", "The phone has a new owner")
    HOUSEHOLD_SPLIT = "household_split", say("家庭关系变化", "The household has split")
    WRONG_PERSON = "wrong_person", say("绑错了人", "The wrong person")
    OWN_WISH = "own_wish", say("本人要求", "The person's own wish")
    BOUND_ANEW = "bound_anew", say("重新绑定", "Bound anew")


class BindingQuerySet(models.QuerySet):
    def current(self) -> "BindingQuerySet":
        return self.filter(until_at__isnull=True)


class Binding(models.Model):
    """From a moment on the account sees what is held on this person. Ended, never changed."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="bindings")
    person = models.CharField(max_length=120, db_index=True, help_text="Opaque key of the registry.")
    evidence = models.CharField(max_length=30, choices=Evidence.choices)
    answer = models.CharField(max_length=64, blank=True, help_text="Digest of the authority's answer: used once.")
    by = models.CharField(max_length=120, help_text="Opaque reference of the officer, or authority:key.")
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=120, blank=True)
    ended_because = models.CharField(max_length=40, blank=True)

    objects = BindingQuerySet.as_manager()

    class Meta:
        ordering = ["-from_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=Q(until_at__isnull=True), name="accounts_binding_one_person"
            ),
            models.UniqueConstraint(
                fields=["person"], condition=Q(until_at__isnull=True), name="accounts_binding_one_account"
            ),
            models.UniqueConstraint(fields=["answer"], condition=~Q(answer=""), name="accounts_binding_answer_once"),
            models.CheckConstraint(condition=~Q(person="") & ~Q(by=""), name="accounts_binding_says_whom"),
            models.CheckConstraint(
                condition=(Q(evidence=Evidence.AUTHORITY_ANSWER) & ~Q(answer=""))
                | (~Q(evidence=Evidence.AUTHORITY_ANSWER) & Q(answer="")),
                name="accounts_binding_answer",
            ),
            models.CheckConstraint(
                condition=Q(until_at__isnull=True, ended_by="", ended_because="")
                | (Q(until_at__isnull=False) & ~Q(ended_by="") & ~Q(ended_because="")),
                name="accounts_binding_ended",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} → {self.person}"
