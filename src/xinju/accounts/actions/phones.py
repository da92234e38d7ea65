"""A resident comes in with a phone: a code is sent, the code opens what was entered with that phone."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from xinju.accounts.actions.bindings import end_binding
from xinju.accounts.actions.sessions import enter
from xinju.accounts.models import PHONE, Ended, Phone, PhoneCode, User
from xinju.accounts.roles import Role
from xinju.audit.actions import Reference, record, reference
from xinju.messages import actions as messages
from xinju.web.keyring import index_of, seal_of

GOOD_FOR = timedelta(minutes=5)
APART = timedelta(seconds=60)
MOST_AN_HOUR, MOST_A_DAY, MOST_A_VISITOR = 5, 10, 20
AT_THE_DOOR = "job:door"


@dataclass(frozen=True)
class Sent:
    """A code is on its way: the key by which the same browser enters it, and in a demo the code itself."""

    key: UUID
    shown: str | None = field(repr=False)


class TooManyCodes(Exception):
    """No code was sent: this phone or this network address has had its share for now."""


def send_code(*, phone: str, visitor: str) -> Sent:
    """Put a six-digit code for a phone into the outbox; the answer is the same whether the phone is known or not.

    `phone` comes from `clean_phone`; `visitor` is the network address that asks. Raises TooManyCodes (one a minute, 5 an hour, 10 a day a phone; 20 an hour an address).
    """
    now, asked_by = timezone.now(), _digest("visitor", visitor)
    _forget_old(now)
    _refuse_too_many(phone, asked_by, now)
    code = f"{secrets.randbelow(10**6):06d}"
    made = PhoneCode(
        number_index=index_of(PHONE).index(phone),
        code_digest="",
        visitor=asked_by,
        minute=int(now.timestamp()) // 60,
        made_at=now,
        expires_at=now + GOOD_FOR,
    )
    made.number_sealed = seal_of(PhoneCode.SEALED_NUMBER).seal(phone, row=made.key)
    made.code_sealed = seal_of(PhoneCode.SEALED_CODE).seal(code, row=made.key)
    made.code_digest = _digest(str(made.key), code)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
            record("accounts.code_made", about=made, by=AT_THE_DOOR, purpose="sign_in")
            messages.send(
                "code", to=made, about="accounts:door", by=AT_THE_DOOR, key=made.key, good_until=made.expires_at,
                values={"minutes": int(GOOD_FOR.total_seconds()) // 60},
            )  # fmt: skip
    except IntegrityError:
        raise TooManyCodes from None  # another request of the same minute was first
    return Sent(made.key, code if settings.IS_DEMO else None)


def _forget_old(now: datetime) -> None:
    # Whose phone asked for a code is kept no longer than the limits need it; the events stay, and name no phone.
    PhoneCode.objects.filter(made_at__lte=now - timedelta(days=1)).delete()


def _refuse_too_many(phone: str, visitor: str, now: datetime) -> None:
    sent = PhoneCode.objects.filter(number_index__in=index_of(PHONE).candidates(phone))
    hour, day = now - timedelta(hours=1), now - timedelta(days=1)
    if (
        sent.filter(made_at__gt=now - APART).exists()
        or sent.filter(made_at__gt=hour).count() >= MOST_AN_HOUR
        or sent.filter(made_at__gt=day).count() >= MOST_A_DAY
        or PhoneCode.objects.filter(visitor=visitor, made_at__gt=hour).count() >= MOST_A_VISITOR
    ):
        raise TooManyCodes


def code_has_gone(key: str, sent: bool) -> None:
    """A code was sent, or never will be: its text is erased. Called in the outbox's own transaction."""
    held = PhoneCode.objects.filter(pk=key)
    if sent:
        held.update(handed_on_at=timezone.now(), code_sealed=None)
    else:
        held.update(code_sealed=None)


def enter_by_code(request: HttpRequest, *, key: UUID, code: str) -> User | None:
    """Begin a session of the phone's account, made now if there is none; None for a wrong, old or used-up code.

    `key` is that of `Sent`: a code is good only in the browser that asked for it. A phone silent for longer than
    settings.XINJU_PHONE_SILENT_DAYS may have been given to somebody else meanwhile: it opens a new, empty account, and
    what the old one stood for ends.
    """
    phone = _phone_proved(key, code)
    if phone is None:
        return None
    with transaction.atomic():
        account = _account_of(phone)
        if not account.is_active:
            return None
        enter(request, by=account)
    return account


def _phone_proved(key: UUID, code: str) -> str | None:
    # A try is counted before the comparison and by itself: a hundred guesses at once do not get a hundred tries.
    now = timezone.now()
    held = PhoneCode.objects.open(now).filter(pk=key).first()
    if held is None or not PhoneCode.objects.filter(pk=key, tries=held.tries).update(tries=held.tries + 1):
        return None
    if not constant_time_compare(held.code_digest, _digest(str(key), code)):
        return None
    if not PhoneCode.objects.filter(pk=key, used_at__isnull=True).update(used_at=now):
        return None
    return seal_of(PhoneCode.SEALED_NUMBER).open(held.number_sealed, row=held.key)


def _account_of(phone: str) -> User:
    now = timezone.now()
    held = _held(phone)
    if held is None or held.used_at < now - timedelta(days=settings.XINJU_PHONE_SILENT_DAYS):
        try:
            return open_person_account(phone=phone, by=AT_THE_DOOR)
        except IntegrityError:  # the same phone came in by another browser at this moment
            held = Phone.objects.held().get(number_index__in=index_of(PHONE).candidates(phone))
    Phone.objects.filter(pk=held.pk).update(used_at=now)
    return held.account


@transaction.atomic
def open_person_account(*, phone: str, by: Reference) -> User:
    """A new, empty account for a phone, bound to nobody; an account that the phone opened before is cut off from it."""
    phone_changed_hands(phone=phone, by=by)
    now = timezone.now()
    account = User.objects.create_user(f"person-{secrets.token_hex(12)}", name="", role=Role.PERSON, office="")
    held = Phone(account=account, number_index=index_of(PHONE).index(phone), from_at=now, used_at=now)
    held.number_sealed = seal_of(Phone.SEALED).seal(phone, row=held.key)
    held.save(force_insert=True)
    record("accounts.opened", about=account, by=by, purpose="phone")
    return account


@transaction.atomic
def phone_changed_hands(*, phone: str, by: Reference) -> User | None:
    """Cut a phone off from its account, end what the account stands for and all its sessions; None if it opens none."""
    held = _held(phone)
    return _cut_off(held, by=by) if held else None


@transaction.atomic
def not_mine(*, by: User) -> User | None:
    """The new owner of a phone found somebody else's account behind it and says so; None where no phone opens it."""
    held = Phone.objects.held().filter(account=by).select_related("account").first()
    return _cut_off(held, by=by) if held else None


def _cut_off(held: Phone, *, by: Reference) -> User:
    account = held.account
    Phone.objects.held().filter(pk=held.pk).update(until_at=timezone.now(), ended_by=reference(by))
    end_binding(account, because=Ended.PHONE_CHANGED_HANDS, by=by)
    account.end_sessions()
    record("accounts.phone_ended", about=account, by=by, purpose=Ended.PHONE_CHANGED_HANDS.value)
    return account


def _held(phone: str) -> Phone | None:
    candidates = index_of(PHONE).candidates(phone)
    return Phone.objects.held().filter(number_index__in=candidates).select_related("account").first()


def _digest(salt: str, text: str) -> str:
    return salted_hmac(f"xinju.accounts.phones:{salt}", text, algorithm="sha256").hexdigest()
