"""Codes that change every thirty seconds (RFC 6238: HMAC-SHA1, six digits), as authenticator apps make them."""

import base64
import secrets

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor import InvalidToken
from cryptography.hazmat.primitives.twofactor.totp import TOTP

SECONDS = 30
DIGITS = 6
SECRET_BYTES = 20
DRIFT = 1  # steps a phone's clock may be off, either way


def new_secret() -> str:
    """160 random bits in base 32, as apps take them."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def code_at(secret: str, step: int) -> str:
    """The code of one step of thirty seconds since 1970."""
    return _made(secret).generate(step * SECONDS).decode()


def matching_step(secret: str, code: str, *, seconds: float, after: int) -> int | None:
    """The step whose code this is, at this moment or one step off and later than `after`; None for a wrong or used code."""
    now, codes = int(seconds) // SECONDS, _made(secret)
    steps = range(max(now - DRIFT, after + 1, 0), now + DRIFT + 1)
    return next((step for step in steps if _is_of(codes, code, step)), None)


def address(secret: str, *, account: str, issuer: str) -> str:
    """What the QR code says to an authenticator app."""
    return _made(secret).get_provisioning_uri(account, issuer)


def _is_of(codes: TOTP, code: str, step: int) -> bool:
    try:
        codes.verify(code.encode(), step * SECONDS)
    except InvalidToken:
        return False
    return True


def _made(secret: str) -> TOTP:
    return TOTP(base64.b32decode(secret), DIGITS, SHA1(), SECONDS)
