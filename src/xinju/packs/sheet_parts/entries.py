"""The named entries of a sheet: roles, items, groups, bars, services and answered findings."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from fractions import Fraction
from typing import Any

from xinju.engines.scoring.language import numbers as n
from xinju.engines.scoring.language.sheets import Bar, Decision, Group, Item, RankKey, Role, Service
from xinju.packs.problems import listed, nearest
from xinju.packs.sheet_parts.context import SheetReading
from xinju.packs.sheet_parts.kind_of import need_plain
from xinju.packs.sheet_parts.numbers import MODIFIERS, OPERATIONS, read_operation
from xinju.packs.yaml_reader import Node

_ITEM_WORDS = (
    "label",
    "category",
    "layer",
    "article",
    "evidence",
    "verified_by",
    "note",
    "standard",
    "beside",
    "indicator",
)
_NUMBER_WORDS = (*OPERATIONS, *MODIFIERS, "when", "otherwise", "best", "divide")
_GROUP_WORDS = ("label", "article")
_SERVICE_WORDS = ("label", "points", "gate", "rank", "ties", "pays", "pays_unit", "article")
INDICATORS = ("residence", "employment", "insurance")


def read_roles(reading: SheetReading, node: Node | None) -> dict[str, Role]:
    """Who plays a part; members that only this sheet knows are declared as `name: {}`."""
    found: dict[str, Role] = {}
    for key, part in reading.entries(node).items():
        with reading.attempt():
            entries = reading.mapping(part, ("label", "one_of", "others_of", "among", "all_of")) if part.content else {}
            if "label" in entries:
                reading.label(entries.pop("label"))
            if not entries:
                reading.members.add(key)
                continue
            role = Role(
                key,
                one_of=reading.texts(entries["one_of"]) if "one_of" in entries else (),
                others_of=reading.text(entries["others_of"]) if "others_of" in entries else None,
                among=reading.texts(entries["among"]) if "among" in entries else (),
                all_of=reading.texts(entries["all_of"]) if "all_of" in entries else (),
            )
            if [bool(role.one_of), bool(role.others_of), bool(role.all_of)].count(True) != 1:
                reading.refuse(
                    part, "one_operation", value=part.shown, expected="one_of, others_of, all_of", nearest=""
                )
            if role.others_of is not None and (role.others_of not in found or not found[role.others_of].one_of):
                reading.refuse(part, "role_not_shared", value=role.others_of, expected=listed(found))
            reading.members.update(role.one_of, role.among)
            found[key] = role
    return found


def read_item(reading: SheetReading, key: str, node: Node) -> Item:
    """One row of the table."""
    entries = reading.mapping(node, (*_ITEM_WORDS, *_NUMBER_WORDS))
    reading.article = reading.optional_text(entries, "article")
    number_entries = {name: part for name, part in entries.items() if name in _NUMBER_WORDS}
    number = need_plain(reading, read_operation(reading, node, number_entries), node)
    return Item(
        key=key,
        label=reading.optional_text(entries, "label") or key,
        number=number,
        category=reading.optional_text(entries, "category"),
        layer=reading.optional_text(entries, "layer"),
        article=reading.article,
        evidence=reading.optional_text(entries, "evidence"),
        verified_by=reading.optional_text(entries, "verified_by"),
        note=reading.optional_text(entries, "note"),
        standard=reading.optional_text(entries, "standard"),
        cap=reading.number(entries["cap"]) if "cap" in entries else None,
        beside=need_plain(reading, reading.amount(entries["beside"]), entries["beside"])
        if "beside" in entries
        else None,
        indicator=reading.one_of(entries["indicator"], INDICATORS) if "indicator" in entries else "",  # type: ignore[arg-type]
        line=node.line,
    )


def read_group(reading: SheetReading, key: str, node: Node) -> Group:
    """Items together; the group `total` is the total."""
    entries = reading.mapping(node, (*_GROUP_WORDS, *_NUMBER_WORDS))
    reading.article = reading.optional_text(entries, "article")
    number_entries = {name: part for name, part in entries.items() if name in _NUMBER_WORDS}
    number = need_plain(reading, read_operation(reading, node, number_entries), node)
    return Group(
        key=key,
        label=reading.optional_text(entries, "label") or key,
        number=number,
        members=tuple(name for name in dict.fromkeys(references(number)) if name in reading.points),
        cap=reading.number(entries["cap"]) if "cap" in entries else None,
        article=reading.article,
        line=node.line,
    )


def references(tree: Any) -> list[str]:
    """Every name that a tree of numbers refers to directly, in order."""
    if isinstance(tree, n.Ref):
        return [tree.name]
    if isinstance(tree, tuple):
        return [name for part in tree for name in references(part)]
    if is_dataclass(tree):
        return [name for part in fields(tree) for name in references(getattr(tree, part.name))]
    return []


def read_bar(reading: SheetReading, key: str, node: Node, services: list[str]) -> Bar:
    """A veto or a freeze."""
    entries = reading.mapping(node, ("label", "kind", "when", "blocks", "article"), ("when",))
    reading.article = reading.optional_text(entries, "article")
    blocks = (
        tuple(reading.one_of(part, services) for part in reading.one_or_more(entries["blocks"]))
        if "blocks" in entries
        else ()
    )
    return Bar(
        key=key,
        label=reading.optional_text(entries, "label") or key,
        when=reading.condition(entries["when"]),
        kind=reading.one_of(entries["kind"], ("veto", "freeze")) if "kind" in entries else "veto",  # type: ignore[arg-type]
        blocks=blocks,
        article=reading.article,
    )


def read_service(reading: SheetReading, key: str, node: Node) -> Service:
    """What the score is used for."""
    entries = reading.mapping(node, _SERVICE_WORDS)
    reading.article = reading.optional_text(entries, "article")
    rank = tuple(
        _rank_key(reading, index, part)
        for index, part in enumerate(reading.parts(entries["rank"]) if "rank" in entries else ())
    )
    return Service(
        key=key,
        label=reading.optional_text(entries, "label") or key,
        points=_points_name(reading, node, entries.get("points")),
        gate=reading.condition(entries["gate"]) if "gate" in entries else None,
        rank=rank,
        ties=reading.one_of(entries["ties"], ("lottery", "all_tied", "none")) if "ties" in entries else "none",  # type: ignore[arg-type]
        pays=need_plain(reading, reading.amount(entries["pays"]), entries["pays"]) if "pays" in entries else None,
        pays_unit=reading.optional_text(entries, "pays_unit"),
        article=reading.article,
        line=node.line,
    )


def _points_name(reading: SheetReading, service: Node, node: Node | None) -> str:
    name = "total" if node is None else reading.text(node)
    if name not in reading.points:
        right = sorted(reading.points)
        reading.refuse(
            node or service, "unknown_number", value=name, expected=listed(right, 40), nearest=nearest(name, right)
        )
    return name


def _rank_key(reading: SheetReading, index: int, node: Node) -> RankKey:
    """`{key: NUMBER, label: …, ascending: true}`, a bare name, or `{open: why}` where the text is cut off."""
    if isinstance(node.content, str):
        name = reading.text(node)
        return RankKey(name, reading.labels.get(name, name), reading.amount(node))
    entries = reading.mapping(node, ("key", "label", "ascending", "open"))
    if "open" in entries:
        why = reading.label(entries["open"])
        return RankKey(f"open_{index + 1}", why, n.Open(why, Fraction(0), Fraction(1)))
    if "key" not in entries:
        reading.refuse(node, "missing_key", value="key")
    number = reading.amount(entries["key"])
    name = number.name if isinstance(number, n.Ref) else f"key_{index + 1}"
    ascending = reading.flag(entries["ascending"]) if "ascending" in entries else False
    return RankKey(
        name, reading.optional_text(entries, "label") or reading.labels.get(name, name), number, not ascending
    )


def read_decision(reading: SheetReading, node: Node) -> Decision:
    """A finding of the checker that somebody answered."""
    keys = ("finding", "reading", "by", "date")
    entries = reading.mapping(node, keys, keys)
    finding, answer, by = (reading.text(entries[key]) for key in keys[:3])
    return Decision(finding, answer, by, reading.day(entries["date"]))
