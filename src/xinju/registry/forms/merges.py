"""What a registrar fills in about two people: an answer, an undo, whose value is right."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from xinju.web.language import say

ANSWERS = (
    ("same", say("是同一人", "Same person")),
    ("different", say("不是同一人", "Different people")),
    ("ask", say("请人核实", "Ask")),
)


class AnswerForm(forms.Form):
    """Three keys and what was compared. `version` is the case as it was shown, `client_id` made once for each page shown."""

    compared = forms.CharField(
        label=say("比对依据", "What was compared"),
        max_length=500,
        help_text=say(
            "写下据以判断的几项；不要写姓名和号码。", "The points on which you judge; no name and no number."
        ),
        widget=forms.TextInput,
    )
    verdict = forms.ChoiceField(choices=ANSWERS, widget=forms.HiddenInput)
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    client_id = forms.SlugField(max_length=48, widget=forms.HiddenInput)

    def __init__(self, typed: Mapping[str, Any] | None, *, version: int, compared: str) -> None:
        super().__init__(typed, initial={"version": version, "client_id": uuid.uuid4().hex, "compared": compared})

    def seen_again(self, version: int) -> None:
        """What was typed stays; the next answer counts for the case as it stands now."""
        self.data = {**self.data.dict(), "version": str(version), "client_id": uuid.uuid4().hex}


class UndoForm(forms.Form):
    """Why a merge is undone, and whether that is the last word."""

    because = forms.CharField(
        label=say("撤销原因", "Why it is undone"),
        max_length=200,
        help_text=say("不要写姓名和号码。", "No name and no number."),
        widget=forms.TextInput,
    )
    are_different = forms.BooleanField(
        label=say("已确认不是同一人，今后不再提示合并", "They are certainly different: never suggest it again"),
        required=False,
    )


class ConflictForm(forms.Form):
    """Whose value of each field is right."""

    grounds = forms.CharField(label=say("取值依据", "Grounds"), max_length=500, widget=forms.TextInput)
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    client_id = forms.SlugField(max_length=48, widget=forms.HiddenInput)

    def __init__(
        self,
        typed: Mapping[str, Any] | None,
        *,
        version: int,
        fields: Mapping[str, tuple[str, Sequence[tuple[int, str]]]],
    ) -> None:
        super().__init__(typed, initial={"version": version, "client_id": uuid.uuid4().hex})
        for name, (label, choices) in fields.items():
            self.fields[f"row_{name}"] = forms.TypedChoiceField(
                label=label, choices=choices, coerce=int, widget=forms.RadioSelect
            )
        self.order_fields([*(f"row_{name}" for name in fields), "grounds"])

    def chosen(self) -> dict[str, int]:
        """The row chosen for each field."""
        return {name.removeprefix("row_"): row for name, row in self.cleaned_data.items() if name.startswith("row_")}
