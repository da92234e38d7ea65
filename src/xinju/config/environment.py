"""What the environment says, read once: the mode, the home folder, the secret key and the database."""

import base64
import os
import secrets
from collections.abc import Mapping
from datetime import date
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from xinju.vault.keyring import refuse_unready
from xinju.vault.keys import NEEDED, KeyTrouble

DEMO = "demo"
PRODUCTION = "production"
DEMO_KEY_PREFIX = "demo-only-"
SHORTEST_SECRET = 50


def env(name: str, default: str | None = None) -> str:
    """Answer with the variable `name`; raises ImproperlyConfigured when it is not set and has no default."""
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"{name} is not set: copy .env.example to .env and fill it in")
    return value


def read_env_file(path: Path, into: dict[str, str] | os._Environ) -> None:
    """Take NAME=value lines of a file; what the environment says already goes before the file."""
    if not path.is_file():
        return
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        name, equals, value = text.partition("=")
        if not equals or not name.strip().isidentifier():
            raise ImproperlyConfigured(f"{path.name}, line {number}: expected NAME=value")
        into.setdefault(name.strip(), value.strip())


def mode(name: str) -> str:
    """Check the mode's name; raises ImproperlyConfigured for anything but demo and production."""
    if name not in (DEMO, PRODUCTION):
        raise ImproperlyConfigured(f"XINJU_MODE is {name!r}: expected {DEMO} or {PRODUCTION}")
    return name


def demo_day(mode: str, given: str | None) -> date | None:
    """The day on which the invented district stands; None (the machine's own day) outside a demo or where none is given."""
    if mode != DEMO or not given:
        return None
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise ImproperlyConfigured(f"XINJU_DEMO_DAY={given}: expected a day such as 2026-05-12") from None


def secret_key(mode: str, home: Path, given: str | None) -> str:
    """Answer with the secret that signs sessions: made and kept under `home` for a demo, required in production."""
    if mode == PRODUCTION:
        return _production_key(given)
    if given:
        return given
    kept = home / "demo-secret-key"
    if not kept.is_file():
        home.mkdir(parents=True, exist_ok=True)
        _write_private(kept, DEMO_KEY_PREFIX + secrets.token_urlsafe(SHORTEST_SECRET))
    return kept.read_text(encoding="utf-8")


def _production_key(given: str | None) -> str:
    if not given:
        raise ImproperlyConfigured("XINJU_SECRET_KEY is not set: copy .env.example to .env and fill it in")
    if given.startswith(DEMO_KEY_PREFIX):
        raise ImproperlyConfigured("XINJU_SECRET_KEY is a demo key: make one of your own for production")
    if len(given) < SHORTEST_SECRET:
        raise ImproperlyConfigured(f"XINJU_SECRET_KEY has {len(given)} characters: at least {SHORTEST_SECRET}")
    return given


def key_folder(mode: str, given: str | None) -> Path | None:
    """Answer with the folder of the keyring, checked in production; None lets a demo keep its own below its home."""
    folder = Path(given).resolve() if given else None
    if mode == PRODUCTION:
        if folder is None:
            raise ImproperlyConfigured("XINJU_KEYS is not set: the folder of the keyring, outside XINJU_HOME")
        try:
            refuse_unready(folder, NEEDED)
        except KeyTrouble as trouble:
            raise ImproperlyConfigured(f"XINJU_KEYS: {trouble}") from None
    return folder


def _write_private(path: Path, text: str) -> None:
    # Two processes may start at once: the first to link its file wins, the other reads that one.
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(text, encoding="utf-8")
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def database(url: str, home: Path) -> dict[str, Any]:
    """Turn `sqlite:///name` (below `home`), `sqlite:////full/path` or `postgres://…` into Django's database entry."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(parts.path[1:], home)
    if parts.scheme in ("postgres", "postgresql"):
        return _postgres(parts)
    raise ImproperlyConfigured(f"DATABASE_URL begins with {parts.scheme!r}: expected sqlite or postgres")


def _sqlite(name: str, home: Path) -> dict[str, Any]:
    if not name:
        raise ImproperlyConfigured("DATABASE_URL names no file: expected sqlite:///name.sqlite3")
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": home / name,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # Of the usual 2 MB of cache a city's indexes are read again for every batch: 32 MB a connection, if it uses
            # them. And what is written is moved into the file every 32 MB, not at every batch.
            "init_command": "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -32768;"
            " PRAGMA wal_autocheckpoint = 8192;",
        },
    }


# Of one process. The worker's threads each keep one; the library's own limit of four left the fifth waiting for ever.
CONNECTIONS = {"min_size": 1, "max_size": 16}


def _postgres(parts: Any) -> dict[str, Any]:
    name = unquote(parts.path[1:])
    if not name:
        raise ImproperlyConfigured("DATABASE_URL names no database: expected postgres://user:password@host:5432/name")
    return {
        "ENGINE": "xinju.config.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"pool": CONNECTIONS, **dict(parse_qsl(parts.query))},
    }


def names(text: str) -> list[str]:
    """Split a comma-separated list and leave out what is empty."""
    return [name for name in (part.strip() for part in text.split(",")) if name]


def loopback_only(mode: str, given: str) -> list[str]:
    """Answer with the host names the site speaks to: a demo speaks to its own machine only."""
    if mode == DEMO:
        return ["localhost", "127.0.0.1", "[::1]"]
    hosts = names(given)
    if not hosts:
        raise ImproperlyConfigured("XINJU_HOSTS is not set: the names under which the site is reached, comma between")
    return hosts


def flag(variables: Mapping[str, str], name: str, *, default: bool) -> bool:
    """Read yes or no; raises ImproperlyConfigured for any other word."""
    word = variables.get(name, "yes" if default else "no").lower()
    if word not in ("yes", "no"):
        raise ImproperlyConfigured(f"{name} is {word!r}: expected yes or no")
    return word == "yes"


def networks(text: str) -> list[IPv4Network | IPv6Network]:
    """Read networks, comma between; raises ImproperlyConfigured for what is none."""
    try:
        return [ip_network(name) for name in names(text)]
    except ValueError as fault:
        raise ImproperlyConfigured(f"XINJU_STAFF_NETWORKS: {fault}; expected for example 10.20.0.0/16") from None


def oidc(variables: Mapping[str, str]) -> dict[str, str] | None:
    """Read the city's sign-in: issuer, client and its secret, all three or none; ImproperlyConfigured otherwise."""
    said = {part: variables.get(f"XINJU_OIDC_{part}", "").strip() for part in ("ISSUER", "CLIENT", "SECRET")}
    if not any(said.values()):
        return None
    missing = [f"XINJU_OIDC_{part}" for part, text in said.items() if not text]
    if missing:
        raise ImproperlyConfigured(f"{missing[0]} is not set: the city's sign-in needs issuer, client and secret")
    if not said["ISSUER"].startswith(("https://", "http://localhost:", "http://127.0.0.1:")):
        raise ImproperlyConfigured(f"XINJU_OIDC_ISSUER is {said['ISSUER']!r}: expected https://…")
    return {"issuer": said["ISSUER"], "client": said["CLIENT"], "secret": said["SECRET"]}


def authority_keys(text: str) -> dict[str, tuple[str, bytes]]:
    """Read authority:key id:public key in base 64, comma between; answers by key id. ImproperlyConfigured otherwise."""
    keys = {}
    for entry in names(text):
        try:
            authority, key_id, public = entry.split(":")
            keys[key_id] = authority, base64.b64decode(public, validate=True)
        except ValueError:
            raise ImproperlyConfigured(
                "XINJU_AUTHORITY_KEYS: expected authority:key id:base 64, comma between"
            ) from None
        if len(keys[key_id][1]) != 32 or len(key_id) != 8 or not authority.isidentifier():
            raise ImproperlyConfigured(f"XINJU_AUTHORITY_KEYS: {authority}: expected eight hex digits and 32 bytes")
    return keys


def whole(name: str, default: int) -> int:
    """Read a whole number from 0 up; raises ImproperlyConfigured for anything else."""
    text = os.environ.get(name, "").strip() or str(default)
    if not (text.isascii() and text.isdigit()):
        raise ImproperlyConfigured(f"{name} is {text!r}: expected a whole number from 0 up")
    return int(text)
