"""One question as a form, and the answers so far as they come back in hidden fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from xinju.portal.bridge.questions import NO, PREFIX, UNKNOWN, Question, Wrong, is_answer, parse
from xinju.portal.queries.public import language
from xinju.web.language import chosen, say

LONGEST = 40
EMPTY = {
    "day": say("请写出日期，或选下面的按钮。", "Write a date, or choose a button below."),
    "since": say("请写出日期，或选下面的按钮。", "Write a date, or choose a button below."),
    "number": say("请写出数字，或选下面的按钮。", "Write a number, or choose a button below."),
    "choice": say("请选一项，或选“我不知道”。", "Choose one, or “I do not know”."),
}


class QuestionForm(forms.Form):
    """One question. Its buttons `none` and `unknown` answer as well."""

    answer = forms.CharField(required=False, max_length=LONGEST)

    def __init__(self, question: Question, data: Mapping[str, Any] | None, *, today: date, given: str = "") -> None:
        initial = {"answer": "" if given in (NO, UNKNOWN) else given}
        super().__init__(data, initial=initial)
        self.question, self.today = question, today
        field = self.fields["answer"]
        field.label = question.ask.in_(language())
        field.help_text = question.hint.in_(language())
        field.error_messages["max_length"] = chosen("写得太长了。", "That is too long.")
        if question.kind == "choice":
            choices = [(option.key, option.label.in_(language())) for option in question.options]
            field.widget = forms.RadioSelect(choices=choices)
        else:
            field.widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "short"})

    def clean_answer(self) -> str:
        """The answer in its one written form."""
        if "none" in self.data and self.question.no.zh:
            return NO
        if "unknown" in self.data and not self.question.must_be_known:
            return UNKNOWN
        text = self.cleaned_data["answer"].strip()
        if not text:
            raise forms.ValidationError(EMPTY[self.question.kind])
        try:
            return parse(self.question, text, today=self.today)
        except Wrong as wrong:
            raise forms.ValidationError(_sentence(wrong.code, self.question)) from None


def answers(data: Mapping[str, str], asked: Sequence[Question], *, today: date) -> dict[str, str]:
    """The answers so far; what does not fit its question counts as not answered and is asked again."""
    given = {question.key: data.get(PREFIX + question.key, "") for question in asked}
    return {question.key: text for question in asked if is_answer(question, text := given[question.key], today=today)}


def _sentence(code: str, question: Question) -> str:
    said = {
        "no_day": chosen("这不是一个日期。请写年、月、日，如 2020-10-01。", "This is no date. Write year, month and day, such as 2020-10-01."),
        "too_early": chosen("这个日期太早了，请再看一看年份。", "This date is too early: look at the year again."),
        "too_late": chosen("这个日期太晚了，请再看一看年份。", "This date is too late: look at the year again."),
        "no_number": chosen("请只写数字，如 12。", "Write a number only, such as 12."),
        "too_small": chosen(f"至少是 {question.least}；没有的话请选下面的按钮。", f"At least {question.least}; if there is none, choose the button below."),
        "too_large": chosen(f"至多是 {question.most}。", f"At most {question.most}."),
        "no_option": chosen("请从列出的选项里选一项。", "Choose one of the options."),
    }  # fmt: skip
    return said[code]
