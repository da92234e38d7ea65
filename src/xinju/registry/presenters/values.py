"""Values of the particulars as people read them, masked where they must be, with source, door, day and standing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from xinju.registry.bridge.held import Held, Value
from xinju.registry.models.identities import DocumentKind, Sex
from xinju.registry.models.known import Door, Verification
from xinju.registry.presenters.words import division_name, source_name
from xinju.web.language import say
from xinju.web.templatetags.furniture import day, masked

LABELS = {
    "name": say("姓名", "Name"),
    "sex": say("性别", "Sex"),
    "birth_date": say("出生日期", "Date of birth"),
    "document": say("证件", "Document"),
    "phone": say("手机号", "Phone"),
    "ethnic_group": say("民族", "Ethnic group"),
    "hukou": say("户籍地", "Household registration"),
    "hukou_address": say("户籍详细地址", "Registered address"),
    "died_on": say("死亡日期", "Died on"),
}
TONES = {Verification.VERIFIED: "good", Verification.PENDING: "wait", Verification.DISPUTED: "bad"}


@dataclass(frozen=True)
class ShownValue:
    """One value of one source. `in_words` is the value; `is_text` whether it stands in Chinese only."""

    label: str
    in_words: str
    source: str
    door: str
    on: date
    tone: str
    standing: str
    is_masters: bool
    field: str
    row: str
    is_text: bool


@dataclass(frozen=True)
class ShownHeld:
    """A field with the value that counts and what other sources say instead."""

    best: ShownValue
    others: tuple[ShownValue, ...]


def shown_held(one: Held, *, is_child: bool, whole_phone: bool) -> ShownHeld:
    """The field as a page shows it; of a child no digit of a number, of others the last four."""
    best, *others = (shown_value(each, is_child=is_child, whole_phone=whole_phone) for each in (one.best, *one.others))
    return ShownHeld(best, tuple(others))


def shown_value(one: Value, *, is_child: bool, whole_phone: bool) -> ShownValue:
    return ShownValue(
        label=str(LABELS[one.field]),
        in_words=_words(one, is_child, whole_phone),
        source=source_name(one.source),
        door=str(Door(one.door).label),
        on=one.on,
        tone=TONES[Verification(one.verification)],
        standing=str(Verification(one.verification).label),
        is_masters=one.is_masters,
        field=one.field,
        row=one.row,
        is_text=one.field in ("name", "ethnic_group", "hukou_address"),
    )


def _words(one: Value, is_child: bool, whole_phone: bool) -> str:
    match one.field:
        case "sex":
            return str(Sex(one.value).label)
        case "birth_date" | "died_on":
            return day(one.value)
        case "document":
            kind = str(DocumentKind(one.kind).label)
            # Four digits of a child's number and the day of birth leave few candidates in a school year.
            return kind if is_child else f"{kind} {masked(one.value)}"
        case "phone":
            return str(one.value) if whole_phone else masked(one.value)
        case "hukou":
            return division_name(one.value)
        case _:
            return str(one.value)
