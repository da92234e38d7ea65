"""The API, version 1: a token for a client's secret; deliveries handed in as rows or as a file; their state and their faults."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from typing import Any
from uuid import UUID

import orjson
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from ninja import File, Form, Header, NinjaAPI, Schema, Status
from ninja.files import UploadedFile
from ninja.parser import Parser
from ninja.renderers import BaseRenderer
from ninja.security import HttpBearer
from pydantic import Field

from xinju.api import access, actions, importers, presenters, queries
from xinju.api.models import Client
from xinju.audit.actions import reference
from xinju.messages.actions import begin
from xinju.registry import findings, tasks
from xinju.registry.queries.offers import declared
from xinju.web import clock
from xinju.web.doors import opened

MOST_ROWS, MOST_BYTES = 20_000, 200_000_000


class _OrJson(BaseRenderer):
    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> Any:
        return orjson.dumps(data, default=str)


class _Bodies(Parser):
    def parse_body(self, request: HttpRequest) -> Any:
        return orjson.loads(request.body)


class _Bearer(HttpBearer):
    def authenticate(self, request: HttpRequest, token: str) -> Client | None:
        return access.client_of(token, at=clock.now())


class Problem(Schema):
    """Why a call was refused: a code for programs, a sentence for people."""

    error: str
    error_description: str = ""
    rows: list[int] = []


class TokenOut(Schema):
    access_token: str
    token_type: str
    expires_in: int
    scope: str


class TokenIn(Schema):
    grant_type: str = ""
    client_id: str = ""
    client_secret: str = ""


class FileIn(Schema):
    """What a file is."""

    record_type: str = Field(max_length=60)
    number: str = Field("", max_length=60)
    legal_basis: str = Field("", max_length=200)


class RowsIn(Schema):
    """Rows by column key, as the record type declares them."""

    record_type: str = Field(max_length=60)
    rows: list[dict[str, str | int | float | bool | None]] = Field(min_length=1, max_length=MOST_ROWS)
    number: str = Field("", max_length=60)
    legal_basis: str = Field("", max_length=200)


api = NinjaAPI(
    title="新居 Xinju", version="1", docs_url=None, urls_namespace="api", renderer=_OrJson(), parser=_Bodies(),
    auth=_Bearer(),
)  # fmt: skip


def opened_patterns(of: NinjaAPI, below: str) -> list[URLPattern]:
    """The API's addresses, each with a door of its own: the token inside."""
    return [path(below + str(one.pattern), opened(one.callback, "public"), name=one.name) for one in of.urls[0]]


class Refused(Exception):
    """A call that cannot be answered as asked."""

    def __init__(self, status: int, error: str, description: str = "", rows: Iterable[int] = ()) -> None:
        super().__init__(error)
        self.status, self.body = status, {"error": error, "error_description": description, "rows": list(rows)}


@api.exception_handler(Refused)
def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    """The refusal as the answer."""
    return api.create_response(request, error.body, status=error.status)


@api.post("/token", auth=None, url_name="token", response={200: TokenOut, 400: Problem, 401: Problem})
def token(request: HttpRequest, given: Form[TokenIn]) -> Any:
    """OAuth2 client credentials (RFC 6749, 4.4): the secret in the body or as Basic."""
    if given.grant_type != "client_credentials":
        raise Refused(400, "unsupported_grant_type", "grant_type must be client_credentials")
    client_id, secret = _basic(request) or (given.client_id, given.client_secret)
    try:
        made = actions.issue_token(client_id=client_id, secret=secret, at=clock.now())
    except actions.NotLetIn:
        raise Refused(401, "invalid_client", "no client in force has this id and secret") from None
    client = access.client_of(made, at=clock.now())
    scope = " ".join(client.record_types) if client else ""
    seconds = int(actions.GOOD_FOR.total_seconds())
    return {"access_token": made, "token_type": "Bearer", "expires_in": seconds, "scope": scope}


@api.post("/deliveries", url_name="hand-in", response={202: dict, 403: Problem, 409: Problem, 422: Problem})
def hand_in(request: HttpRequest, given: RowsIn, idempotency_key: Header[UUID]) -> Any:
    """Hand in rows of a record type. They are looked through like a file and land once the registrar has confirmed."""
    client, kind = _scoped(request, given.record_type)
    if unknown := importers.unknown_keys(kind, given.rows):
        columns = ", ".join(importers.columns_of(kind))
        raise Refused(422, "unknown_column", f"{', '.join(key[:40] for key in unknown[:5])}: expected {columns}")
    if rows := importers.outside(kind, given.rows, lambda division: access.in_region(client, division)):
        raise Refused(403, "outside_region", f"rows outside the client's region {client.region}", rows[:100])
    content = importers.as_file(kind, given.rows)
    return Status(202, _keep(client, f"{given.record_type}.csv", [content], given, idempotency_key))


@api.post("/deliveries/file", url_name="hand-in-file",
          response={202: dict, 403: Problem, 409: Problem, 413: Problem})  # fmt: skip
def hand_in_file(
    request: HttpRequest, file: File[UploadedFile], given: Form[FileIn],
    idempotency_key: Header[UUID],
) -> Any:  # fmt: skip
    """Hand in a file as it is (.xlsx, .xls, .csv). Only for clients of the whole district: nobody has looked into it yet."""
    client, _ = _scoped(request, given.record_type)
    if client.region:
        raise Refused(403, "outside_region", "a client of one region hands in rows, not files")
    if (file.size or 0) > MOST_BYTES:
        raise Refused(413, "too_large", f"at most {MOST_BYTES} bytes")
    return Status(202, _keep(client, file.name or "file", file.chunks(), given, idempotency_key))


@api.get("/deliveries/{uuid:key}", url_name="state", response={200: dict, 404: Problem})
def state(request: HttpRequest, key: UUID) -> Any:
    """How far a delivery is; with its receipt once it has landed."""
    return presenters.delivery(_own(request, key))


@api.get("/deliveries/{uuid:key}/faults", url_name="faults", response={200: list[dict], 404: Problem})
def faults(request: HttpRequest, key: UUID) -> Any:
    """Every refused cell with its reason."""
    return presenters.faults(findings.findings_of(_own(request, key)))


def _basic(request: HttpRequest) -> tuple[str, str] | None:
    kind, _, told = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "basic":
        return None
    try:
        name, _, secret = base64.b64decode(told, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return name, secret


def _scoped(request: HttpRequest, record_type: str) -> tuple[Client, Any]:
    client, kind = request.auth, declared(record_type)
    if kind is None or not access.may_hand_in(client, record_type):
        raise Refused(403, "insufficient_scope", "this client may not hand in this record type")
    return client, kind


def _own(request: HttpRequest, key: UUID) -> Any:
    held = queries.delivery(key, client=request.auth)
    if held is None:
        raise Refused(404, "not_found", "this client handed in no such delivery")
    return held


def _keep(client: Client, name: str, chunks: Iterable[bytes], given: RowsIn | FileIn, key: UUID) -> dict[str, Any]:
    record_type = given.record_type
    basis = given.legal_basis or declared(record_type).legal_basis or "OAuth2"
    held = tasks.store(
        source=client.source, record_type=record_type, chunks=chunks, file_name=name, legal_basis=basis,
        by=reference(client), at=clock.now(), number=given.number, door="api", client_id=key,
    )  # fmt: skip
    if held.client_id == key and (held.by, held.record_type) != (reference(client), record_type):
        raise Refused(409, "idempotency_key_taken", "this Idempotency-Key belongs to another delivery")
    if held.state == "received":
        begin(tasks.LOOK_THROUGH, about=held, by=reference(client), key=held.key, values={"delivery": held.pk})
    return presenters.delivery(held)
