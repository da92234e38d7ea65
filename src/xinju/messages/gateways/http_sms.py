"""SMS by any gateway that takes a signed HTTP request: address, method, body and what counts as yes are settings."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import requests
from cryptography.hazmat.primitives.hashes import SHA256, SM3, HashAlgorithm
from cryptography.hazmat.primitives.hmac import HMAC

from xinju.messages.gateways.parcels import Never, NotNow, Parcel

LONGEST_ANSWER = 64 * 1024
CONNECTS_WITHIN, ANSWERS_WITHIN = 4.0, 6.0  # seconds between two bytes; the whole is cut off by whoever calls
_DUPLICATE = 409
_OF_THIS_MESSAGE = (400, 413, 422)
DIGESTS: Mapping[str, type[HashAlgorithm]] = {"sha256": SHA256, "sm3": SM3}


@dataclass(frozen=True)
class HttpSms:
    """The gateway's address and habits.

    body     JSON with {id}, {phone} and {text} in its strings
    secret   signs `timestamp newline body` by HMAC into the header `signature`; the timestamp goes along in X-Timestamp
    accepts  a field of the answer's JSON and its values that mean yes; None takes every answer of 200 to 299. An answer
             of 409 means that this id was taken before, which is yes too
    """

    url: str
    method: str
    body: Any
    secret: bytes = field(default=b"", repr=False)
    signature: str = "X-Signature"
    digest: str = "sha256"
    authorization: str = field(default="", repr=False)
    accepts: tuple[str, frozenset[str]] | None = None

    def send(self, parcel: Parcel) -> None:
        values = {"id": parcel.key, "phone": parcel.where, "text": parcel.text}
        body = json.dumps(_filled(self.body, values), ensure_ascii=False).encode()
        try:
            status, answer = self._ask(body)
        except requests.Timeout:
            raise NotNow("no_answer", is_silent=True) from None
        except requests.RequestException:
            raise NotNow("unreachable", is_silent=True) from None
        self._judge(status, answer)

    def _ask(self, body: bytes) -> tuple[int, bytes]:
        session = requests.Session()
        session.trust_env = False  # no proxy of whoever started the worker hears of it
        with session, session.request(
            self.method, self.url, data=body, headers=self._headers(body), allow_redirects=False, stream=True,
            timeout=(CONNECTS_WITHIN, ANSWERS_WITHIN),
        ) as answer:  # fmt: skip
            return answer.status_code, answer.raw.read(LONGEST_ANSWER, decode_content=True)

    def _headers(self, body: bytes) -> dict[str, str]:
        headers = {"Content-Type": "application/json; charset=utf-8"}
        if self.authorization:
            headers["Authorization"] = self.authorization
        if self.secret:
            headers["X-Timestamp"] = str(int(time.time()))
            headers[self.signature] = signed(self.secret, headers["X-Timestamp"], body, self.digest)
        return headers

    def _judge(self, status: int, answer: bytes) -> None:
        if status == _DUPLICATE or 200 <= status < 300 and self._says_yes(answer):
            return
        if 200 <= status < 300:
            raise NotNow("said_no")
        if status in _OF_THIS_MESSAGE:
            raise Never(f"http_{status}")
        raise NotNow(f"http_{status}", is_silent=True)  # a wrong key or address (401, 404) is mended by the operator

    def _says_yes(self, answer: bytes) -> bool:
        if self.accepts is None:
            return True
        name, right = self.accepts
        try:
            said = json.loads(answer)
        except ValueError:
            return False
        return isinstance(said, dict) and str(said.get(name)) in right


def signed(secret: bytes, timestamp: str, body: bytes, digest: str) -> str:
    """The signature as hexadecimal digits."""
    mac = HMAC(secret, DIGESTS[digest]())
    mac.update(timestamp.encode() + b"\n" + body)
    return mac.finalize().hex()


def _filled(part: Any, values: Mapping[str, str]) -> Any:
    """The body with its values; they are put into strings that were parsed already, so none can break out of its own."""
    if isinstance(part, dict):
        return {name: _filled(inner, values) for name, inner in part.items()}
    if isinstance(part, list):
        return [_filled(inner, values) for inner in part]
    return part.format(**values) if isinstance(part, str) else part
