"""What an officer says to ask a department: about what, about whom, until when."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import uuid4

from django import forms

from xinju.registry.forms.deliveries import MOST_BYTES
from xinju.web.language import say

MOST_NUMBERS = 5_000


class QueryListForm(forms.Form):
    """A new list. Whom it asks about is one of three groups."""

    what = forms.ChoiceField(label=say("向谁要什么", "Whom to ask, for what"))
    group = forms.ChoiceField(
        label=say("核对哪些人", "About whom"),
        choices=[
            ("applications", say("这些申请里的人", "the people of these applications")),
            ("stale", say("久未更新的人（这类数据）", "people whose data of this kind is old")),
            ("region", say("住在这个区域的人", "people who live in this area")),
        ],
        widget=forms.RadioSelect,
    )
    numbers = forms.CharField(
        label=say("申请编号", "Application numbers"),
        help_text=say(
            "选“这些申请里的人”时填：一行一个，或用空格、逗号隔开",
            "For the people of applications: one a line, or with blanks or commas between",
        ),
        required=False, max_length=200_000, widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    division = forms.ChoiceField(
        label=say("区域", "Area"), help_text=say("选后两种时用", "For the other two groups"), required=False
    )
    months = forms.IntegerField(
        label=say("几个月没有更新", "Not updated for how many months"),
        help_text=say("选“久未更新的人”时填", "For people whose data are old"),
        min_value=1, max_value=120, required=False,
        error_messages={
            "invalid": say("应为整数，如 6。", "A whole number is expected, such as 6."),
            "min_value": say("应为1到120。", "From 1 to 120."),
            "max_value": say("应为1到120。", "From 1 to 120."),
        },
    )  # fmt: skip
    legal_basis = forms.CharField(
        label=say("依据", "Legal basis"),
        help_text=say("不填就用这类数据已登记的依据", "Left empty: the one on file for these data"),
        max_length=200,
        required=False,
    )
    due_on = forms.DateField(
        label=say("请在哪天前答复", "Answer wanted by"),
        help_text=say("如 2026-06-05", "such as 2026-06-05"),
        widget=forms.DateInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": say("请填写日期。", "Fill in the day."),
            "invalid": say("应为日期，如 2026-06-05。", "A date such as 2026-06-05 is expected."),
        },
    )

    def __init__(
        self, *args: Any, what: Iterable[tuple[str, Sequence[tuple[str, str]]]], divisions: Iterable[tuple[str, str]],
        bases: Mapping[str, str], **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = [("", say("请选择", "Choose")), *what]
        self.fields["division"].choices = list(divisions)
        self._bases = bases

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["source"], _, cleaned["record_type"] = cleaned.get("what", "").partition("/")
        cleaned["numbers"] = sorted(set(re.findall(r"[^\s,，、;；]+", cleaned.get("numbers") or "")))
        cleaned["legal_basis"] = cleaned.get("legal_basis") or self._bases.get(cleaned["record_type"], "")
        if not cleaned["legal_basis"]:
            self.add_error("legal_basis", say("请写明依据。", "Name the legal basis."))
        if cleaned.get("group") == "applications" and not 0 < len(cleaned["numbers"]) <= MOST_NUMBERS:
            self.add_error(
                "numbers", say("请填写申请编号，最多5000个。", "Fill in application numbers, 5,000 at most.")
            )
        if cleaned.get("group") == "stale" and not cleaned.get("months") and "months" not in self.errors:
            self.add_error("months", say("请填写月数。", "Fill in the number of months."))
        return cleaned


class AnswerForm(forms.Form):
    """The department's answer."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    file = forms.FileField(
        label=say("填好的清单", "The list, filled in"),
        error_messages={
            "required": say("请选择文件。", "Choose a file."),
            "empty": say("文件是空的。", "The file is empty."),
        },
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(say("文件太大，请分成几个。", "The file is too large: split it."))
        return file


class CallOffForm(forms.Form):
    """Why a list is not needed any more."""

    why = forms.CharField(
        label=say("撤销的原因", "Why it is called off"),
        max_length=200,
        error_messages={"required": say("请写明原因。", "Say why.")},
    )
