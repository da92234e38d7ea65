"""Where an account is reached: found at the moment of sending, so that a phone that changed hands meanwhile gets nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from xinju.accounts.actions import code_has_gone
from xinju.accounts.models import Binding, Phone, PhoneCode, User
from xinju.accounts.roles import OFFICERS
from xinju.messages import recipients
from xinju.messages.recipients import Address
from xinju.web.keyring import seal_of

DEMO_PHONE = "demo"  # the demo's residents have no phone; their messages are files


def register() -> None:
    """A code goes to the phone that asked, a resident's message to whom the account still stands for, an officer's to the post."""
    recipients.register(PhoneCode._meta.label_lower, "sms", _of_code, ended=code_has_gone)
    recipients.register(Binding._meta.label_lower, "sms", _of_binding, reads=_read_by_binding)
    recipients.register(User._meta.label_lower, "mail", _of_officer, reads=_read_by_account)


def _of_code(key: str, at: datetime) -> Address | None:
    held = PhoneCode.objects.to_send(at).filter(pk=UUID(key), code_sealed__isnull=False).first()
    if held is None:
        return None
    phone = seal_of(PhoneCode.SEALED_NUMBER).open(held.number_sealed, row=held.key)
    return Address(phone, {"code": seal_of(PhoneCode.SEALED_CODE).open(held.code_sealed, row=held.key)})


def _of_binding(key: str, at: datetime) -> Address | None:
    """The phone of the account, while the binding holds and the phone was not silent for so long that it may be another's."""
    held = Binding.objects.current().filter(pk=int(key), account__is_active=True).select_related("account").first()
    if held is None:
        return None
    since = at - timedelta(days=settings.XINJU_PHONE_SILENT_DAYS)
    phone = Phone.objects.held().filter(account=held.account, used_at__gte=since).first()
    if phone is not None:
        return Address(seal_of(Phone.SEALED).open(phone.number_sealed, row=phone.key))
    is_demo = settings.IS_DEMO and held.account.username.startswith("demo-person-")
    return Address(DEMO_PHONE) if is_demo else None


def _read_by_binding(key: str) -> str:
    return User.objects.filter(bindings=int(key)).values_list("language", flat=True).first() or ""


def _read_by_account(key: str) -> str:
    return User.objects.filter(pk=int(key)).values_list("language", flat=True).first() or ""


def _of_officer(key: str, at: datetime) -> Address | None:
    held = User.objects.filter(pk=int(key), role__in=OFFICERS, is_active=True).exclude(mail="").first()
    return Address(held.mail) if held else None
