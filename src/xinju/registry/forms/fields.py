"""Fields that every door asks for: a name, a document number, a phone, a day. Raw text becomes a value here, once."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from xinju.registry.bridge.documents import document_of, phone_of
from xinju.registry.models.identities import DocumentKind
from xinju.web.language import say

LONGEST_NAME, LONGEST_NUMBER, LONGEST_PHONE, LONGEST_ADDRESS = 100, 30, 30, 200
EARLIEST = date(1900, 1, 1)
_DAY = re.compile(
    r"([0-9]{4})\s*[-./年]\s*([0-9]{1,2})\s*[-./月]\s*([0-9]{1,2})\s*日?|([0-9]{4})([0-9]{2})([0-9]{2})", re.ASCII
)
_OTHER = re.compile(r"[A-Z0-9]{5,20}", re.ASCII)
NO_DOCUMENT = DocumentKind.NONE.value
DOCUMENT_KINDS = [(kind.value, kind.label) for kind in DocumentKind if kind is not DocumentKind.BIRTH]
_BY_SHAPE = (DocumentKind.CITIZEN, DocumentKind.RESIDENCE, DocumentKind.HOME_RETURN, DocumentKind.TAIWAN)
WRONG_NUMBER = {
    "shape": say("号码的位数或写法不对，请对照证件再看一遍。", "The number has a wrong length or form: compare it with the document."),
    "date": say("号码里的出生日期不存在，请对照证件再看一遍。", "The birth date in the number does not exist: compare it with the document."),
    "check": say("号码有一位不对（最后一位校验不符），请对照证件再看一遍。", "One digit is wrong (the last one does not fit): compare it with the document."),
    "kind": say("这个号码不是所选的证件类型。", "This number does not belong to the chosen kind of document."),
    "missing": say("请填写证件号码；没有证件请选“暂无证件”。", "Write the number; without a document choose “No document yet”."),
}  # fmt: skip


class NameField(forms.CharField):
    """A name as the document writes it: Chinese, with ·, rare characters or Latin letters; up to 100 characters."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", say("姓名", "Name"))
        super().__init__(max_length=LONGEST_NAME, **kwargs)
        self.error_messages |= {
            "required": say("请填写姓名。", "Write the name."),
            "max_length": say("姓名最多 100 个字。", "A name has 100 characters at most."),
        }
        self.widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}

    def to_python(self, value: Any) -> str:
        text = " ".join(unicodedata.normalize("NFC", super().to_python(value)).split())
        if text and not any(character.isalpha() for character in text):
            raise ValidationError(say("姓名里应当有文字。", "A name has letters."))
        if any(
            unicodedata.category(character) in ("Cc", "Cs", "Co", "Cn") for character in text if not character.isalpha()
        ):
            raise ValidationError(
                say("姓名里有无法识别的符号，请重新输入。", "The name has signs that cannot be read: write it again.")
            )
        if set(text) & set('<>{}\\"=;'):
            raise ValidationError(say('姓名里不能有 < > " = ; 等符号。', 'A name has no signs such as < > " = ;'))
        return text


class PhoneField(forms.CharField):
    """A phone in the form that is kept."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", say("手机号", "Phone"))
        super().__init__(max_length=LONGEST_PHONE, **kwargs)
        self.error_messages |= {
            "required": say("请填写手机号。", "Write the phone number."),
            "max_length": say("手机号写得太长了。", "The number is too long."),
        }
        self.widget.attrs |= {"inputmode": "tel", "autocomplete": "off", "class": "short"}

    def to_python(self, value: Any) -> str:
        phone = phone_of(super().to_python(value))
        if phone is None:
            raise ValidationError(say("这不是一个电话号码，请再看一遍。", "This is no phone number: look at it again."))
        return phone


class DayField(forms.Field):
    """A day however people write it: 2026-05-01, 20260501, 2026年5月1日. `latest` is set by the form that knows today."""

    widget = forms.TextInput
    default_error_messages = {
        "required": say("请填写日期。", "Write the day."),
        "invalid": say(
            "这不是一个日期。请写年、月、日，如 2026-05-01。",
            "This is no date. Write year, month and day, such as 2026-05-01.",
        ),
    }

    def __init__(self, *, earliest: date = EARLIEST, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", say("如 2026-05-01", "Such as 2026-05-01"))
        super().__init__(**kwargs)
        self.earliest, self.latest = earliest, date.max
        self.widget.attrs |= {"inputmode": "numeric", "autocomplete": "off", "class": "short"}

    def to_python(self, value: Any) -> date | None:
        if value is None or isinstance(value, date):
            return value
        text = unicodedata.normalize("NFKC", str(value)).strip()
        return self._day(text) if text else None

    def _day(self, text: str) -> date:
        found = _DAY.fullmatch(text)
        try:
            day = date(*(int(part) for part in found.groups() if part)) if found else None
        except ValueError:
            day = None
        if day is None:
            raise ValidationError(self.error_messages["invalid"])
        if day < self.earliest:
            raise ValidationError(
                say("这个日期太早了，请再看一看年份。", "This date is too early: look at the year again.")
            )
        if day > self.latest:
            raise ValidationError(say("这个日期太晚了，请再看一看。", "This date is too late: look at it again."))
        return day


class DocumentForm(forms.Form):
    """Kind and number of a document. `number` is cleaned into the form that is kept; without a document it is blank."""

    kind = forms.ChoiceField(
        label=say("证件类型", "Kind of document"),
        choices=DOCUMENT_KINDS,
        error_messages={
            "required": say("请选一种证件；没有就选“暂无证件”。", "Choose a document; without one, “No document yet”."),
            "invalid_choice": say("请从列出的证件里选一种。", "Choose one of the listed documents."),
        },
    )
    number = forms.CharField(
        label=say("证件号码", "Document number"),
        required=False,
        max_length=LONGEST_NUMBER,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"max_length": WRONG_NUMBER["shape"]},
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "kind" in cleaned and "number" in cleaned:
            number, fault = number_of(cleaned["kind"], cleaned["number"])
            cleaned["number"] = number
            if fault:
                self.add_error("number", WRONG_NUMBER[fault])
        return cleaned


def number_of(kind: str, text: str) -> tuple[str, str | None]:
    """The number of a document of this kind in the form that is kept, and what is wrong with it as a key of WRONG_NUMBER."""
    if kind == DocumentKind.NONE:
        return "", None
    if not text.strip():
        return "", "missing"
    document = document_of(text)
    if kind in _BY_SHAPE:
        return document.number, document.fault or (None if document.kind == kind else "kind")
    plain = "".join(character for character in unicodedata.normalize("NFKC", text).upper() if character.isalnum())
    return plain, None if _OTHER.fullmatch(plain) else "shape"
