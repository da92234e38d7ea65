"""What a form says where nobody wrote a sentence of its own: Django's stock sentences are written for programmers."""

from django import forms
from django.core import validators

from xinju.web.language import say

_FIELDS: dict[type[forms.Field], dict[str, str]] = {
    forms.Field: {"required": say("请填写这一项。", "Fill this in.")},
    forms.ChoiceField: {
        "required": say("请选择一项。", "Choose one."),
        "invalid_choice": say("没有这个选项，请重新选择。", "There is no such choice: choose again."),
    },
    forms.MultipleChoiceField: {
        "required": say("请至少选择一项。", "Choose at least one."),
        "invalid_choice": say("没有这个选项，请重新选择。", "There is no such choice: choose again."),
    },
    forms.IntegerField: {"invalid": say("应为整数，如 3。", "A whole number is expected, such as 3.")},
    forms.DateField: {"invalid": say("应为日期，如 2026-05-01。", "A date is expected, such as 2026-05-01.")},
    forms.FileField: {
        "required": say("请选择文件。", "Choose a file."),
        "empty": say("文件是空的。", "The file is empty."),
    },
}
_VALIDATORS: tuple[tuple[object, str], ...] = (
    (validators.MinValueValidator, say("不能小于 %(limit_value)s。", "It cannot be below %(limit_value)s.")),
    (validators.MaxValueValidator, say("不能大于 %(limit_value)s。", "It cannot be above %(limit_value)s.")),
    (validators.MaxLengthValidator, say("最多 %(limit_value)d 个字，现在有 %(show_value)d 个。",
                                        "%(limit_value)d characters at most; here are %(show_value)d.")),
    (validators.RegexValidator, say("写法不对，请再看一遍。", "This is not written as expected: look again.")),
    (validators.validate_slug, say("只能用字母、数字、下划线和连字符。", "Letters, digits, hyphen and underscore only.")),
    (validators.validate_unicode_slug, say("只能用文字、数字、下划线和连字符。", "Letters, digits, hyphen and underscore only.")),
)  # fmt: skip


def speak_plainly() -> None:
    """Put these sentences in the place of Django's; called once, when the apps are loaded."""
    for field, words in _FIELDS.items():
        field.default_error_messages = {**field.default_error_messages, **words}
    for validator, words in _VALIDATORS:
        validator.message = words
