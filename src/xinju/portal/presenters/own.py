"""What is held on a resident, in plain words: what, who told it and when, who looked; and the copy to take along."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from xinju.accounts.access import Account
from xinju.audit.queries import Look
from xinju.cases import words as case_words
from xinju.documents.figures import date_text
from xinju.documents.spreadsheets.writing import ListColumn, ListSheet, write_xlsx
from xinju.registry.bridge.held import Held, Value
from xinju.registry.bridge.rules import record_types
from xinju.registry.presenters.looks import ShownLook, shown_looks
from xinju.registry.presenters.persons import KIN, record_table
from xinju.registry.presenters.values import LABELS, shown_value
from xinju.registry.presenters.words import division_name, record_label, source_name, town_name
from xinju.registry.queries.own import Contested, EnteredHere
from xinju.registry.queries.persons import Lived, PersonFile, Relative
from xinju.values.legal_days import day_of
from xinju.web.language import chosen, is_english

# Who informed is told by the part they play, never by name: a tenant may know the landlord, and still need not know which.
_INFORMANTS = {
    "self": ("您本人", "you"),
    "landlord": ("您的房东", "your landlord"),
    "employer": ("您的用人单位", "your employer"),
    "grid": ("上门的网格员", "a grid worker at the door"),
    "window": ("服务窗口", "the service window"),
}
_STANDING = {
    "verified": ("已核实", "verified"),
    "pending": ("还没有核实", "not verified yet"),
    "disputed": ("有争议", "disputed"),
}

_OWN_FIELDS = {"stay": ("居住", "Where you live"), "kin": ("家人", "Family")}


@dataclass(frozen=True)
class Told:
    """One thing held: what, in words; who told it when. `row` and `field` name it where it is contested."""

    label: str
    words: str
    origin: str
    row: str = ""
    field: str = ""
    others: tuple[str, ...] = ()


def informant(source: str) -> str:
    """Who told it, by office or by part played."""
    return chosen(*_INFORMANTS[source]) if source in _INFORMANTS else source_name(source)


def file(held: PersonFile, on: date) -> dict[str, Any]:
    """The sections of the page."""
    return {
        "name": held.person.name,
        "is_child": held.is_child,
        "hides_address": held.hides_address,
        "values": values(held.values, is_child=held.is_child),
        "stays": [_stay(one, held.hides_address) for one in held.stays],
        "kin": [_relative(one) for one in held.kin],
        "household": [str(KIN.get(one.kin, one.kin)) for one in held.household],
        "homes": [_home(one) for one in held.holdings],
        "records": [
            {**record_table(declared, rows), "key": declared.type.key, "rows": _rows(declared, rows)}
            for declared, rows in held.records
        ],
    }


def values(held: Iterable[Held], *, is_child: bool, whole: bool = False) -> list[Told]:
    """Fields with the value that counts and what other sources say; `whole` for the copy that is the person's own."""
    return [_told(one, is_child, whole) for one in held]


def entered(held: EnteredHere) -> dict[str, Any]:
    """The same for an account that stands for nobody yet: without a way to contest, since nobody knows whose it is."""
    return {"values": values(held.values, is_child=False), "stays": [_stay(one, False) for one in held.stays]}


def looks(found: Sequence[Look], account: Account) -> list[ShownLook]:
    """Office, role, purpose and day of every look by others."""
    return shown_looks(found, asker=account)


def contested(one: Contested, on: date) -> dict[str, Any]:
    """An objection: number, what it is about, how it stands, what happens next and by when."""
    row, kind = one.file.row, one.file.kind
    answer = next((clock for clock in one.file.clocks if clock.run.clock == "answer" and clock.run.ended is None), None)
    return {
        "number": row.key,
        "field": field_words(one.contest.field),
        "says": one.says,
        "asked_on": row.opened_on,
        "state": case_words.label(kind.states[row.state].label),
        "is_open": row.closed_on is None,
        "source": informant(one.contest.source),
        "by": case_words.deadline(answer.run.deadline) if answer else "",
        "closed_on": row.closed_on,
        "answers": [text for key, text in one.file.evidence.items() if key in ("told", "remedy")],
        "may_withdraw": row.closed_on is None,
    }


def field_words(field: str) -> str:
    """What a contested field is called."""
    if field in LABELS:
        return str(LABELS[field])
    if field in _OWN_FIELDS:
        return chosen(*_OWN_FIELDS[field])
    declared = record_types().get(field)
    return record_label(declared) if declared else field


def copy_json(held: PersonFile, seen: Sequence[ShownLook], on: date) -> bytes:
    """Everything that is held, as JSON for another program (个人信息保护法 article 45)."""
    sheets = _sheets(held, seen)
    found = {"made_on": on.isoformat(), "format": "xinju-own-data-1"}
    for key, (_, columns, rows) in sheets.items():
        found[key] = [dict(zip((name for name, _, _ in columns), map(_plain, row), strict=True)) for row in rows]
    return json.dumps(found, ensure_ascii=False, indent=1).encode()


def copy_xlsx(held: PersonFile, seen: Sequence[ShownLook], on: date) -> bytes:
    """The same for people."""
    sheets = [
        ListSheet(name, [ListColumn(chosen(zh, en), 22, wraps=True) for _, zh, en in columns], rows)
        for name, columns, rows in _sheets(held, seen).values()
    ]
    return write_xlsx(sheets, on)


_Columns = tuple[tuple[str, str, str], ...]
_FROM: _Columns = (("source", "谁提供的", "Told by"), ("on", "日期", "Day"), ("standing", "核实", "Standing"))


def _sheets(held: PersonFile, seen: Sequence[ShownLook]) -> dict[str, tuple[str, _Columns, list[list[Any]]]]:
    return {
        "values": (
            chosen("基本信息", "Who"),
            (("field", "项目", "Field"), ("value", "内容", "Value"), ("counts", "采用", "Counts"), *_FROM),
            [row for one in held.values for row in _value_rows(one, held.is_child)],
        ),
        "stays": (
            chosen("居住", "Stays"),
            (("from", "从", "From"), ("until", "到", "Until"), ("where", "地址", "Where"), *_FROM),
            [
                [one.stay.start, one.stay.end, _where(one, held.hides_address), *_from(one.stay, one.stay.recorded_at)]
                for one in held.stays
            ],
        ),
        "family": (
            chosen("家人", "Family"),
            (("relation", "关系", "Relation"), ("guardian", "监护", "Guardian"), ("from", "从", "From"),
             ("until", "到", "Until"), *_FROM),
            [
                [str(KIN.get(one.kin, one.kin)), _yes(one.is_guardian), one.row.start, one.row.end,
                 *_from(one.row, one.row.recorded_at)]
                for one in held.kin
            ],
        ),
        "records": (
            chosen("部门记录", "Records"),
            (("kind", "种类", "Kind"), ("from", "从", "From"), ("until", "到", "Until"), ("content", "内容", "Content"), *_FROM),
            [
                [record_label(declared), row.start, row.end, words, *_from(row, row.recorded_at)]
                for declared, rows in held.records
                for row, words in zip(rows, _contents(declared, rows), strict=True)
            ],
        ),
        "looks": (
            chosen("谁看过", "Looks"),
            (("on", "日期", "Day"), ("office", "单位", "Office"), ("role", "身份", "Role"), ("purpose", "目的", "Purpose")),
            [[day_of(look.at), look.office, look.role, look.purpose] for look in seen],
        ),
    }  # fmt: skip


def _value_rows(one: Held, is_child: bool) -> list[list[Any]]:
    return [
        [str(LABELS[each.field]), _whole(each, is_child), _yes(each is one.best), informant(each.source), each.on,
         chosen(*_STANDING[each.verification])]
        for each in (one.best, *one.others)
    ]  # fmt: skip


def _whole(one: Value, is_child: bool) -> str:
    """The copy is the person's own: the number stands in it in full, but a child's."""
    if one.field == "document" and not is_child:
        return str(one.value)
    return shown_value(one, is_child=is_child, whole_phone=True).in_words


def _told(one: Held, is_child: bool, whole: bool) -> Told:
    shown = shown_value(one.best, is_child=is_child, whole_phone=whole)
    others = tuple(
        chosen("{who}：{words}（{on}）", "{who}: {words} ({on})").format(
            who=informant(each.source),
            words=shown_value(each, is_child=is_child, whole_phone=whole).in_words,
            on=_date(each.on),
        )
        for each in one.others
    )
    origin = _origin(one.best.source, one.best.on, one.best.verification)
    return Told(shown.label, shown.in_words, origin, one.best.row, one.best.field, others)


def _origin(source: str, on: date, verification: str) -> str:
    return chosen("{who} {on} 提供，{standing}", "Told by {who} on {on}, {standing}").format(
        who=informant(source), on=_date(on), standing=chosen(*_STANDING[verification])
    )


def _stay(one: Lived, hides_address: bool) -> Told:
    start, end = _date(one.stay.start), _date(one.stay.end) if one.stay.end else chosen("至今", "now")
    return Told(
        f"{start} – {end}",
        _where(one, hides_address),
        _origin(one.stay.source, day_of(one.stay.recorded_at), one.stay.verification),
        f"{one.stay._meta.label_lower}:{one.stay.pk}",
        "stay",
    )


def _where(one: Lived, hides_address: bool) -> str:
    return one.address or (town_name if hides_address else division_name)(one.stay.division)


def _relative(one: Relative) -> Told:
    words = [chosen("监护人", "guardian")] if one.is_guardian else []
    words += [chosen("到 {} 为止", "until {}").format(_date(one.row.end))] if one.row.end else []
    return Told(
        str(KIN.get(one.kin, one.kin)),
        chosen("，", ", ").join(words),
        _origin(one.row.source, day_of(one.row.recorded_at), one.row.verification),
        f"{one.row._meta.label_lower}:{one.row.pk}",
        "kin",
    )


def _home(one: Any) -> Told:
    return Told(
        str(one.get_role_display()), one.place.address, _origin(one.source, day_of(one.recorded_at), one.verification)
    )


def _rows(declared: Any, rows: Sequence[Any]) -> list[dict[str, Any]]:
    shown = record_table(declared, tuple(rows))["rows"]
    return [
        {
            **each,
            "source": informant(row.source),
            "row": f"{row._meta.label_lower}:{row.pk}",
            "on": day_of(row.recorded_at),
        }
        for each, row in zip(shown, rows, strict=True)
    ]


def _contents(declared: Any, rows: Sequence[Any]) -> list[str]:
    table = record_table(declared, tuple(rows))
    labels = table["columns"]
    colon = chosen("：", ": ")
    return [
        chosen("；", "; ").join(
            f"{label}{colon}{cell}" for label, cell in zip(labels, row["cells"], strict=True) if cell
        )
        for row in table["rows"]
    ]


def _from(row: Any, at: Any) -> list[Any]:
    return [informant(row.source), day_of(at), chosen(*_STANDING[row.verification])]


def _yes(so: bool) -> str:
    return chosen("是", "yes") if so else chosen("否", "no")


def _date(on: date) -> str:
    return date_text(on, "en" if is_english() else "zh")


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
