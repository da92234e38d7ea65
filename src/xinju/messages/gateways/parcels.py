"""What a gateway takes, and what can keep it from going out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True)
class Parcel:
    """One message on its way. `key` is the same each time it is tried, so that a gateway can tell a second try from a second message."""

    key: str
    where: str = field(repr=False)
    text: str = field(repr=False)
    subject: str = field(default="", repr=False)


class NotNow(Exception):
    """It did not go out, or nobody knows; it is tried again. `code` says why, without a word of what was sent."""

    def __init__(self, code: str, *, is_silent: bool = False) -> None:
        super().__init__(code)
        self.code, self.is_silent = code, is_silent  # silent: the whole gateway is left alone for a while


class Never(Exception):
    """The gateway has refused this very message: trying again gives the same."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Gateway(Protocol):
    def send(self, parcel: Parcel) -> None:
        """Hand it over. Raises NotNow or Never."""
