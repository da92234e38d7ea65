"""Which roles a number depends on that somebody must first be assigned to, and where the sheet assigns them."""

from __future__ import annotations

from collections.abc import Iterator

from xinju.engines.scoring.language import numbers as n
from xinju.engines.scoring.language.numbers import All, AnyOf, Compare, Condition, Named, Not, Ruled
from xinju.engines.scoring.language.sheets import Sheet
from xinju.engines.scoring.language.sources import HERE, Source
from xinju.engines.scoring.language.tree import below, sources_of


class Roles:
    """The roles of one sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self._open: dict[n.Number | Condition, frozenset[str]] = {}
        self.assigned = self._assigned_nodes()

    def open_in(self, node: n.Number | Condition) -> frozenset[str]:
        """Roles that are played somewhere in the node and assigned nowhere within it."""
        if node not in self._open:
            self._open[node] = frozenset()  # a circle of names is refused elsewhere
            self._open[node] = self._find(node)
        return self._open[node]

    def outermost(self, roles: frozenset[str]) -> str:
        """The role to settle first: one whose number is not assigned inside another's."""
        inner = {one for role in roles for one in self._assigned_below(self.assigned_by(role).of)}
        return min(roles - inner or roles)

    def assigned_by(self, role: str) -> n.Assigned:
        """The node that assigns a role. ValueError if the sheet has none."""
        if role not in self.assigned:
            raise ValueError(f"role {role}: no number of the sheet assigns it")
        return self.assigned[role]

    def _find(self, node: n.Number | Condition) -> frozenset[str]:
        match node:
            case n.Assigned(role=role, of=of):
                return self.open_in(of) - {role} - self._assigned_below(of)
            case n.Ref(name=name):
                return self.open_in(self.sheet.number(name))
            case Named(name=name):
                return self.open_in(self.sheet.conditions[name])
            case Compare(of=of) | Not(of=of):
                return self.open_in(of)
            case Ruled(of=of, instead=instead):
                return self._all([of, instead])
            case All(parts) | AnyOf(parts):
                return self._all(parts)
            case n.When():
                return self._all([one for row in node.rows for one in row] + [node.otherwise])
            case n.Limited():
                return self._all([node.of] + ([] if node.void_unless is None else [node.void_unless]))
        own = frozenset(role for source, of in _sources(node) for role in self._needed(source, of))
        return own | self._all(list(below(node)))

    def _all(self, nodes) -> frozenset[str]:
        return frozenset(role for node in nodes for role in self.open_in(node))

    def _needed(self, source: Source, of: tuple[str, ...]) -> Iterator[str]:
        if source.record == HERE or self.sheet.records[source.record].about == "application":
            return
        for role in source.of or of:
            yield from self._behind(role)

    def _behind(self, role: str) -> Iterator[str]:
        declared = self.sheet.roles.get(role)
        if declared is None:
            return
        for part in declared.all_of:
            yield from self._behind(part)
        if declared.one_of and not declared.all_of:
            yield role
        elif declared.others_of is not None and not declared.all_of:
            yield declared.others_of

    def _assigned_nodes(self) -> dict[str, n.Assigned]:
        found: dict[str, n.Assigned] = {}
        tops = [*(group.number for group in self.sheet.groups.values()), *(i.number for i in self.sheet.items.values())]
        for top in tops:
            for node in self._walk(top, ()):
                if isinstance(node, n.Assigned):
                    found.setdefault(node.role, node)
        return found

    def _assigned_below(self, node: n.Number) -> frozenset[str]:
        return frozenset(one.role for one in self._walk(node, ()) if isinstance(one, n.Assigned))

    def _walk(self, node: n.Number, names: tuple[str, ...]) -> Iterator[n.Number]:
        yield node
        if isinstance(node, n.Ref) and node.name not in names:
            yield from self._walk(self.sheet.number(node.name), (*names, node.name))
        for part in below(node):
            yield from self._walk(part, names)


def _sources(node: n.Number | Condition) -> Iterator[tuple[Source, tuple[str, ...]]]:
    match node:
        case n.Duration(of=of) | n.Tally(of=of) | n.Each(of=of):
            yield from ((source, of) for source in sources_of(node))
