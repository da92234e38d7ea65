"""Checks that need the whole sheet: no name leads back to itself, and a shared role is assigned exactly once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from xinju.engines.scoring.language.numbers import Assigned, Named, Ref
from xinju.engines.scoring.language.sheets import Sheet


def parts_of(tree: Any) -> Iterator[Any]:
    """Every dataclass of a tree, outermost first."""
    if isinstance(tree, tuple):
        for part in tree:
            yield from parts_of(part)
    elif is_dataclass(tree):
        yield tree
        for field in fields(tree):
            yield from parts_of(getattr(tree, field.name))


def named_trees(sheet: Sheet) -> dict[str, Any]:
    """Everything that can be referred to: numbers by name, conditions by `?name`."""
    numbers: dict[str, Any] = dict(sheet.measures)
    numbers |= {key: item.number for key, item in sheet.items.items()}
    numbers |= {key: group.number for key, group in sheet.groups.items()}
    return numbers | {f"?{key}": condition for key, condition in sheet.conditions.items()}


def circles(sheet: Sheet) -> list[tuple[str, ...]]:
    """Names that lead back to themselves, each circle once, from its first name."""
    trees = named_trees(sheet)
    links = {name: [link for link in dict.fromkeys(_links(tree)) if link in trees] for name, tree in trees.items()}
    found: list[tuple[str, ...]] = []
    done: set[str] = set()
    for name in trees:
        _walk(name, (), links, done, found)
    return found


def _walk(
    name: str, trail: tuple[str, ...], links: Mapping[str, list[str]], done: set[str], found: list[tuple[str, ...]]
) -> None:
    if name in trail:
        found.append(trail[trail.index(name) :])
    elif name not in done:
        for link in links[name]:
            _walk(link, (*trail, name), links, done, found)
        done.add(name)


def _links(tree: Any) -> Iterator[str]:
    for part in parts_of(tree):
        if isinstance(part, Ref):
            yield part.name
        elif isinstance(part, Named):
            yield f"?{part.name}"


def assignments(sheet: Sheet) -> dict[str, int]:
    """How often each shared role is assigned."""
    counts = {key: 0 for key, role in sheet.roles.items() if role.one_of}
    trees = [*named_trees(sheet).values(), *(service.pays for service in sheet.services.values())]
    for part in parts_of(tuple(tree for tree in trees if tree is not None)):
        if isinstance(part, Assigned):
            counts[part.role] = counts.get(part.role, 0) + 1
    return counts
