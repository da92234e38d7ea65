"""Forms speak to people in both languages, also where no sentence was written for a field."""

import pytest
from django import forms
from django.utils import translation


class Plain(forms.Form):
    name = forms.CharField(max_length=3)
    count = forms.IntegerField(min_value=1, max_value=9)
    kind = forms.ChoiceField(choices=[("a", "A")])
    key = forms.SlugField(required=False)


@pytest.mark.parametrize(
    ("given", "field", "zh", "en"),
    [
        ({}, "name", "请填写这一项。", "Fill this in."),
        ({}, "kind", "请选择一项。", "Choose one."),
        ({"kind": "b"}, "kind", "没有这个选项，请重新选择。", "There is no such choice: choose again."),
        ({"name": "四个字的"}, "name", "最多 3 个字，现在有 4 个。", "3 characters at most; here are 4."),
        ({"count": "-5"}, "count", "不能小于 1。", "It cannot be below 1."),
        ({"count": "10"}, "count", "不能大于 9。", "It cannot be above 9."),
        ({"count": "🙂"}, "count", "应为整数，如 3。", "A whole number is expected, such as 3."),
        ({"key": "a b"}, "key", "只能用字母、数字、下划线和连字符。", "Letters, digits, hyphen and underscore only."),
    ],
)
def test_a_field_says_what_is_expected_in_plain_words(given, field, zh, en):
    for language, words in (("zh-hans", zh), ("en", en)):
        with translation.override(language):
            assert list(map(str, Plain(given).errors[field])) == [words]
