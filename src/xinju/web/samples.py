"""Invented values for the style guide: one of each component, for authors of pages and for their tests."""

import datetime
from fractions import Fraction

from django import forms
from django.core.paginator import Paginator

from xinju.web.language import say

SCHOOLS = [("和润一小", 120, 168), ("和润二小", 90, 90), ("滨江实验小学", 80, 131), ("西溪小学", 60, 22)]
BAR_HEIGHT = 24
BAR_UNIT = 3


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label=say("姓名", "Name"), help_text=say("与户口簿一致", "As in the hukou booklet"))
    born = forms.DateField(label=say("出生日期", "Date of birth"), help_text=say("例如 2020-03-01", "As 2020-03-01"))
    months = forms.IntegerField(label=say("已缴社保月数", "Months insured"), required=False)
    knows = forms.ChoiceField(
        label=say("居住证是否在有效期内？", "Is the residence permit valid?"),
        choices=[
            ("yes", say("是", "Yes")),
            ("no", say("否", "No")),
            ("unknown", say("我不清楚", "I do not know")),
        ],
        widget=forms.RadioSelect,
    )
    file = forms.FileField(label=say("申请人表格", "Spreadsheet of applicants"), required=False)


def shown(form: forms.Form, *, is_desk: bool) -> dict[str, object]:
    """Template context of the style guide."""
    return {
        "furniture": "web/desk.html" if is_desk else "web/page.html",
        "form": form,
        "day": datetime.date(2026, 3, 1),
        "total": Fraction(367, 3),
        "page": Paginator(range(200), per_page=10).page(4),
        "bars": [_bar(row, *school) for row, school in enumerate(SCHOOLS)],
    }


def _bar(row: int, name: str, places: int, applied: int) -> dict[str, object]:
    top = row * (2 * BAR_HEIGHT)
    return {
        "name": name,
        "places": places,
        "applied": applied,
        "top": top,
        "under": top + BAR_HEIGHT // 2,
        "text": top + 18,
        "places_wide": places * BAR_UNIT,
        "applied_wide": applied * BAR_UNIT,
        "end": 130 + max(places, applied) * BAR_UNIT,
    }
