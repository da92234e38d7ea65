"""What an officer fills in at the desk: filters, a move with its evidence, a hand-over, a longer time limit."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from xinju.cases import words
from xinju.cases.queries import CaseType
from xinju.web.language import chosen, say

LONGEST = {"text": 2000, "reference": 200, "photo": 200}
Choices = Sequence[tuple[str, str]]


class InboxForm(forms.Form):
    """Which of the waiting cases to show."""

    type = forms.ChoiceField(label=say("事项", "Kind of work"), required=False)
    state = forms.ChoiceField(label=say("状态", "State"), required=False)
    region = forms.ChoiceField(label=say("地区", "Region"), required=False)
    mine = forms.BooleanField(label=say("只看指派给我的", "Assigned to me only"), required=False)
    overdue = forms.BooleanField(label=say("只看逾期的", "Overdue only"), required=False)
    everything = forms.BooleanField(label=say("连同别人在办的", "With what others work on"), required=False)

    def __init__(self, chosen_values: Mapping[str, Any], *, kinds: Mapping[str, CaseType], regions: Choices) -> None:
        kind = kinds.get(chosen_values.get("type", ""))
        super().__init__(chosen_values)
        every = [("", chosen("全部", "All"))]
        self.fields["type"].choices = [*every, *((key, words.label(one.label)) for key, one in kinds.items())]
        states = [] if kind is None else [(key, words.label(one.label)) for key, one in kind.states.items() if one.role]
        self.fields["state"].choices = [*every, *states]
        self.fields["region"].choices = [*every, *regions]

    def filters(self) -> dict[str, Any]:
        """The filters of a sound form; a wrong one filters nothing."""
        return {name: value for name, value in self.cleaned_data.items() if value} if self.is_bound else {}


class VerifyForm(forms.Form):
    """A check of the chain that is asked for: the id makes it one, however often it is pressed."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)


class ActForm(forms.Form):
    """Whatever is done in a case: on which day, in which version it was seen, and an id made once for each page shown."""

    on = forms.DateField(
        label=say("办理日期", "Day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=say("事情发生的那一天，不一定是今天。", "The day on which it happened, which need not be today."),
    )
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    client_id = forms.SlugField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, typed: Mapping[str, Any] | None, *, version: int, today: date) -> None:
        super().__init__(typed, initial={"on": today, "version": version, "client_id": uuid.uuid4().hex})
        self.today = today

    def clean_on(self) -> date:
        on = self.cleaned_data["on"]
        if on > self.today:
            raise ValidationError(chosen("日期不能晚于今天。", "The day cannot lie in the future."))
        return on

    def seen_again(self, version: int) -> None:
        """After somebody else's change: what was typed stays, and counts for the case as it stands now."""
        self.data = self.data.copy()
        self.data["version"] = version


class MoveForm(ActForm):
    """A move: its reason and the evidence that it needs or takes."""

    def __init__(
        self,
        typed: Mapping[str, Any] | None,
        *,
        kind: CaseType,
        move: str,
        divisions: Choices,
        departments: Choices,
        **seen: Any,
    ) -> None:
        super().__init__(typed, **seen)
        chosen_move = kind.moves[move]
        self.evidence = [key for key in kind.evidence if key in chosen_move.accepts]
        needed = {key for group in chosen_move.needs if len(group) == 1 for key in group}
        for key in self.evidence:
            field = _field(kind, key, divisions)
            field.required = key in needed
            if key not in needed:
                field.help_text = _not_needed(kind, move, key)
            self.fields[key] = field
        if chosen_move.reasons:
            reasons = [("", "—"), *((key, words.label(text)) for key, text in chosen_move.reasons.items())]
            self.fields["reason"] = forms.ChoiceField(label=chosen("原因", "Reason"), choices=reasons)
        if departments:
            self.fields["department"] = forms.ChoiceField(
                label=chosen("由哪个部门答复", "Which department answers"), choices=[("", "—"), *departments]
            )
        self.order_fields([*self.evidence, "reason", "department", "on"])

    def given(self) -> dict[str, str]:
        """The evidence as the case keeps it: texts; days in ISO form; what was left empty is not there."""
        values = ((key, self.cleaned_data.get(key)) for key in self.evidence)
        return {key: value.isoformat() if isinstance(value, date) else value for key, value in values if value}


class HandOverForm(ActForm):
    """To whom a case goes that is in the wrong place, and why."""

    role = forms.ChoiceField(label=say("交给哪种人员", "To which role"), required=False)
    region = forms.ChoiceField(label=say("交给哪个地区", "To which region"), required=False)
    why = forms.CharField(label=say("原因", "Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, typed: Mapping[str, Any] | None, *, roles: Choices, divisions: Choices, **seen: Any) -> None:
        super().__init__(typed, **seen)
        unchanged = [("", chosen("不变", "unchanged"))]
        self.fields["role"].choices = [*unchanged, *roles]
        self.fields["region"].choices = [*unchanged, *divisions]
        self.order_fields(["role", "region", "why", "on"])


class ProlongForm(ActForm):
    """How long a time limit shall be in all, and why."""

    total = forms.IntegerField(label=say("延长后共", "In all, once prolonged"), min_value=1, max_value=3660)
    why = forms.CharField(label=say("原因", "Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, typed: Mapping[str, Any] | None, *, kind: CaseType, clock: str, **seen: Any) -> None:
        super().__init__(typed, **seen)
        time = kind.clocks[clock]
        most = words.length(time.extension.most, time.span.unit)
        self.fields["total"].help_text = f"{chosen('最多', 'At most')} {most} · {time.extension.source}"
        self.order_fields(["total", "why", "on"])


class TakeForm(ActForm):
    """Taking a case for oneself: nothing to fill in."""


def _field(kind: CaseType, key: str, divisions: Choices) -> forms.Field:
    piece = kind.evidence[key]
    label = words.label(piece.label)
    if piece.kind == "day":
        return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    if piece.kind == "choice":
        choices = [("", "—"), *((name, words.label(text)) for name, text in piece.choices.items())]
        return forms.ChoiceField(label=label, choices=choices)
    if piece.kind == "division":
        return forms.ChoiceField(label=label, choices=[("", "—"), *divisions])
    widget = forms.Textarea(attrs={"rows": 3}) if piece.kind == "text" else forms.TextInput
    return forms.CharField(label=label, max_length=LONGEST[piece.kind], widget=widget)


def _not_needed(kind: CaseType, move: str, key: str) -> str:
    """Why a field may stay empty: it is one of several, it may be in the case already, or nobody needs it."""
    for group in kind.moves[move].needs:
        if key in group:
            others = [
                words.label(kind.evidence[other].label) for other in kind.evidence if other in group and other != key
            ]
            return chosen("或者：", "Or instead: ") + chosen("、", ", ").join(others)
    if any(key in group for group in kind.moves[move].relies_on):
        return chosen("案卷里已有的不必再填。", "Leave empty where the case has it already.")
    return chosen("可以不填。", "May be left empty.")


class YearForm(forms.Form):
    """A year's workdays as the State Council's General Office has published them."""

    year = forms.IntegerField(label=say("年份", "Year"), min_value=2004, max_value=2100)
    source = forms.CharField(
        label=say("文号", "Notice"),
        max_length=200,
        help_text=say("国务院办公厅通知的文号。", "Number of the General Office's notice."),
    )
    off = forms.CharField(
        label=say("放假的工作日和周末", "Days off"),
        help_text=say(
            "每行一个日期，如 2027-10-01；没有写到的周末照常休息。",
            "One day a line, such as 2027-10-01. Weekends are off anyway.",
        ),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=4000,
    )
    worked = forms.CharField(
        label=say("上班的周末", "Worked weekends"),
        help_text=say("每行一个日期。", "One day a line."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        required=False,
    )

    def clean_off(self) -> set[date]:
        return _dates(self.cleaned_data["off"])

    def clean_worked(self) -> set[date]:
        return _dates(self.cleaned_data["worked"])

    def clean(self) -> dict[str, Any]:
        """Every day lies in the year, and on one list only."""
        cleaned = super().clean()
        year, off, worked = (cleaned.get(name) for name in ("year", "off", "worked"))
        if year is None or off is None or worked is None:
            return cleaned
        for field, days in (("off", off), ("worked", worked)):
            strange = sorted(day for day in days if day.year != year)
            if strange:
                self.add_error(field, chosen(f"{strange[0]} 不在 {year} 年。", f"{strange[0]} is no day of {year}."))
        if off & worked:
            twice = min(off & worked)
            self.add_error("worked", chosen(f"{twice} 既放假又上班。", f"{twice} stands on both lists."))
        return cleaned


def _dates(text: str) -> set[date]:
    """Days, one a line or with commas between. ValidationError names the first that is none."""
    found = set()
    for part in text.replace("，", " ").replace(",", " ").split():
        try:
            found.add(date.fromisoformat(part))
        except ValueError:
            raise ValidationError(
                chosen(f"“{part[:20]}”不是日期；应当如 2027-10-01。", f"“{part[:20]}” is no day; expected 2027-10-01.")
            ) from None
    return found
