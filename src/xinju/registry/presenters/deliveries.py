"""A delivery in the page's language: what it is, how far it is, what was wrong with it, what would go with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse

from xinju.documents.spreadsheets.reading import IgnoredRow
from xinju.documents.spreadsheets.table import Column
from xinju.documents.words import faults_en, faults_zh
from xinju.messages.access import Work
from xinju.messages.actions import CODE_OF_OURS
from xinju.messages.presenters import ShownWork, WorkWords
from xinju.messages.presenters import shown as shown_work
from xinju.packs.records import DeclaredRecord
from xinju.packs.registry_rules import RegistryRules
from xinju.registry.findings import Findings
from xinju.registry.models import Delivery
from xinju.registry.models.deliveries import DeliveryState
from xinju.registry.queries.deliveries import RestsOn, kinds_of_acts
from xinju.web.language import chosen, is_english

FAULTS_SHOWN = 300
TONES = {
    DeliveryState.RECEIVED: "wait",
    DeliveryState.PREVIEW: "wait",
    DeliveryState.LANDING: "wait",
    DeliveryState.LANDED: "good",
    DeliveryState.WITHDRAWN: "plain",
}
WORDS = {
    "registry.look_through": WorkWords(
        ("检查部门文件", "Looking through the file"),
        {
            "reading": ("逐行检查", "checking row by row"),
            "comparing": ("与已有数据比较", "comparing with what is held"),
        },
    ),
    "registry.land": WorkWords(("数据入库", "Taking the data over"), {"landing": ("已入库的行", "rows taken over")}),
}
_ACTS = {
    "points.application": ("积分申请", "applications for points"),
    "points.decision": ("积分决定", "decisions on points"),
    "points.review": ("积分复核", "reviews of decisions on points"),
    "benefits.run": ("次学位安排用了这些人的数据", "runs of a round that used these people's facts"),
    "benefits.result": ("名儿童的学位安排结果", "children's results in them"),
    "registry.permit": ("居住证", "residence permits"),
}


@dataclass(frozen=True)
class ShownFault:
    """One thing to mend; the value is masked."""

    line: str
    column: str
    cell: str
    value: str
    reason: str


def source_name(rules: RegistryRules, source: str) -> str:
    """The department's name."""
    held = rules.sources.get(source)
    return chosen(held.name, held.english) if held else source


def type_name(types: dict[str, DeclaredRecord], record_type: str) -> str:
    """What the data are called."""
    declared = types.get(record_type)
    return chosen(declared.type.label, declared.english.get("") or declared.type.label) if declared else record_type


def choices(
    rules: RegistryRules, types: dict[str, DeclaredRecord], sources: Iterable[str]
) -> list[tuple[str, list[tuple[str, str]]]]:
    """What each of these sources delivers, for a list to choose from."""
    found = []
    for key in sources:
        records = [one for one in rules.sources[key].records if one in types]
        if records:
            found.append((source_name(rules, key), [(f"{key}/{one}", type_name(types, one)) for one in records]))
    return found


def line(rules: RegistryRules, types: dict[str, DeclaredRecord], delivery: Delivery) -> dict[str, object]:
    """One row of the list."""
    return {
        "delivery": delivery,
        "source": source_name(rules, delivery.source),
        "type": type_name(types, delivery.record_type),
        "tone": TONES[DeliveryState(delivery.state)],
        "good": delivery.counts.get("good"),
        "refused": delivery.counts.get("refused"),
    }


def figures(delivery: Delivery) -> list[tuple[int, str]]:
    """The counts for the head of the page."""
    held = delivery.counts
    if "good" not in held:
        return []
    found = [
        (held["good"], chosen("行可以入库", "rows are good")),
        (held["refused"], chosen("行退回", "rows go back")),
        (held["ignored"], chosen("行不是数据（标题、合计、签章等）", "lines are no data (titles, totals, signatures)")),
    ]
    if delivery.query_list_id:
        found.append((held.get("unanswered", 0), chosen("行没有答复", "rows are unanswered")))
    return found


def changes(delivery: Delivery) -> list[tuple[int, str]]:
    """What landing changed, or before it, what it would change; empty where nobody has counted yet."""
    held = delivery.counts
    told = held if delivery.landed_to else held.get("forecast")
    if told is None:
        return []
    return [
        (
            told.get("new_people", 0),
            chosen("人是这个来源第一次报送", "people told of for the first time by this source"),
        ),
        (told.get("new", 0), chosen("条是新的", "records are new")),
        (told.get("superseding", 0), chosen("条代替以前的内容", "records take the place of earlier ones")),
        (told.get("unchanged", 0), chosen("条与已有的相同", "records say what is held already")),
    ]


def shown_faults(found: Findings) -> list[ShownFault]:
    """The faults in the page's language, as many as a page holds."""
    reason = faults_en.reason if is_english() else faults_zh.reason
    return [
        ShownFault(str(one.line or "—"), one.column, one.cell, one.value, reason(one))
        for one in found.faults[:FAULTS_SHOWN]
    ]


def shown_ignored(found: Findings) -> list[tuple[str, str]]:
    """Lines that were passed over, with the reason."""
    words = faults_en.IGNORED if is_english() else faults_zh.IGNORED
    return [(_lines(one), words[one.reason]) for one in found.ignored[:FAULTS_SHOWN]]


def _lines(one: IgnoredRow) -> str:
    if not one.first_line:
        return one.sheet
    span = str(one.first_line) if one.first_line == one.last_line else f"{one.first_line}–{one.last_line}"
    return f"{one.sheet} {span}".strip()


def needs_mapping(delivery: Delivery) -> bool:
    """Are headings missing that an officer can point out?"""
    codes = delivery.counts.get("faults", {})
    return delivery.state == DeliveryState.PREVIEW and bool(
        {"no_heading", "column_missing", "column_twice"} & set(codes)
    )


def may_land_now(delivery: Delivery) -> bool:
    """Is there something good, and was the file read to its end?"""
    return (
        delivery.state in (DeliveryState.PREVIEW, DeliveryState.LANDING)
        and not delivery.counts.get("broken_off")
        and bool(delivery.counts.get("good") or delivery.query_list_id)
    )


def going(found: RestsOn) -> list[tuple[int, str]]:
    """What is superseded and undone when a delivery is withdrawn, and what others answer for from then on."""
    left = {name: count - found.still_told[name] for name, count in found.facts.items()}
    shown = [
        (left["records"], chosen("条记录失效", "records are superseded")),
        (left["stays"], chosen("段居住失效", "stays are superseded")),
        (left["people"], chosen("份个人信息失效", "people's particulars are superseded")),
        (found.links, chosen("处合并撤销", "merges are undone")),
    ]
    told = sum(found.still_told.values())
    words = chosen("条另有批次或窗口也报送过，转由其作为出处", "were told by others too and stay, as theirs")
    return [*shown, (told, words)] if told else shown


def computed(found: RestsOn) -> list[tuple[int, str]]:
    """What was computed or decided on these people since, by kind."""
    return [(count, chosen(*_ACTS.get(kind, (kind, kind)))) for kind, count in kinds_of_acts(found).items()]


def asked_columns(columns: Sequence[Column]) -> list[Column]:
    """The columns that an officer may have to point out, those that must be there first."""
    return sorted(columns, key=lambda column: not column.required)


def shown(work: Work) -> ShownWork:
    """The work in the page's language."""
    why = ""
    if work.failure not in ("", CODE_OF_OURS):
        why = chosen("这批数据现在不能入库：它已经撤回，或者文件没有读完。",
                     "These data cannot be taken over now: withdrawn, or not read to the end.")  # fmt: skip
    return shown_work(work, WORDS[work.kind], why)


def works(delivery: Delivery, found: Iterable[Work]) -> list[tuple[str, ShownWork]]:
    """Work for the delivery's own page: its address and how it stands."""
    return [(address_of(delivery, one), shown(one)) for one in found]


def address_of(delivery: Delivery, work: Work) -> str:
    """The page of this work."""
    return reverse("registry:delivery-work", kwargs={"key": delivery.key, "work": work.key})
