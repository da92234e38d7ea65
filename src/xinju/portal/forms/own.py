"""What a resident writes about a value that is wrong."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms

from xinju.registry.actions.contests import LONGEST
from xinju.web.language import say


class ContestForm(forms.Form):
    """What is wrong, in the person's own words; `client_id` makes a form sent twice one objection."""

    says = forms.CharField(
        label=say("哪里不对？应该是什么？", "What is wrong, and what should it say?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=say(
            "写清楚就行。有证明的，写上证明的名称；需要看原件时会约您到窗口。",
            "In your own words. Name any paper that shows it; if the original is needed you will be asked to the window.",
        ),
        error_messages={"required": say("请写出哪里不对。", "Write what is wrong.")},
    )
    client_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, typed: Any = None) -> None:
        super().__init__(typed, initial={"client_id": uuid.uuid4()})
