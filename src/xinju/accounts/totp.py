"""Codes that change every thirty seconds (RFC 6238 over RFC 4226: HMAC-SHA1, six digits), as authenticator apps make them."""

import base64
import hashlib
import hmac
import secrets
import struct
from urllib.parse import quote, urlencode

SECONDS = 30
DIGITS = 6
SECRET_BYTES = 20
DRIFT = 1  # steps a phone's clock may be off, either way


def new_secret() -> str:
    """160 random bits in base 32, as apps take them."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def code_at(secret: str, step: int) -> str:
    """The code of one step of thirty seconds since 1970."""
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", step), hashlib.sha1).digest()
    offset = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def matching_step(secret: str, code: str, *, seconds: float, after: int) -> int | None:
    """The step whose code this is, at this moment or one step off and later than `after`; None for a wrong or used code."""
    now = int(seconds) // SECONDS
    for step in range(now - DRIFT, now + DRIFT + 1):
        if step > after and hmac.compare_digest(code_at(secret, step).encode(), code.encode()):
            return step
    return None


def address(secret: str, *, account: str, issuer: str) -> str:
    """What the QR code says to an authenticator app."""
    label = quote(f"{issuer}:{account}")
    return f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': issuer})}"
