"""Which account declares for which employer."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms

from xinju.registry.forms.fields import PhoneField
from xinju.values.credit_code import fault_of
from xinju.web.language import say


class ClerkForm(forms.Form):
    """The clerk's phone (it opens the account) and the employer, by the business licence seen."""

    phone = PhoneField(label=say("经办人手机号", "The clerk's phone"))
    credit_code = forms.CharField(
        label=say("统一社会信用代码", "Unified social credit code"),
        max_length=30,
        error_messages={
            "required": say("请填写信用代码。", "Write the credit code."),
            "max_length": say("信用代码是 18 位。", "A credit code has 18 characters."),
        },
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    name = forms.CharField(
        label=say("单位名称", "Name of the employer"),
        max_length=120,
        error_messages={
            "required": say("请填写单位名称。", "Write the name."),
            "max_length": say("名称最多 120 个字。", "A name has 120 characters at most."),
        },
    )

    def clean_credit_code(self) -> Any:
        typed = unicodedata.normalize("NFKC", self.cleaned_data["credit_code"])
        code = "".join(typed.split()).upper()
        if fault_of(code):
            raise forms.ValidationError(
                say("信用代码不对，请对照营业执照。", "The code is wrong: compare it with the licence.")
            )
        return code
