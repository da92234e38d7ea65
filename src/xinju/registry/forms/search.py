"""The one search field, and the part of the district to which a search may be narrowed."""

from __future__ import annotations

from typing import Any

from django import forms

from xinju.accounts.access import Account, sees_region
from xinju.registry.bridge.rules import district
from xinju.registry.bridge.searching import LONGEST
from xinju.web.language import chosen, is_english, say


class SearchForm(forms.Form):
    """What is looked for. Sent as the body of a request: a name in an address would stand in logs and histories."""

    q = forms.CharField(
        label=say("找人", "Find a person"),
        max_length=LONGEST,
        required=False,
        strip=True,
        widget=forms.TextInput(
            attrs={"type": "search", "autocomplete": "off", "spellcheck": "false", "autofocus": True}
        ),
        help_text=say(
            "姓名、拼音、首字母、住址或居住证编号，边输边找；证件号码和手机号要输完整，也可以刷卡、扫码。",
            "Name, pinyin, initials, address or permit number while you type; document numbers and phones whole, typed, "
            "by card reader or scanner.",
        ),
    )
    within = forms.ChoiceField(label=say("范围", "Within"), required=False)
    page = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, typed: Any, *, asker: Account) -> None:
        super().__init__(typed)
        mine = [region for region in district().regions if sees_region(asker, region.code)]
        every = [("", chosen("我的全部范围", "All of my region"))]
        self.fields["within"].choices = every + [(one.code, one.english if is_english() else one.name) for one in mine]

    def meant(self) -> dict[str, Any]:
        """Text, division and page; what is not sound counts as not said."""
        self.is_valid()
        said = {name: self.cleaned_data.get(name) for name in self.fields}
        return {"typed": said["q"] or "", "within": said["within"] or "", "page": said["page"] or 1}
