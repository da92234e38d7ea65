"""Reads of accounts, for pages and for the floors above."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from xinju.accounts.access import OFFICERS, Account, has_role
from xinju.accounts.models import PHONE, Binding, OutsideIdentity, Passkey, Phone, SecondFactor, User
from xinju.accounts.roles import Role
from xinju.audit.actions import Reference, reference
from xinju.web.keyring import index_of

FINDERS = (Role.WINDOW_OFFICER, Role.REGISTRAR)


def person_of(account: Account) -> str | None:
    """The person for whom this resident's account stands now, as the registry's opaque key; None while it is not bound."""
    if not has_role(account, Role.PERSON):
        return None
    return Binding.objects.current().filter(account=account).values_list("person", flat=True).first()


def has_phone(account: Account) -> bool:
    """Does a phone open this account now? The demo's residents have none."""
    return Phone.objects.held().filter(account=account).exists()


def account_of(person: str, *, asker: object) -> Account | None:
    """The account that stands for this person now."""
    held = Binding.objects.current().filter(person=person).select_related("account").first()
    return held.account if held else None


def standing_for(persons: Iterable[str], *, asker: object) -> Binding | None:
    """The binding by which an account stands now for somebody with these keys, which merged people have several of."""
    return Binding.objects.current().filter(person__in=list(persons)).order_by("-from_at").first()


def bindings_in_force(*, asker: object) -> dict[str, Binding]:
    """Person → the binding by which an account stands for that person now; for a job that has something to tell them."""
    return {one.person: one for one in Binding.objects.current().filter(account__is_active=True)}


def binding_of(account: Reference, *, asker: object) -> Binding | None:
    """What this account stands for now, by its opaque reference; None where it stands for nobody."""
    kind, _, key = reference(account).partition(":")
    if kind != User._meta.label_lower or not key.isdecimal():
        return None
    return Binding.objects.current().filter(account=int(key)).first()


def account_with_phone(phone: str, *, asker: object) -> Account | None:
    """The account that a phone (as `clean_phone` gives it) opens, for the officer who is to bind it; else None."""
    if not has_role(asker, *FINDERS):
        return None
    held = Phone.objects.held().filter(number_index__in=index_of(PHONE).candidates(phone)).select_related("account")
    return next((phone.account for phone in held), None)


def bindings_of(person: str, *, asker: object) -> QuerySet[Binding]:
    """Every binding to this person, the newest first: account, evidence, from, until and why it ended."""
    return Binding.objects.filter(person=person).select_related("account")


def bindings(*, asker: object) -> QuerySet[Binding]:
    """All bindings, the newest first, for the officer who looks after them."""
    return Binding.objects.select_related("account")


def was_bound_at(account: Account, person: str, at: datetime, *, asker: object) -> bool:
    """Did the account stand for this person at that moment?"""
    held = Binding.objects.filter(account=account, person=person, from_at__lte=at)
    return (held.filter(until_at__isnull=True) | held.filter(until_at__gt=at)).exists()


def officers(*, asker: object) -> QuerySet[User]:
    """All officers' accounts, the open ones first."""
    return User.objects.filter(role__in=OFFICERS).order_by("-is_active", "username")


def open_officer(pk: int) -> Account | None:
    """The officer's account of this key, if it is open."""
    return User.objects.filter(pk=pk, role__in=OFFICERS, is_active=True).first()


def has_factor(account: Account) -> bool:
    """Has the officer a second factor in use?"""
    return SecondFactor.objects.current().filter(account=account, confirmed_at__isnull=False).exists()


def is_locked(account: Account, at: datetime) -> bool:
    """Were so many wrong codes entered that none counts just now?"""
    return SecondFactor.objects.current().filter(account=account, locked_until__gt=at).exists()


def officer_of(issuer: str, subject: str, *, asker: object) -> Account | None:
    """The open account of the officer whom the city's sign-in names, if the security officer has linked one."""
    held = OutsideIdentity.objects.current().filter(issuer=issuer, subject=subject, account__is_active=True)
    found = held.select_related("account").first()
    return found.account if found else None


def subject_of(account: Account, *, issuer: str) -> str | None:
    """What the officer is called at the city's sign-in, where linked."""
    held = OutsideIdentity.objects.current().filter(account=account, issuer=issuer)
    return held.values_list("subject", flat=True).first()


def passkeys_of(account: Account) -> QuerySet[Passkey]:
    """The officer's passkeys in use, the oldest first."""
    return Passkey.objects.current().filter(account=account)


def officers_with_mail(*, asker: object) -> list[User]:
    """Open officers' accounts that have an address for mail."""
    return list(User.objects.filter(role__in=OFFICERS, is_active=True).exclude(mail="").order_by("pk"))


@dataclass(frozen=True)
class Post:
    """In which office and role somebody acts: what others are told of an officer, never the name."""

    office: str
    role: Role


def posts_of(references: Iterable[str], *, asker: object) -> dict[str, Post]:
    """Office and role of each account among these opaque references; jobs and texts are left out."""
    prefix = f"{User._meta.label_lower}:"
    keys = {int(one.removeprefix(prefix)) for one in references if one.startswith(prefix)}
    rows = User.objects.filter(pk__in=keys).values_list("pk", "office", "role")
    return {f"{prefix}{pk}": Post(office, Role(role)) for pk, office, role in rows}
