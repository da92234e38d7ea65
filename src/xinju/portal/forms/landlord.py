"""What a landlord types: who moved in and since when, who moved out and when."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

from django import forms

from xinju.registry.forms.fields import NO_DOCUMENT, DayField, DocumentForm, NameField, PhoneField
from xinju.values.citizen_id import CitizenId, fault_of
from xinju.values.period import add_months
from xinju.web.language import say

OF_AGE = 18 * 12
GONE = {"required": say("这张表单已失效，请重新打开页面。", "This form is no longer good: open the page again.")}


class SentOnce(forms.Form):
    """A form whose id is made with the page: sent twice it lands once."""

    client_id = forms.UUIDField(
        widget=forms.HiddenInput, initial=uuid4, error_messages={**GONE, "invalid": GONE["required"]}
    )


class ArrivalForm(DocumentForm, SentOnce):
    """Somebody moved in."""

    name = NameField()
    born = DayField(
        label=say("出生日期", "Date of birth"),
        help_text=say("身份证号里有的不用填。", "Not needed where the identity number holds it."),
        required=False,
    )
    phone = PhoneField(required=False, help_text=say("可以不填。", "May be left out."))
    start = DayField(label=say("哪天住进的？", "Moved in on"), earliest=date(1980, 1, 1))
    field_order = ("name", "kind", "number", "born", "phone", "start", "client_id")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["start"].latest = self.fields["born"].latest = today

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        number = cleaned.get("number", "")
        if fault_of(number) is None:
            cleaned["born"] = CitizenId(number).birth_date
        born, start = cleaned.get("born"), cleaned.get("start")
        if cleaned.get("kind") == NO_DOCUMENT and not born and "born" not in self.errors:
            self.add_error("born", say("没有证件号码时请填出生日期。", "Without a number write the date of birth."))
        if born and start and start < born:
            self.add_error("start", say("住进的日期早于出生日期。", "This day lies before the date of birth."))
        return cleaned

    @property
    def is_child(self) -> bool:
        """Under eighteen today: then nothing of the number is kept on the receipt."""
        born = self.cleaned_data["born"]
        return born is not None and add_months(born, OF_AGE) > self.today


class LeavingForm(SentOnce):
    """Moved out: the last day, today unless another is typed."""

    end = DayField(label=say("最后一天", "Last day"), help_text="")

    def __init__(self, *args: Any, today: date, start: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["end"].latest, self.fields["end"].earliest = today, start
        self.fields["end"].initial = today


class AnswerForm(SentOnce):
    """Yes or no to whom somebody else entered."""

    answer = forms.ChoiceField(
        choices=[("yes", "yes"), ("no", "no")],
        error_messages={
            "required": say("请选“是”或“不是”。", "Choose yes or no."),
            "invalid_choice": say("请选“是”或“不是”。", "Choose yes or no."),
        },
    )
