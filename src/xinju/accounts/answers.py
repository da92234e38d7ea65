"""An authority's signed answer to "who is in front of you?": the other way, beside the window, to bind an account.

The site sends the authority a challenge; the authority has the person prove who they are in its own app, and signs
{"challenge", "subject", "at"} as a token of kind "identity" (see `xinju.vault.signing`). `subject` is the document
number: the registry finds the person by it, and it is kept nowhere here.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from xinju.accounts.access import Account
from xinju.vault.digests import sm3
from xinju.vault.signing import Genuine, verify

KIND = "identity"
GOOD_FOR = timedelta(minutes=10)
LONGEST = 4000


class UnsoundAnswer(Exception):
    """The answer is not signed by an authority of this site, is for another account, or is too old; the text says it."""


@dataclass(frozen=True)
class Answer:
    """What an authority vouches for: the holder of this account is the bearer of this document number."""

    authority: str
    account: int
    digest: str
    subject: str = field(repr=False)


def challenge(account: Account) -> str:
    """What the authority's answer must repeat: another one for each account, and after its sessions were ended."""
    return salted_hmac(
        "xinju.accounts.challenge", f"{account.pk}:{account.get_session_auth_hash()}", algorithm="sha256"
    ).hexdigest()


def read_answer(token: str, *, account: Account, now: datetime) -> Answer:
    """Check an authority's token for this account. Raises UnsoundAnswer."""
    keys = {key_id: key for key_id, (_, key) in settings.XINJU_AUTHORITY_KEYS.items()}
    verdict = verify(token[:LONGEST], keys, kind=KIND)
    if not isinstance(verdict, Genuine):
        raise UnsoundAnswer(f"not signed by an authority of this site: {type(verdict).__name__}")
    try:
        said = json.loads(verdict.payload)
        repeated, subject, at = said["challenge"], said["subject"], datetime.fromisoformat(said["at"])
        age = now - at
    except (ValueError, KeyError, TypeError):
        raise UnsoundAnswer("expected challenge, subject and at (an instant with its zone)") from None
    if not isinstance(repeated, str) or not constant_time_compare(repeated, challenge(account)):
        raise UnsoundAnswer("the answer is for another account")
    if not isinstance(subject, str) or not subject:
        raise UnsoundAnswer("the answer names nobody")
    if abs(age) >= GOOD_FOR:
        raise UnsoundAnswer("the answer is older than ten minutes, or one of the two clocks is wrong")
    authority = settings.XINJU_AUTHORITY_KEYS[verdict.key_id][0]
    return Answer(authority, account.pk, sm3(verdict.payload), subject)
