"""Making officers' accounts, closing them, giving a new password."""

import secrets

from django.core.exceptions import ValidationError
from django.core.validators import validate_unicode_slug
from django.db import IntegrityError, transaction

from xinju.accounts.access import has_role
from xinju.accounts.models import User
from xinju.accounts.roles import Role, posting_fault
from xinju.audit.actions import Reference, record

WORDS_OF_A_PASSWORD = 4
LETTERS_OF_A_WORD = 5
LETTERS = "abcdefghjkmnpqrstvwxyz23456789"


class UnfitPost(ValueError):
    """Role, region and source of an account do not go together; the text says what is expected."""


class NameTaken(Exception):
    """Another account has this user name."""


class NotTheDuty(Exception):
    """Accounts are looked after by the security officer, and nobody looks after the own one."""


@transaction.atomic
def open_account(
    *,
    username: str,
    name: str,
    role: Role,
    office: str,
    region: str = "",
    source: str = "",
    mail: str = "",
    password: str | None = None,
    is_first: bool = False,
    by: Reference,
) -> User:
    """Make an officer's account; without a password it can only be entered by the demo's buttons or from outside.

    `is_first`: the password goes over on paper, and the officer replaces it at the first sign-in.
    Raises UnfitPost where role, region and source do not go together, or the role is a resident's; NameTaken.
    """
    role = Role(role)
    fault = "a resident opens an account with a phone" if role is Role.PERSON else posting_fault(role, region, source)
    if fault:
        raise UnfitPost(fault)
    try:
        validate_unicode_slug(username)
    except ValidationError:
        raise UnfitPost(f"user name {username!r}: expected letters, digits, - and _") from None
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                username,
                name=name,
                role=role,
                office=office,
                region=region,
                source=source,
                mail=mail,
                password=password,
                password_is_first=is_first,
            )
    except IntegrityError:
        raise NameTaken(username) from None
    record("accounts.opened", about=user, by=by, purpose="staffing")
    return user


def first_password() -> str:
    """A password to hand over on paper: four groups of five letters, 98 random bits."""
    groups = ("".join(secrets.choice(LETTERS) for _ in range(LETTERS_OF_A_WORD)) for _ in range(WORDS_OF_A_PASSWORD))
    return "-".join(groups)


@transaction.atomic
def new_password(*, account: User, by: User) -> str:
    """Replace an officer's password and end the sessions; answers with the new one, shown once. Raises NotTheDuty."""
    _only_the_security_officer(account, by)
    password = first_password()
    _set_password(account, password, is_first=True)
    record("accounts.password_replaced", about=account, by=by, purpose="staffing")
    return password


@transaction.atomic
def choose_password(*, password: str, by: User) -> None:
    """Take the officer's own choice, checked by the form, for the password; other sessions end."""
    _set_password(by, password, is_first=False)
    record("accounts.password_chosen", about=by, by=by, purpose="sign_in")


def _set_password(account: User, password: str, *, is_first: bool) -> None:
    account.set_password(password)
    account.password_is_first = is_first
    account.save(update_fields=["password", "password_is_first"])


@transaction.atomic
def close_account(*, account: User, by: User) -> None:
    """Close an account at once, in every session; it is kept, for what was done under it. Raises NotTheDuty."""
    _only_the_security_officer(account, by)
    User.objects.filter(pk=account.pk).update(is_active=False)
    account.end_sessions()
    record("accounts.closed", about=account, by=by, purpose="staffing")


@transaction.atomic
def reopen_account(*, account: User, by: User) -> None:
    """Open a closed account again. Raises NotTheDuty."""
    _only_the_security_officer(account, by)
    User.objects.filter(pk=account.pk).update(is_active=True)
    record("accounts.reopened", about=account, by=by, purpose="staffing")


@transaction.atomic
def set_mail(*, account: User, mail: str, by: User) -> None:
    """Say where an officer's reminders go; blank for nowhere. Raises NotTheDuty."""
    _only_the_security_officer(account, by)
    User.objects.filter(pk=account.pk).update(mail=mail)
    record("accounts.mail_set", about=account, by=by, purpose="staffing")


def _only_the_security_officer(account: User, by: User) -> None:
    if not has_role(by, Role.SECURITY_OFFICER) or by == account:
        raise NotTheDuty
