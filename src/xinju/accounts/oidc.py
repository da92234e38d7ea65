"""The city's own sign-in (OpenID Connect, authorization code with PKCE): where to send the browser, whom it brings back.

Authlib does the protocol; here is what this site asks of it and how a failure is told.
"""

import secrets
import time
from dataclasses import asdict, dataclass
from functools import lru_cache
from hmac import compare_digest
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

SIGNATURES = ["RS256", "PS256", "ES256"]
TIMEOUT = 5  # seconds
LEEWAY = 30  # seconds that the two clocks may differ
READ_AGAIN = 600  # seconds


class SignInFailed(Exception):
    """The city's sign-in did not say, soundly, who this is; the text says why, for the log."""


@dataclass(frozen=True)
class Provider:
    """The sign-in server and what this site is there."""

    issuer: str
    client: str
    secret: str


@dataclass(frozen=True)
class Waiting:
    """What this browser's answer must agree with; kept in its session."""

    state: str
    nonce: str
    verifier: str

    def kept(self) -> dict[str, str]:
        return asdict(self)


def begin(provider: Provider, back: str) -> tuple[str, Waiting]:
    """The address to send the browser to, and what its answer must agree with. Raises SignInFailed."""
    waiting = Waiting(*(secrets.token_urlsafe(32) for _ in range(3)))
    address, _ = _session(provider, back).create_authorization_url(
        _described(provider)["authorization_endpoint"],
        state=waiting.state,
        nonce=waiting.nonce,
        code_verifier=waiting.verifier,
    )
    return address, waiting


def subject(provider: Provider, waiting: Waiting, *, state: str, code: str, back: str) -> str:
    """Whom the server vouches for, as its subject. Raises SignInFailed where anything does not agree."""
    if not compare_digest(state.encode(), waiting.state.encode()):
        raise SignInFailed("the answer belongs to another browser")
    token = _token(provider, waiting, code, back)
    try:
        read = jwt.decode(token, _keys(_described(provider)["jwks_uri"], _moment()), algorithms=SIGNATURES)
        expected = {"iss": {"essential": True, "value": provider.issuer}, "sub": {"essential": True}}
        said = {"nonce": waiting.nonce, "client_id": provider.client}
        claims = CodeIDToken(read.claims, read.header, options=expected, params=said)
        claims.validate(leeway=LEEWAY)
    except (JoseError, AuthlibBaseError, ValueError) as fault:
        raise SignInFailed(f"the token is not sound: {fault}") from None
    return claims["sub"]


def _session(provider: Provider, back: str) -> OAuth2Session:
    return OAuth2Session(
        provider.client, provider.secret, scope="openid", redirect_uri=back, code_challenge_method="S256",
        default_timeout=TIMEOUT,
    )  # fmt: skip


def _token(provider: Provider, waiting: Waiting, code: str, back: str) -> str:
    try:
        answer = _session(provider, back).fetch_token(
            _described(provider)["token_endpoint"], code=code, code_verifier=waiting.verifier
        )
    except (AuthlibBaseError, requests.RequestException, ValueError) as fault:
        raise SignInFailed(f"the server did not answer: {type(fault).__name__}") from None
    if not isinstance(answer.get("id_token"), str):
        raise SignInFailed("the server gave no token")
    return answer["id_token"]


def _moment() -> int:
    """What was read of the server is read again after a while."""
    return int(time.monotonic()) // READ_AGAIN


def _described(provider: Provider) -> dict[str, Any]:
    return _described_at(provider.issuer, _moment())


@lru_cache(maxsize=2)
def _described_at(issuer: str, _moment: int) -> dict[str, Any]:
    described = _said(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    if described.get("issuer") != issuer:
        raise SignInFailed("the server calls itself by another name than XINJU_OIDC_ISSUER")
    return described


@lru_cache(maxsize=2)
def _keys(address: str, _moment: int) -> KeySet:
    return KeySet.import_key_set(_said(address))


def _said(address: str) -> dict[str, Any]:
    try:
        answer = requests.get(address, timeout=TIMEOUT, allow_redirects=False)
        answer.raise_for_status()
        said = answer.json()
    except (requests.RequestException, ValueError) as fault:
        raise SignInFailed(f"the server did not answer: {type(fault).__name__}") from None
    if not isinstance(said, dict):
        raise SignInFailed("the server's answer is no object")
    return said
