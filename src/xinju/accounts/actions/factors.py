"""The second factor: enrolling it, asking for it, replacing it when a phone is lost."""

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from xinju.accounts import totp
from xinju.accounts.access import has_role
from xinju.accounts.models import OutsideIdentity, Passkey, RecoveryCode, SecondFactor, User
from xinju.accounts.roles import Role
from xinju.audit.actions import record
from xinju.web.keyring import seal_of

RECOVERY_CODES = 10
ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"  # typed from paper: nothing that looks like something else
LENGTH = 10
MOST_WRONG = 5
LOCKED_FOR = timedelta(minutes=15)


class MayNotReset(Exception):
    """Only the security officer ends somebody's second factor, and nobody the own one."""


@transaction.atomic
def begin_factor(*, by: User) -> tuple[SecondFactor, str]:
    """The officer's unconfirmed authenticator with its secret, made now if there is none.

    Raises ValueError where a confirmed one is in use: it is ended by the security officer first.
    """
    held = SecondFactor.objects.current().filter(account=by).first()
    if held is not None:
        if held.confirmed_at is not None:
            raise ValueError("a confirmed second factor is in use")
        return held, seal_of(SecondFactor.SEALED).open(held.secret_sealed, row=held.key)
    secret = totp.new_secret()
    made = SecondFactor(account=by, made_at=timezone.now())
    made.secret_sealed = seal_of(SecondFactor.SEALED).seal(secret, row=made.key)
    made.save(force_insert=True)
    record("accounts.factor_begun", about=made, by=by, purpose="sign_in")
    return made, secret


def confirm_factor(*, code: str, by: User) -> list[str] | None:
    """Take the authenticator into use by its first right code; answers with the recovery codes, shown once.

    None for a wrong code.
    """
    held = SecondFactor.objects.current().filter(account=by, confirmed_at__isnull=True).first()
    if held is None or not _is_right(held, code):
        return None
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(LENGTH)) for _ in range(RECOVERY_CODES)]
    with transaction.atomic():
        SecondFactor.objects.filter(pk=held.pk).update(confirmed_at=timezone.now())
        RecoveryCode.objects.bulk_create(RecoveryCode(factor=held, digest=_digest(held, text)) for text in codes)
        record("accounts.factor_confirmed", about=held, by=by, purpose="sign_in")
    return codes


def prove_factor(*, code: str, by: User) -> bool:
    """Is this the app's code of now, or an unused recovery code? Five wrong ones in a row close the door for a while."""
    held = SecondFactor.objects.current().filter(account=by, confirmed_at__isnull=False).first()
    if held is None:
        return False
    return _is_right(held, code) if len(code) == totp.DIGITS else _is_recovery(held, code)


def _is_right(held: SecondFactor, code: str) -> bool:
    if not _counts_a_try(held):
        return False
    secret = seal_of(SecondFactor.SEALED).open(held.secret_sealed, row=held.key)
    step = totp.matching_step(secret, code, seconds=timezone.now().timestamp(), after=held.last_step)
    if step is None:
        return False
    # The condition lets one of two browsers in that send the same code at once.
    return bool(
        SecondFactor.objects.filter(pk=held.pk, last_step__lt=step).update(last_step=step, wrong=0, locked_until=None)
    )


def _is_recovery(held: SecondFactor, code: str) -> bool:
    if not _counts_a_try(held):
        return False
    found = RecoveryCode.objects.filter(factor=held, digest=_digest(held, code.upper()), used_at__isnull=True)
    with transaction.atomic():
        if not found.update(used_at=timezone.now()):
            return False
        SecondFactor.objects.filter(pk=held.pk).update(wrong=0, locked_until=None)
        record("accounts.recovery_code_used", about=held, by=held.account, purpose="sign_in")
    return True


def _counts_a_try(held: SecondFactor) -> bool:
    """Count before comparing, so that guesses sent at once count one by one; False while the door is closed."""
    now = timezone.now()
    if held.locked_until is not None and held.locked_until > now:
        return False
    wrong = 0 if held.locked_until is not None else held.wrong
    locked = now + LOCKED_FOR if wrong + 1 >= MOST_WRONG else None
    unchanged = SecondFactor.objects.filter(pk=held.pk, wrong=held.wrong, locked_until=held.locked_until)
    return bool(unchanged.update(wrong=wrong + 1, locked_until=locked))


@transaction.atomic
def reset_factor(*, account: User, by: User) -> None:
    """End an officer's second factor, passkeys and sessions: at the next sign-in another one is enrolled. Raises MayNotReset."""
    if not has_role(by, Role.SECURITY_OFFICER) or by == account:
        raise MayNotReset
    SecondFactor.objects.current().filter(account=account).update(ended_at=timezone.now())
    Passkey.objects.current().filter(account=account).update(ended_at=timezone.now())
    account.end_sessions()
    record("accounts.factor_reset", about=account, by=by, purpose="staffing")


@transaction.atomic
def link_identity(*, account: User, issuer: str, subject: str, by: User) -> OutsideIdentity:
    """Say which subject of the city's sign-in this officer is; what was linked before ends. Raises MayNotReset."""
    if not has_role(by, Role.SECURITY_OFFICER) or by == account or not subject:
        raise MayNotReset
    now = timezone.now()
    OutsideIdentity.objects.current().filter(account=account).update(ended_at=now)
    OutsideIdentity.objects.current().filter(issuer=issuer, subject=subject).update(ended_at=now)
    made = OutsideIdentity.objects.create(account=account, issuer=issuer, subject=subject, from_at=now)
    record("accounts.identity_linked", about=account, by=by, purpose="staffing")
    return made


def _digest(held: SecondFactor, code: str) -> str:
    return salted_hmac("xinju.accounts.recovery", f"{held.key}:{code}", algorithm="sha256").hexdigest()
