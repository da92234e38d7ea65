"""The answers so far: kept in the visitor's session, sealed, and gone with it. No table of answers, no name in clear."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest

from xinju.vault.keys import KeyTrouble
from xinju.vault.sealing import Column
from xinju.web.keyring import seal_of

KEY = "joining"
_SEALED = Column("session", "joining", "key")


class Answers:
    """What one visitor has answered. `client_id` is made with the first answer, so that the whole is sent in once."""

    def __init__(self, request: HttpRequest) -> None:
        self._session = request.session
        self._kept = _opened(request.session.get(KEY))

    def __getitem__(self, step: str) -> Mapping[str, Any]:
        return self._kept.get(step, {})

    def __contains__(self, step: str) -> bool:
        return step in self._kept

    @property
    def client_id(self) -> UUID:
        return UUID(self._kept["client_id"])

    @property
    def has_begun(self) -> bool:
        return "client_id" in self._kept

    def begin(self, plate: str) -> None:
        """Start anew at a door, or go on with what was answered at this door before."""
        if not self.has_begun or self._kept.get("plate") != plate:
            self._kept = {**self._kept, "client_id": str(uuid4()), "plate": plate}
        self._save()

    @property
    def plate(self) -> str:
        return self._kept.get("plate", "")

    def keep(self, step: str, values: Any) -> None:
        """Keep the answer to one step."""
        self._kept[step] = values
        self._save()

    def forget(self) -> None:
        """Nothing stays once it is sent in."""
        self._kept = {}
        self._session.pop(KEY, None)

    def _save(self) -> None:
        key = uuid4()
        sealed = seal_of(_SEALED).seal(json.dumps(self._kept, ensure_ascii=False), row=key)
        assert sealed is not None
        self._session[KEY] = {"key": str(key), "sealed": base64.b64encode(sealed).decode()}


def _opened(held: Mapping[str, str] | None) -> dict[str, Any]:
    """What was kept; what no longer opens, since keys have changed, is asked again."""
    if not held:
        return {}
    try:
        return json.loads(seal_of(_SEALED).open(base64.b64decode(held["sealed"]), row=UUID(held["key"])) or "{}")
    except KeyTrouble:
        return {}
