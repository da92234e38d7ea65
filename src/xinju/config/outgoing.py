"""How messages leave the house: the gateways for SMS and mail, as the environment names them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from string import Formatter
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from xinju.config.environment import DEMO, names

DIGESTS = ("sha256", "sm3")
METHODS = ("POST", "PUT")
LOOPBACK = ("localhost", "127.0.0.1", "::1")
USUAL_BODY = '{"id": "{id}", "phone": "{phone}", "text": "{text}"}'
IN_A_BODY = {"id", "phone", "text"}


def gateways(mode: str, variables: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """The gateway of each channel; ImproperlyConfigured names the variable that is wrong. A demo writes files, a real site sends
    nothing until it is told how."""
    usual = "folder" if mode == DEMO else "none"
    ways = {"sms": {"http": _http}, "mail": {"smtp": _smtp}}
    return {channel: _gateway(channel, variables, usual, real) for channel, real in ways.items()}


def _gateway(channel: str, variables: Mapping[str, str], usual: str, real: Mapping[str, Any]) -> dict[str, Any]:
    name = f"XINJU_{channel.upper()}"
    by = variables.get(name, "").strip() or usual
    if by in real:
        return {"by": by, **real[by](variables)}
    if by not in ("folder", "console", "none"):
        raise ImproperlyConfigured(f"{name} is {by!r}: expected {', '.join(real)}, folder, console or none")
    return {"by": by}


def _http(variables: Mapping[str, str]) -> dict[str, Any]:
    url = variables.get("XINJU_SMS_URL", "").strip()
    parts = urlsplit(url)
    if not (parts.scheme == "https" or parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise ImproperlyConfigured("XINJU_SMS_URL: expected https://…, the address of the SMS gateway")
    digest = _one_of(variables, "XINJU_SMS_DIGEST", DIGESTS)
    return {
        "url": url,
        "method": _one_of(variables, "XINJU_SMS_METHOD", METHODS),
        "body": _body(variables.get("XINJU_SMS_BODY", "").strip() or USUAL_BODY),
        "secret": variables.get("XINJU_SMS_SECRET", "").encode(),
        "signature": variables.get("XINJU_SMS_SIGNATURE", "").strip() or "X-Signature",
        "digest": digest,
        "authorization": variables.get("XINJU_SMS_AUTHORIZATION", ""),
        "accepts": _accepts(variables.get("XINJU_SMS_ACCEPTS", "").strip()),
    }


def _smtp(variables: Mapping[str, str]) -> dict[str, Any]:
    sender = variables.get("XINJU_MAIL_FROM", "").strip()
    if "@" not in sender:
        raise ImproperlyConfigured("XINJU_MAIL_FROM: expected the address from which mail is sent")
    if not variables.get("XINJU_SMTP_HOST", "").strip():
        raise ImproperlyConfigured("XINJU_SMTP_HOST is not set: the mail server")
    return {"sender": sender}


def _body(text: str) -> Any:
    try:
        body = json.loads(text)
        used = {name for part in _strings(body) for _, name, *_ in Formatter().parse(part) if name is not None}
    except ValueError:
        raise ImproperlyConfigured(
            "XINJU_SMS_BODY: expected JSON with {id}, {phone} and {text} in its strings"
        ) from None
    if used != IN_A_BODY:
        raise ImproperlyConfigured("XINJU_SMS_BODY: expected {id}, {phone} and {text}, each of them and nothing else")
    return body


def _strings(part: Any) -> list[str]:
    if isinstance(part, dict):
        return [text for inner in part.values() for text in _strings(inner)]
    if isinstance(part, list):
        return [text for inner in part for text in _strings(inner)]
    return [part] if isinstance(part, str) else []


def _accepts(text: str) -> tuple[str, frozenset[str]] | None:
    """`code=0,duplicate`: the answer's field and the values that mean yes."""
    if not text:
        return None
    field, equals, values = text.partition("=")
    if not (field.strip() and equals and names(values)):
        raise ImproperlyConfigured("XINJU_SMS_ACCEPTS: expected field=value, such as code=0,duplicate")
    return field.strip(), frozenset(names(values))


def _one_of(variables: Mapping[str, str], name: str, right: tuple[str, ...]) -> str:
    word = variables.get(name, "").strip() or right[0]
    if word not in right:
        raise ImproperlyConfigured(f"{name} is {word!r}: expected {' or '.join(right)}")
    return word
