"""What the security officer says of a department's system."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from xinju.web.language import say


class ClientForm(forms.Form):
    """A new client: one source, some of its record types, a region."""

    name = forms.CharField(label=say("系统名称", "Name of the system"), max_length=60)
    what = forms.MultipleChoiceField(
        label=say("可以报送的数据（同一个部门）", "What it may hand in (of one department)"),
        widget=forms.CheckboxSelectMultiple,
    )
    region = forms.RegexField(
        r"^[0-9]{0,20}$", label=say("区域代码（不填为全区）", "Region code; blank: the whole district"), required=False,
        error_messages={"invalid": say("应为区划代码。", "A division code is expected.")},
    )  # fmt: skip

    def __init__(self, *args: Any, what: Iterable[tuple[str, Sequence[tuple[str, str]]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = list(what)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        pairs = [one.partition("/") for one in cleaned.get("what", ())]
        sources = {source for source, _, _ in pairs}
        if len(sources) > 1:
            self.add_error("what", say("只能选一个部门的数据。", "Choose the data of one department only."))
        cleaned["source"], cleaned["record_types"] = next(iter(sources), ""), [key for _, _, key in pairs]
        return cleaned
