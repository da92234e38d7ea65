"""Another reading of a sheet is a sheet: the same names with other numbers, or beside the first under names of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from math import lcm
from typing import Any

from xinju.engines.scoring.language import numbers as n
from xinju.engines.scoring.language.decisions import Decision
from xinju.engines.scoring.language.numbers import Condition, Named, Number, Ref
from xinju.engines.scoring.language.rounding import WAYS, Way
from xinju.engines.scoring.language.sheets import Group, Item, Sheet
from xinju.engines.scoring.language.sources import Bounds, Intersect, Length, Source, Subtract, Union, Window
from xinju.engines.scoring.ranges import Ranges, sheet_denominator

_LEAVES = (
    Bounds,
    Decision,
    Intersect,
    Length,
    Source,
    Subtract,
    Union,
    Window,
)  # nothing in them is a number or a condition


def tried(sheet: Sheet) -> tuple[tuple[str, Sheet], ...]:
    """Each way to round that the sheet leaves open, with the sheet to work out beside the exact one; itself where it is the same."""
    if sheet.rounding is None:
        return ()
    return tuple((code, apart(sheet, rounded_in(sheet, WAYS[code]), code)) for code in sheet.rounding.ways)


def common_denominator(sheet: Sheet) -> int:
    """The one denominator over which everything that the sheet shows, in each way to read it, is a whole number."""
    return lcm(sheet_denominator(sheet), *(sheet_denominator(other) for _, other in tried(sheet)))


def rounded_in(sheet: Sheet, way: Way | None) -> Sheet:
    """The sheet as it would be if its text told this way to round."""
    if way is None or sheet.rounding is None:
        return sheet
    ranges = Ranges(sheet)
    concerned = [name for name in sheet.rounding.names if way.step.denominator % ranges.named(name).denominator]

    def held(part: Any) -> Any:
        return replace(part, number=n.Rounded(part.number, way.step, way.mode))

    if way.at == "item":
        items = {key: held(item) if key in concerned else item for key, item in sheet.items.items()}
        return replace(sheet, items=items)
    inner = {name for group in sheet.groups.values() for name in _names_below(sheet, group.number)}
    groups = {
        key: held(group) if key in concerned and key not in inner else group for key, group in sheet.groups.items()
    }
    return replace(sheet, groups=groups)


def apart(sheet: Sheet, variant: Sheet, mark: str) -> Sheet:
    """The variant with a name of its own (`name@mark`) for all that means something else there, so that both can stand together.

    A part that is the same object in both means the same. The sheet itself if nothing differs.
    """
    renamed = {name: f"{name}@{mark}" for name in _differing(sheet, variant)}
    if not renamed:
        return sheet

    def known_as(node: Any, _: Any) -> Any:
        return _renamed(node, renamed)

    def named(entries: Mapping[str, Any], kind: str = "") -> dict[str, Any]:
        names = {key: renamed.get(f"{kind}{key}", key).removeprefix("?") for key in entries}
        return {names[key]: _entry(names[key], part, known_as) for key, part in entries.items()}

    def rounded(entries: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
        """As `named`; a number of before that is only rounded keeps its name and is referred to: worked out once for both."""
        same = [key for key, part in entries.items() if _is_rounded(part.number, before[key].number, renamed)]
        referring = {
            renamed[key]: replace(entries[key], key=renamed[key], number=replace(entries[key].number, of=Ref(key)))
            for key in same
        }
        return named(entries) | referring | {key: before[key] for key in same}

    services = {
        key: replace(
            service,
            points=renamed.get(service.points, service.points),
            gate=None if service.gate is None else mapped(service.gate, known_as),
            rank=tuple(replace(one, number=mapped(one.number, known_as)) for one in service.rank),
            pays=None if service.pays is None else mapped(service.pays, known_as),
        )
        for key, service in variant.services.items()
    }
    return replace(
        variant,
        measures=named(variant.measures),
        items=rounded(variant.items, sheet.items),
        groups=rounded(variant.groups, sheet.groups),
        conditions=named(variant.conditions, "?"),
        bars={key: replace(bar, when=mapped(bar.when, known_as)) for key, bar in variant.bars.items()},
        services=services,
    )


def read_there(condition: Condition, variant: Sheet, mark: str) -> Condition:
    """A condition of a sheet as it stands in a variant that was set apart from it."""
    renamed = {name.removesuffix(f"@{mark}"): name for name in _named_trees(variant) if name.endswith(f"@{mark}")}
    return mapped(condition, lambda node, _: _renamed(node, renamed))


def _renamed(node: Any, names: Mapping[str, str]) -> Any:
    key = node.name if isinstance(node, Ref) else f"?{node.name}" if isinstance(node, Named) else ""
    return replace(node, name=names[key].removeprefix("?")) if key in names else node


def mapped(tree: Any, change: Callable[[Any, Any], Any]) -> Any:
    """The tree with each number and condition changed, innermost first; the same object where nothing is.

    `change` gets a node whose parts are changed already, and the node as it was.
    """
    if isinstance(tree, tuple):
        parts = tuple(mapped(part, change) for part in tree)
        return tree if all(a is b for a, b in zip(parts, tree, strict=True)) else parts
    if not is_dataclass(tree) or isinstance(tree, _LEAVES):
        return tree
    before = {field.name: getattr(tree, field.name) for field in fields(tree)}
    after = {key: mapped(part, change) for key, part in before.items()}
    same = all(after[key] is before[key] for key in before)
    return change(tree if same else replace(tree, **after), tree)  # type: ignore[type-var]


def _is_rounded(number: Number, before: Number, renamed: Mapping[str, str]) -> bool:
    return isinstance(number, n.Rounded) and number.of is before and not renamed.keys() & set(_links(before))


def _entry(key: str, part: Any, change: Callable[[Any, Any], Any]) -> Any:
    if isinstance(part, Item | Group):
        return replace(part, key=key, number=mapped(part.number, change))
    return mapped(part, change)


def _differing(sheet: Sheet, variant: Sheet) -> list[str]:
    """Names of numbers, and of conditions as `?name`, that mean something else: by themselves or by what they refer to."""
    before, after = _named_trees(sheet), _named_trees(variant)
    found = {name for name in after if after[name] is not before.get(name)}
    links = {name: set(_links(tree)) for name, tree in after.items()}
    more = found
    while more:
        more = {name for name, to in links.items() if name not in found and to & found}
        found |= more
    return [name for name in after if name in found]


def _named_trees(sheet: Sheet) -> dict[str, Number | Condition]:
    trees: dict[str, Number | Condition] = dict(sheet.measures)
    trees |= {key: item.number for key, item in sheet.items.items()}
    trees |= {key: group.number for key, group in sheet.groups.items()}
    return trees | {f"?{key}": condition for key, condition in sheet.conditions.items()}


def _links(tree: Any) -> Iterator[str]:
    if isinstance(tree, tuple):
        for part in tree:
            yield from _links(part)
    elif isinstance(tree, Ref):
        yield tree.name
    elif isinstance(tree, Named):
        yield f"?{tree.name}"
    elif is_dataclass(tree) and not isinstance(tree, _LEAVES):
        for field in fields(tree):
            yield from _links(getattr(tree, field.name))


def _names_below(sheet: Sheet, tree: Number | Condition) -> frozenset[str]:
    """All names of numbers that a tree leads to."""
    trees, found, open_names = _named_trees(sheet), set(), [*_links(tree)]
    while open_names:
        name = open_names.pop()
        if name not in found:
            found.add(name)
            open_names += _links(trees[name])
    return frozenset(found)
