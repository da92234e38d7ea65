"""What is typed about permits on public pages and on the resident's."""

from __future__ import annotations

import uuid

from django import forms

from xinju.vault.permit_papers import LONGEST_TOKEN
from xinju.web.language import say


class CodeForm(forms.Form):
    """The code as a scanner or a person gives it: alone, or as the whole address with the code behind the #."""

    code = forms.CharField(
        label=say("居住证二维码的内容", "What the permit's QR code says"),
        max_length=LONGEST_TOKEN,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false"}),
        help_text=say(
            "用扫码枪扫，或把扫到的网址整段粘贴进来。", "Scan it, or paste the whole address that the scanner shows."
        ),
    )

    def clean_code(self) -> str:
        return self.cleaned_data["code"].rpartition("#")[2]


class AskForm(forms.Form):
    """Asking for the year's endorsement: nothing to fill in, counted once."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
