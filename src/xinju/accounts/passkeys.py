"""Passkeys (WebAuthn): what the browser is asked, and whether its answer is sound. Nothing is stored here."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    UserVerificationRequirement,
)

LONGEST_ANSWER = 20_000
State = Mapping[str, Any]


class UnsoundPasskey(Exception):
    """The browser's answer does not prove that the device holds the key; the text says why, for the log."""


@dataclass(frozen=True)
class Site:
    """For which site a key is made: its host name, and the origin that the browser must have been on."""

    host: str
    origin: str

    def server(self) -> Fido2Server:
        named = PublicKeyCredentialRpEntity(id=self.host, name="Xinju")
        return Fido2Server(named, verify_origin=lambda origin: origin == self.origin)


@dataclass(frozen=True)
class Registered:
    """A new key: its id, and what verifies its signatures."""

    credential: bytes
    public: bytes
    counted: int


def ask_to_register(site: Site, *, account: int, name: str, held: Sequence[bytes]) -> tuple[str, State]:
    """The request for a new key, as JSON for the browser, and what its answer must agree with."""
    options, state = site.server().register_begin(
        PublicKeyCredentialUserEntity(id=str(account).encode(), name=name, display_name=name),
        credentials=[AttestedCredentialData(public) for public in held],
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return json.dumps(dict(options)), state


def registered(site: Site, state: State, answer: str) -> Registered:
    """The key in the browser's answer. Raises UnsoundPasskey."""

    def check(said: dict[str, Any]) -> Registered:
        found = site.server().register_complete(state, said)
        if found.credential_data is None:
            raise ValueError("no key in the answer")
        return Registered(found.credential_data.credential_id, bytes(found.credential_data), found.counter)

    return _checked(answer, check)


def ask_to_prove(site: Site, held: Sequence[bytes]) -> tuple[str, State]:
    """The request for a signature by one of these keys, as JSON for the browser, and what its answer must agree with."""
    options, state = site.server().authenticate_begin(
        [AttestedCredentialData(public) for public in held], user_verification=UserVerificationRequirement.REQUIRED
    )
    return json.dumps(dict(options)), state


def proved(site: Site, state: State, held: Sequence[bytes], answer: str) -> tuple[bytes, int]:
    """The id of the key that signed, and the device's count of uses. Raises UnsoundPasskey."""

    def check(said: dict[str, Any]) -> tuple[bytes, int]:
        keys = [AttestedCredentialData(public) for public in held]
        used = site.server().authenticate_complete(state, keys, said)
        return used.credential_id, AuthenticationResponse.from_dict(said).response.authenticator_data.counter

    return _checked(answer, check)


def _checked(answer: str, check: Callable[[dict[str, Any]], Any]) -> Any:
    if len(answer) > LONGEST_ANSWER:
        raise UnsoundPasskey("too long")
    # The answer is a stranger's text all the way down into CBOR: whatever it makes the library stumble over, it is unsound.
    try:
        return check(json.loads(answer))
    except Exception as fault:
        raise UnsoundPasskey(f"{type(fault).__name__}: {fault}") from None
