"""Every write of the API's own tables: clients made and ended, tokens issued."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from xinju.api.access import digest_of
from xinju.api.models import Client, Token
from xinju.audit.actions import Reference, record, reference

GOOD_FOR = timedelta(minutes=15)


class NotLetIn(Exception):
    """No client in force has this id and secret."""


@transaction.atomic
def make_client(
    *, name: str, source: str, record_types: Sequence[str], region: str, by: Reference, at: datetime
) -> tuple[Client, str]:
    """Let a department's system call us. Answers with the client and its secret, which is told once and never again."""
    secret = secrets.token_urlsafe(32)
    made = Client.objects.create(
        secret_digest=digest_of(secret), name=name, source=source, record_types=sorted(record_types), region=region,
        made_at=at, by=reference(by),
    )  # fmt: skip
    record("api.client_made", about=made, by=by, purpose=made)
    return made, secret


@transaction.atomic
def end_client(*, client: Client, by: Reference, at: datetime) -> None:
    """The system is let in no more; its tokens end at once. Ended again, nothing changes."""
    ended = Client.objects.filter(pk=client.pk, ended_at__isnull=True).update(ended_at=at, ended_by=reference(by))
    if ended:
        Token.objects.filter(client=client).delete()
        record("api.client_ended", about=client, by=by, purpose=client)


@transaction.atomic
def issue_token(*, client_id: str, secret: str, at: datetime) -> str:
    """A token for a quarter of an hour. Raises NotLetIn."""
    try:
        held = Client.objects.filter(client_id=UUID(client_id), ended_at__isnull=True).first()
    except ValueError:
        held = None
    # The digest is compared in any case, so that the time taken tells nobody whether the client exists.
    if not hmac.compare_digest(held.secret_digest if held else "", digest_of(secret)) or held is None:
        raise NotLetIn
    token = secrets.token_urlsafe(32)
    Token.objects.filter(until__lte=at).delete()
    Token.objects.create(digest=digest_of(token), client=held, until=at + GOOD_FOR)
    record("api.token_issued", about=held, by=held, purpose=held)
    return token
