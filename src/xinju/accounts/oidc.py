"""The city's own sign-in (OpenID Connect, authorization code with PKCE): where to send the browser, whom it brings back."""

import base64
import hashlib
import secrets
import time
from dataclasses import asdict, dataclass
from functools import lru_cache
from hmac import compare_digest
from typing import Any
from urllib.parse import urlencode

import jwt
import requests

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
    challenge = base64.urlsafe_b64encode(hashlib.sha256(waiting.verifier.encode()).digest()).rstrip(b"=")
    asked = {
        "response_type": "code",
        "client_id": provider.client,
        "redirect_uri": back,
        "scope": "openid",
        "state": waiting.state,
        "nonce": waiting.nonce,
        "code_challenge": challenge.decode(),
        "code_challenge_method": "S256",
    }
    return f"{_described(provider)['authorization_endpoint']}?{urlencode(asked)}", waiting


def subject(provider: Provider, waiting: Waiting, *, state: str, code: str, back: str) -> str:
    """Whom the server vouches for, as its subject. Raises SignInFailed where anything does not agree."""
    if not compare_digest(state.encode(), waiting.state.encode()):
        raise SignInFailed("the answer belongs to another browser")
    token = _token(provider, waiting, code, back)
    try:
        key = _key_of(token, _keys(_described(provider)["jwks_uri"]))
        claims = jwt.decode(
            token,
            key,
            algorithms=SIGNATURES,
            audience=provider.client,
            issuer=provider.issuer,
            leeway=LEEWAY,
            options={"require": ["exp", "iat", "sub", "aud", "iss"]},
        )
    except jwt.PyJWTError as fault:
        raise SignInFailed(f"the token is not sound: {type(fault).__name__}") from None
    if not compare_digest(str(claims.get("nonce", "")).encode(), waiting.nonce.encode()):
        raise SignInFailed("the token was made for another sign-in")
    if claims.get("azp", provider.client) != provider.client:
        raise SignInFailed("the token was made for another client")
    return claims["sub"]


def _key_of(token: str, keys: jwt.PyJWKClient) -> jwt.PyJWK:
    # A server with one key need not name it in the token (OpenID Connect Core, 10.1).
    named = jwt.get_unverified_header(token).get("kid")
    if named is not None:
        return keys.get_signing_key(named)
    held = keys.get_jwk_set().keys
    if len(held) != 1:
        raise SignInFailed("the token names no key, and the server has several")
    return held[0]


def _token(provider: Provider, waiting: Waiting, code: str, back: str) -> str:
    asked = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back,
        "code_verifier": waiting.verifier,
    }
    answer = _said("POST", _described(provider)["token_endpoint"], data=asked, auth=(provider.client, provider.secret))
    if not isinstance(answer.get("id_token"), str):
        raise SignInFailed("the server gave no token")
    return answer["id_token"]


def _described(provider: Provider) -> dict[str, Any]:
    return _described_at(provider.issuer, int(time.monotonic()) // READ_AGAIN)


@lru_cache(maxsize=2)
def _described_at(issuer: str, _moment: int) -> dict[str, Any]:
    described = _said("GET", f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    if described.get("issuer") != issuer:
        raise SignInFailed("the server calls itself by another name than XINJU_OIDC_ISSUER")
    return described


@lru_cache(maxsize=2)
def _keys(address: str) -> jwt.PyJWKClient:
    return jwt.PyJWKClient(address, timeout=TIMEOUT)


def _said(method: str, address: str, **more: Any) -> dict[str, Any]:
    try:
        answer = requests.request(method, address, timeout=TIMEOUT, allow_redirects=False, **more)
        answer.raise_for_status()
        said = answer.json()
    except (requests.RequestException, ValueError) as fault:
        raise SignInFailed(f"the server did not answer: {type(fault).__name__}") from None
    if not isinstance(said, dict):
        raise SignInFailed("the server's answer is no object")
    return said
