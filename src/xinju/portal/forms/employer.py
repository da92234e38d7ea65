"""An employer's list as a file."""

from __future__ import annotations

from typing import Any

from django import forms

from xinju.portal.forms.landlord import SentOnce
from xinju.web.language import chosen, say

MOST_BYTES = 5_000_000


class ListForm(SentOnce):
    """The file, whatever its name says."""

    file = forms.FileField(
        label=say("名单文件", "The list"),
        help_text=say(".xlsx、.xls 或 .csv，最大 5 MB", ".xlsx, .xls or .csv, 5 MB at most"),
        error_messages={
            "required": say("请选择文件。", "Choose a file."),
            "empty": say("文件是空的。", "The file is empty."),
            "missing": say("没有收到文件，请重新选择。", "No file arrived: choose it again."),
            "invalid": say("没有收到文件，请重新选择。", "No file arrived: choose it again."),
        },
        max_length=None,
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                chosen("文件超过 5 MB，请分成几个文件。", "Over 5 MB: divide it into several files.")
            )
        return file
