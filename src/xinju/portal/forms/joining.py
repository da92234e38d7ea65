"""One thing a page: name, document, birth, phone, since when, where, children, help wanted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from xinju.portal.bridge.joining import NEEDS, UNKNOWN
from xinju.registry.forms.fields import LONGEST_ADDRESS, DayField, DocumentForm, NameField, PhoneField
from xinju.registry.queries.plates import communities
from xinju.web.language import chosen, say

OLDEST_CHILD = 18


class Step(forms.Form):
    """One page. `today` bounds its days; `answer` is what is kept in the session: plain JSON."""

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        for field in self.fields.values():
            if isinstance(field, DayField):
                field.latest = today

    def answer(self) -> dict[str, Any]:
        return {
            key: value.isoformat() if isinstance(value, date) else value for key, value in self.cleaned_data.items()
        }


class NameStep(Step):
    name = NameField(
        label=say("您叫什么名字？", "What is your name?"),
        help_text=say("和证件上一样；没有证件就写平时用的全名。", "As on your document; without one, your full name."),
    )


class DocumentStep(DocumentForm, Step):
    """The number is checked for slips only; whether it is known is never looked up."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].widget = forms.RadioSelect(choices=self.fields["kind"].choices)
        self.fields["kind"].label = say("您有哪种证件？", "Which document do you have?")
        self.fields["number"].help_text = say(
            "选了“暂无证件”就不用填。", "Leave it blank if you chose “No document yet”."
        )


class BornStep(Step):
    born = DayField(label=say("您的出生日期？", "Your date of birth?"))


class PhoneStep(Step):
    phone = PhoneField(
        label=say("您的手机号？", "Your phone number?"),
        help_text=say("核实时打这个电话，不作别的用途。", "We call it to verify, and use it for nothing else."),
    )


class SinceStep(Step):
    since = DayField(
        label=say("您从哪天起住在这里？", "Since which day have you lived here?"),
        help_text=say("如 2026-05-01；只记得大概就写那个月的 1 日。", "Such as 2026-05-01; if you know the month only, write its first day."),
        required=False,
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if UNKNOWN in self.data:
            return {"since": UNKNOWN}
        if "since" in cleaned and cleaned["since"] is None:
            self.add_error("since", say("请写出日期，或选“我不知道”。", "Write a day, or choose “I do not know”."))
        return cleaned


class AddressStep(Step):
    """For who came without a door's code."""

    community = forms.ChoiceField(
        label=say("在哪个社区（村）？", "In which community or village?"),
        error_messages={
            "required": say("请选一个；不清楚就选“我不知道”。", "Choose one, or “I do not know”."),
            "invalid_choice": say("请从列表里选。", "Choose one of the list."),
        },
    )
    address = forms.CharField(
        label=say("您住在哪里？", "Where do you live?"),
        help_text=say("街路、门牌、楼、单元、房号，如：禾苑路12号3号楼402室", "Street, number, building, unit, room"),
        max_length=LONGEST_ADDRESS,
        error_messages={
            "required": say("请填写住址。", "Write the address."),
            "max_length": say("住址最多 200 个字。", "An address has 200 characters at most."),
        },
    )
    field_order = ("address", "community")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(code, chosen(zh, english)) for code, zh, english in communities()]
        self.fields["community"].choices = [("", "—"), *named, (UNKNOWN, say("我不知道", "I do not know"))]


class ChildStep(Step):
    """One child without an own number here; the number on its record is the guardian's."""

    name = NameField(label=say("孩子的姓名", "The child's name"))
    born = DayField(label=say("孩子的出生日期", "The child's date of birth"))

    def clean_born(self) -> date:
        born = self.cleaned_data["born"]
        if born.year < self.today.year - OLDEST_CHILD - 1:
            raise forms.ValidationError(
                say("满十八周岁的请各自扫码登记。", "Who is eighteen registers by himself with the code.")
            )
        return born


class NeedsStep(Step):
    needs = forms.MultipleChoiceField(
        label=say("需要我们帮什么？", "What help would you like?"),
        help_text=say("可以都不选。", "You may choose none."),
        choices=NEEDS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": say("请从列出的选项里选。", "Choose of the options.")},
    )


FORMS: Mapping[str, type[Step]] = {
    "name": NameStep,
    "document": DocumentStep,
    "born": BornStep,
    "phone": PhoneStep,
    "since": SinceStep,
    "address": AddressStep,
    "children": ChildStep,
    "needs": NeedsStep,
}
