"""Whom apps above speak of under numbers of their own, told when the registry asks: an app registers in its `AppConfig.ready`.

A query list asks about the people of some applications; the registry does not know what an application is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from uuid import UUID

Tells = Callable[[Collection[str]], Iterable[UUID]]
_TELLERS: dict[str, Tells] = {}


def register(app: str, tells: Tells) -> None:
    """Ask this app too; it answers with person keys. ValueError where another function of the app is registered."""
    if _TELLERS.setdefault(app, tells) is not tells:
        raise ValueError(f"{app} tells its people already")


def people_under(numbers: Collection[str]) -> set[UUID]:
    """Keys of the people who belong to what bears these numbers, in whichever app."""
    return {key for tells in _TELLERS.values() for key in tells(numbers)} if numbers else set()
