"""Whom a bearer's token lets in, and what its client may hand in."""

from __future__ import annotations

from datetime import datetime

from xinju.api.models import Client, Token
from xinju.vault.digests import sm3


def digest_of(secret: str) -> str:
    """What is kept of a secret or token."""
    return sm3(secret.encode())


def client_of(token: str, *, at: datetime) -> Client | None:
    """The client that holds this token, while both are in force."""
    held = Token.objects.select_related("client").filter(digest=digest_of(token), until__gt=at).first()
    return held.client if held is not None and held.client.ended_at is None else None


def may_hand_in(client: Client, record_type: str) -> bool:
    """Is this record type within the client's scope?"""
    return record_type in client.record_types


def in_region(client: Client, division: object) -> bool:
    """Does a row of this division lie within the client's region?"""
    return not client.region or str(division or "").startswith(client.region)
