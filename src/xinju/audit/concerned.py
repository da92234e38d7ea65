"""Whom a look concerns beside what it was aimed at, told when a look is recorded: an app registers in its `AppConfig.ready`.

Who looks at a person that was merged sees what several were told of; each of them may ask later who looked, also when the merge
has been undone. The audit does not know what a person is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

Tells = Callable[[Collection[str]], Iterable[str]]
_TELLERS: dict[str, Tells] = {}


def register(app: str, tells: Tells) -> None:
    """Ask this app too; it answers with references. ValueError where another function of the app is registered."""
    if _TELLERS.setdefault(app, tells) is not tells:
        raise ValueError(f"{app} tells whom looks concern already")


def beside(shown: Collection[str]) -> list[str]:
    """References that are shown with these, each once, without these."""
    found = {one for tells in _TELLERS.values() for one in tells(shown)} if shown else set()
    return sorted(found - set(shown))
