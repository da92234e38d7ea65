"""What an officer says of a department's file: whose, about what, on which legal basis, which heading is which column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import uuid4

from django import forms

from xinju.documents.spreadsheets.table import Column
from xinju.web.language import say

MOST_BYTES = 2_000_000_000


class DeliveryForm(forms.Form):
    """A file that a department sent. `client_id` is made with the form, so that sending it twice changes nothing."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    what = forms.ChoiceField(
        label=say("来源和数据", "Source and data"),
        help_text=say("哪个部门的哪一种数据", "Which department, and which of its data"),
    )
    file = forms.FileField(
        label=say("部门发来的文件", "The department’s file"),
        help_text=say("上传 .xlsx、.xls 或 .csv，部门发来什么样就传什么样；身份证号一列要是文本。",
                      "An .xlsx, .xls or .csv file as the department sent it; the column of identity numbers must be text."),
        error_messages={
            "required": say("请选择文件。", "Choose a file."),
            "empty": say("文件是空的。", "The file is empty."),
        },
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
    )  # fmt: skip
    legal_basis = forms.CharField(
        label=say("依据", "Legal basis"),
        help_text=say("如《政务数据共享条例》第二十条；不填则用这类数据登记的依据",
                      "Such as an article; blank: the one that stands with this kind of data"),
        max_length=200,
        required=False,
    )  # fmt: skip
    number = forms.CharField(
        label=say("部门的文件编号（没有可不填）", "The department's number of the file, if any"),
        max_length=60,
        required=False,
    )

    def __init__(
        self, *args: Any, what: Iterable[tuple[str, Sequence[tuple[str, str]]]], bases: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = [("", say("请选择", "Choose")), *what]
        self._bases = bases

    def clean(self) -> dict[str, Any]:
        """No data without a legal basis: the one that was typed, or the one that stands with this kind of data."""
        cleaned = super().clean() or {}
        cleaned["source"], _, cleaned["record_type"] = cleaned.get("what", "").partition("/")
        cleaned["legal_basis"] = cleaned.get("legal_basis") or self._bases.get(cleaned["record_type"], "")
        if not cleaned["legal_basis"] and "legal_basis" not in self.errors:
            self.add_error("legal_basis", say("请写明依据。", "Name the legal basis."))
        return cleaned

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(say("文件太大，请分成几个。", "The file is too large: split it."))
        return file


class HeadingsForm(forms.Form):
    """Which heading of the file is which column; a column that is not in the file stays blank."""

    def __init__(
        self, *args: Any, columns: Sequence[Column], labels: Iterable[str], chosen: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offered = [("", say("文件里没有", "not in the file")), *((label, label) for label in labels)]
        for column in columns:
            self.fields[column.key] = forms.ChoiceField(
                label=column.labels[0], choices=offered, required=column.required, initial=chosen.get(column.key, ""),
                help_text=say("必有", "must be there") if column.required else "",
                error_messages={"required": say("请选择对应的表头。", "Choose the heading.")},
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        taken: dict[str, str] = {}
        for key, label in cleaned.items():
            if label and taken.setdefault(label, key) != key:
                self.add_error(key, say("这个表头已经选给另一列。", "This heading is given to another column already."))
        return cleaned

    def headings(self) -> dict[str, str]:
        """The chosen headings by column key."""
        return {key: label for key, label in self.cleaned_data.items() if label}


class WithdrawForm(forms.Form):
    """Why a delivery is taken back."""

    because = forms.CharField(
        label=say("撤回的原因", "Why it is withdrawn"),
        help_text=say("会写进回执，不要写个人信息", "It stands on the receipt: no personal data"),
        max_length=200,
        error_messages={"required": say("请写明原因。", "Say why.")},
    )
