"""What an officer fills in about permits. Each form carries an id of its own, so that it counts once however often it is sent."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from xinju.registry.bridge.permit_conditions import HELD, MISSING, SEEN
from xinju.registry.queries.permits import PermitRules, Words
from xinju.web.language import chosen, is_english, say

Choices = Sequence[tuple[str, str]]
EARLIEST = date(2016, 1, 1)  # the Interim Regulations are in force


def words(text: Words) -> str:
    return text.en if is_english() else text.zh


class ActForm(forms.Form):
    """On which day something held, and the id of this very act."""

    on = forms.DateField(
        label=say("办理日期", "Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    client_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, typed: Mapping[str, Any] | None, *, today: date) -> None:
        super().__init__(typed, initial={"on": today, "client_id": uuid.uuid4()})
        self.today = today

    def clean_on(self) -> date:
        on = self.cleaned_data["on"]
        if on > self.today:
            raise ValidationError(chosen("日期不能晚于今天。", "The day cannot lie in the future."))
        if on < EARLIEST:
            raise ValidationError(chosen("日期不能早于 2016 年。", "The day cannot lie before 2016."))
        return on


class PapersForm(ActForm):
    """Papers as they were found: seen, or missing; what the registry holds is not asked for."""

    def __init__(
        self, typed: Mapping[str, Any] | None, *, today: date, rules: PermitRules, needed: Mapping[str, str]
    ) -> None:
        super().__init__(typed, today=today)
        self.needed = dict(needed)
        self.asked = [key for key, state in needed.items() if state != HELD]
        for key in self.asked:
            self.fields[f"paper_{key}"] = forms.BooleanField(
                label=words(rules.papers[key].label), required=False, initial=needed[key] == SEEN
            )

    @property
    def boxes(self) -> list[forms.BoundField]:
        return [self[f"paper_{key}"] for key in self.asked]

    def papers(self) -> dict[str, str]:
        """How each needed paper stands now."""
        seen = {key: SEEN if self.cleaned_data[f"paper_{key}"] else MISSING for key in self.asked}
        return {**self.needed, **seen}


class GroundForm(forms.Form):
    """First question of an application: on which ground, where, and does somebody apply in their stead?"""

    ground = forms.ChoiceField(label=say("申请依据", "Ground"), widget=forms.RadioSelect)
    division = forms.ChoiceField(label=say("居住地", "Where they live"))
    is_infirm = forms.BooleanField(label=say("行动不便", "Infirm"), required=False)
    proxy = forms.ChoiceField(
        label=say("代办人", "Applies in their stead"),
        required=False,
        help_text=say("未满 16 周岁或行动不便的必须有。", "Needed under 16 and for the infirm."),
    )

    def __init__(
        self,
        typed: Mapping[str, Any] | None,
        *,
        rules: PermitRules,
        divisions: Choices,
        kin: Choices,
        initial: Mapping[str, Any],
    ) -> None:
        super().__init__(typed, initial=initial)
        self.fields["ground"].choices = [(key, words(one.label)) for key, one in rules.conditions.items()]
        self.fields["division"].choices = divisions
        self.fields["proxy"].choices = [("", chosen("本人办理", "nobody: the person applies")), *kin]


class ApproveForm(ActForm):
    checked = forms.CharField(
        label=say("审核意见", "Result of the review"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class WithdrawForm(ActForm):
    request = forms.CharField(
        label=say("本人怎样提出撤回", "How the person asked for it"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class RefuseForm(ActForm):
    """Why, in a code and in words for the person. The remedy is the district's own text."""

    reason = forms.ChoiceField(label=say("原因", "Reason"))
    explained = forms.CharField(
        label=say("向本人说明的理由", "Reasons explained to the person"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, typed: Mapping[str, Any] | None, *, today: date, reasons: Choices) -> None:
        super().__init__(typed, today=today)
        self.fields["reason"].choices = [("", "—"), *reasons]
        self.order_fields(["reason", "explained", "on"])


class HandOverForm(ActForm):
    """Where another system issues, its number is entered; here the number is made."""

    number = forms.CharField(label=say("公安系统的居住证编号", "Number given by the police's system"), max_length=30)

    def __init__(self, typed: Mapping[str, Any] | None, *, today: date, is_ours: bool) -> None:
        super().__init__(typed, today=today)
        if is_ours:
            del self.fields["number"]
        self.order_fields(["number", "on"])


class MoveForm(ActForm):
    division = forms.ChoiceField(label=say("新的居住地", "New place"))

    def __init__(self, typed: Mapping[str, Any] | None, *, today: date, divisions: Choices) -> None:
        super().__init__(typed, today=today)
        self.fields["division"].choices = [("", "—"), *divisions]
        self.order_fields(["division", "on"])


class ReasonForm(ActForm):
    """One reason of permit.yaml: why a paper is replaced, or why a permit ends."""

    reason = forms.ChoiceField(label=say("原因", "Reason"), widget=forms.RadioSelect)

    def __init__(self, typed: Mapping[str, Any] | None, *, today: date, reasons: Mapping[str, Words]) -> None:
        super().__init__(typed, today=today)
        self.fields["reason"].choices = [(key, words(text)) for key, text in reasons.items()]
        self.order_fields(["reason", "on"])


class StationForm(forms.Form):
    """A day, a public place and the permits to take along."""

    on = forms.DateField(
        label=say("哪一天", "On which day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    place = forms.CharField(
        label=say("地点", "Place"),
        max_length=100,
        help_text=say("公共场所，如村文化礼堂；不写居民住址。", "A public place, such as a village hall; no home."),
    )
    division = forms.ChoiceField(label=say("所在地区", "Region"))
    cases = forms.MultipleChoiceField(
        label=say("带哪些证", "Permits to take along"), widget=forms.CheckboxSelectMultiple
    )
    client_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, typed: Mapping[str, Any] | None, *, today: date, divisions: Choices, waiting: Choices) -> None:
        super().__init__(typed, initial={"client_id": uuid.uuid4()})
        self.today = today
        self.fields["division"].choices = [("", "—"), *divisions]
        self.fields["cases"].choices = waiting

    def clean_on(self) -> date:
        on = self.cleaned_data["on"]
        if not self.today <= on <= date(self.today.year + 2, 1, 1):
            raise ValidationError(chosen("请选今天或以后的日期。", "Choose today or a later day."))
        return on
