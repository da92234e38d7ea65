"""One sheet inside another: its names get a prefix, its roles are played by roles of the sheet around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from xinju.engines.scoring.language.decisions import Decision
from xinju.engines.scoring.language.numbers import Assigned, Duration, Each, Named, Ref, Tally
from xinju.engines.scoring.language.sheets import Group, Item, Role, Sheet
from xinju.engines.scoring.language.sources import Source, Test


def prefixed(sheet: Sheet, prefix: str, roles: Mapping[str, str], line: int) -> Sheet:
    """The sheet with every name under `prefix.` and every role renamed by `roles`. Bars and services stay behind.

    line  where the file around it includes it: its items and groups stand there for whoever reads that file
    """
    renamed = {key: f"{prefix}.{key}" for key in sheet.roles if key not in roles} | dict(roles)
    rename = _Renaming(sheet, prefix, renamed, line)
    return replace(
        sheet,
        roles={renamed[key]: rename.role(role) for key, role in sheet.roles.items() if key not in roles},
        measures={rename.name(key): rename.tree(number) for key, number in sheet.measures.items()},
        conditions={rename.name(key): rename.tree(part) for key, part in sheet.conditions.items()},
        items={rename.name(key): rename.item(item) for key, item in sheet.items.items()},
        groups={rename.name(key): rename.group(group) for key, group in sheet.groups.items()},
        rounding=None
        if sheet.rounding is None
        else replace(sheet.rounding, names=tuple(map(rename.name, sheet.rounding.names))),
        decisions=(),
        brought=tuple(rename.decision(one) for one in (*sheet.brought, *sheet.decisions)),
        bars={},
        services={},
    )


class _Renaming:
    def __init__(self, sheet: Sheet, prefix: str, roles: Mapping[str, str], line: int) -> None:
        self.prefix, self.roles, self.line = prefix, roles, line
        self.names = {*sheet.measures, *sheet.conditions, *sheet.items, *sheet.groups}

    def decision(self, decision: Decision) -> Decision:
        """A decision under the name that its finding has here: `silent:age:61..` becomes `silent:portable.age:61..`."""
        code, *rest = decision.finding.split(":")
        named = [self.name(part) if self._is_named(part) else part for part in rest]
        return replace(decision, finding=":".join([code, *named]))

    def _is_named(self, part: str) -> bool:
        return part in self.names or any(part.startswith(f"{name}.") for name in self.names)

    def name(self, name: str) -> str:
        return f"{self.prefix}.{name}"

    def of(self, roles: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(self.roles.get(role, role) for role in roles)

    def role(self, role: Role) -> Role:
        others = self.roles.get(role.others_of, role.others_of) if role.others_of else None
        return replace(role, key=self.roles.get(role.key, role.key), others_of=others)

    def item(self, item: Item) -> Item:
        beside = None if item.beside is None else self.tree(item.beside)
        return replace(item, key=self.name(item.key), number=self.tree(item.number), beside=beside, line=self.line)

    def group(self, group: Group) -> Group:
        members = tuple(self.name(member) for member in group.members)
        return replace(group, key=self.name(group.key), number=self.tree(group.number), members=members, line=self.line)

    def tree(self, part: Any) -> Any:
        """The same tree with names and roles renamed."""
        if isinstance(part, tuple):
            return tuple(self.tree(inner) for inner in part)
        if not is_dataclass(part):
            return part
        if isinstance(part, Ref | Named):
            return replace(part, name=self.name(part.name))
        found = replace(part, **{field.name: self.tree(getattr(part, field.name)) for field in fields(part)})  # type: ignore[type-var]
        if isinstance(found, Duration | Tally | Each | Source):
            return replace(found, of=self.of(found.of))
        if isinstance(found, Test):
            return replace(found, figures=tuple(map(self.name, found.figures)))
        return replace(found, role=self.roles.get(found.role, found.role)) if isinstance(found, Assigned) else found
