"""Adding a passkey, coming in with it, ending it."""

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from xinju.accounts import passkeys
from xinju.accounts.models import Passkey, User
from xinju.accounts.passkeys import Site, State, UnsoundPasskey
from xinju.audit.actions import record

MOST_PASSKEYS = 5


@transaction.atomic
def add_passkey(*, site: Site, state: State, answer: str, by: User) -> Passkey:
    """Keep the key that the officer's device has made. Raises UnsoundPasskey."""
    made = passkeys.registered(site, state, answer)
    if Passkey.objects.current().filter(account=by).count() >= MOST_PASSKEYS:
        raise UnsoundPasskey(f"an account has at most {MOST_PASSKEYS} passkeys")
    try:
        with transaction.atomic():
            kept = Passkey.objects.create(
                account=by,
                credential=made.credential,
                public=made.public,
                counted=made.counted,
                made_at=timezone.now(),
            )
    except IntegrityError:
        raise UnsoundPasskey("this key is known already") from None
    record("accounts.passkey_added", about=kept, by=by, purpose="sign_in")
    return kept


def prove_passkey(*, site: Site, state: State, answer: str, by: User) -> bool:
    """Did one of the officer's devices sign? False for anything else, a key that was copied among it."""
    held = list(Passkey.objects.current().filter(account=by))
    try:
        credential, counted = passkeys.proved(site, state, [bytes(key.public) for key in held], answer)
    except UnsoundPasskey:
        return False
    # Devices that do not count say 0 each time.
    later = Q(counted__lt=counted) | Q(counted=0) if counted == 0 else Q(counted__lt=counted)
    used = Passkey.objects.current().filter(later, account=by, credential=credential)
    return bool(used.update(counted=counted, used_at=timezone.now()))


@transaction.atomic
def end_passkey(*, passkey: Passkey, by: User) -> None:
    """Take a passkey out of use; it must be the officer's own, or PermissionError is raised."""
    if passkey.account_id != by.pk:
        raise PermissionError("somebody else's passkey")
    Passkey.objects.current().filter(pk=passkey.pk).update(ended_at=timezone.now())
    record("accounts.passkey_ended", about=passkey, by=by, purpose="sign_in")
