"""What the pages of self-registration say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.forms import Form

from xinju.cases.queries import case
from xinju.portal.bridge import joining as course
from xinju.portal.bridge.kept_answers import Answers
from xinju.portal.presenters.public import contact
from xinju.portal.queries.public import district
from xinju.registry.forms.fields import DOCUMENT_KINDS
from xinju.registry.queries.plates import communities
from xinju.registry.queries.receipts import declared_day
from xinju.web.language import chosen

JOB = "job:door"


def _window() -> dict[str, Any]:
    """The window for registration; the other one is for school places."""
    shown = contact(district())
    return {**shown, "windows": shown["windows"][-1:]}


def begin(plate: str, place: Any) -> dict[str, Any]:
    """The first page; `is_unknown_plate` where a code was scanned that belongs to no door."""
    return {**_window(), "place": place, "is_unknown_plate": bool(plate) and place is None}


def initial(answers: Answers, step: str) -> Mapping[str, Any]:
    """What was answered before, as it goes into the fields again."""
    return {key: "" if value == course.UNKNOWN and key == "since" else value for key, value in answers[step].items()}


def step(answers: Answers, name: str, form: Form) -> dict[str, Any]:
    """One question, with where it stands among all."""
    steps = course.steps_of(answers)
    return {
        **_window(),
        "form": form,
        "fields": [form[key] for key in form.fields],
        "is_single": len(form.fields) == 1,
        "step": name,
        "number": steps.index(name) + 1,
        "count": len(steps),
        "previous": course.previous_step(answers, name),
        "has_unknown": name == "since",
        "children": [{**one, "born": date.fromisoformat(one["born"])} for one in course.children_of(answers)],
        "may_add": course.may_add_child(answers),
        "heading": _heading(name),
    }


def check(answers: Answers, joining: Any) -> dict[str, Any]:
    """All answers, each with its way back."""
    since = answers["since"]["since"]
    kinds = dict(DOCUMENT_KINDS)
    unknown = chosen("不知道（从登记日算起）", "Not known: counted from today")
    rows = [
        ("name", chosen("姓名", "Name"), joining.person.name),
        ("document", chosen("证件", "Document"), kinds[joining.person.document_kind]),
        ("document", chosen("号码", "Number"), joining.person.number or "—"),
        ("born", chosen("出生日期", "Born"), joining.person.birth_date),
        ("phone", chosen("手机号", "Phone"), joining.person.phone),
        ("since", chosen("从哪天起住", "Here since"), unknown if since == course.UNKNOWN else joining.since),
        ("address", chosen("住址", "Address"), joining.place.address if joining.place else _address(answers)),
        ("children", chosen("一起住的孩子", "Children here"), _children(answers)),
        ("needs", chosen("需要的帮助", "Help wanted"), _needs(joining.needs)),
    ]
    steps = course.steps_of(answers)
    return {**_window(), "rows": [_row(steps, *row) for row in rows]}


def _row(steps: list[str], step: str, label: str, value: Any) -> dict[str, Any]:
    return {
        "label": label, "step": step if step in steps else "", "day": value if isinstance(value, date) else None,
        "text": "" if isinstance(value, date) else value,
    }  # fmt: skip


def done(receipt: Any) -> dict[str, Any]:
    """What happens next and by when."""
    row = case(receipt.case, JOB) if receipt.case else None
    return {
        **_window(),
        "receipt": receipt,
        "declared_on": declared_day(receipt),
        "due": row.due_on if row else None,
        "is_certain": row.due_certain if row else True,
        "is_visit": row is not None and row.state != "phone",
    }


def _address(answers: Answers) -> str:
    named = {code: chosen(zh, english) for code, zh, english in communities()}
    where = named.get(answers["address"]["community"], chosen("社区不清楚", "community not known"))
    return f"{answers['address']['address']}（{where}）"


def _children(answers: Answers) -> str:
    names = [one["name"] for one in course.children_of(answers)]
    return chosen("、", ", ").join(names) or chosen("没有", "none")


def _needs(needs: Any) -> str:
    words = dict(course.NEEDS)
    return chosen("、", ", ").join(str(words[need]) for need in needs) or chosen("暂时没有", "none for now")


def _heading(name: str) -> str:
    return {
        "document": chosen("您的证件", "Your document"),
        "address": chosen("您的住址", "Your address"),
        "children": chosen("有孩子和您一起住吗？", "Do children live with you?"),
    }.get(name, "")
