"""What a grid worker enters at a door."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError

from xinju.field.hours import HOURS, hour_of
from xinju.values.legal_days import day_of
from xinju.web.language import say

OLDEST = 14 * 24 * 3600  # seconds: what lies on a phone for longer is asked anew


class DoorForm(forms.Form):
    """What every visit says: its id made by the sender, the room's version that the worker saw, and how long ago."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.CharField(max_length=16, required=False, widget=forms.HiddenInput)
    ago = forms.IntegerField(
        min_value=0,
        max_value=OLDEST,
        required=False,
        widget=forms.HiddenInput,
        error_messages={
            "max_value": say("这条登记已超过十四天，请重新上门核实。", "This is older than fourteen days: visit again.")
        },
    )

    def __init__(self, *given: object, now: datetime, version: str = "", **more: object) -> None:
        super().__init__(*given, initial={"client_id": uuid4(), "version": version, **more.pop("initial", {})}, **more)
        self._now = now

    @property
    def at(self) -> datetime:
        """When the worker stood there. The phone says how long ago that was, so that its clock need not be right."""
        return self._now - timedelta(seconds=self.cleaned_data["ago"] or 0)

    @property
    def day(self) -> date:
        """The legal day of the visit."""
        return day_of(self.at)

    @property
    def hour(self) -> str:
        return self.cleaned_data.get("hour") or hour_of(self.at)


class Keys(forms.Field):
    """Opaque keys of persons, as many as were ticked."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: object) -> frozenset[UUID]:
        try:
            return frozenset(UUID(key) for key in value or ())
        except (ValueError, TypeError):
            raise ValidationError(
                say("页面内容不完整，请重新打开。", "The page is incomplete: open it again.")
            ) from None


class RoomForm(DoorForm):
    """Who is still there: `act` all leaves everybody, some counts the ticks; `shown` are those whom the page showed."""

    act = forms.ChoiceField(choices=[("all", ""), ("some", "")])
    still = Keys(required=False)
    shown = Keys(required=False)
    unknown = Keys(required=False)
    left_on = forms.DateField(
        label=say("没有勾选的人何时搬走", "Those you untick left on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )


class OutcomeForm(DoorForm):
    """Nobody home, refused, no such address, wrong grid, moved out."""

    hour = forms.ChoiceField(label=say("什么时段", "Part of the day"), choices=HOURS)
    slip = forms.CharField(
        label=say("留言条编号", "Number of the slip"),
        max_length=40,
        help_text=say("写在门上留言条的编号", "As it stands on the slip left at the door"),
    )
    left_on = forms.DateField(label=say("搬走的日期", "Day of leaving"), widget=forms.DateInput(attrs={"type": "date"}))
    said = forms.CharField(
        label=say("情况说明", "What was said or seen"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *given: object, asks: tuple[str, ...], **more: object) -> None:
        super().__init__(*given, **more)
        for name in {"hour", "slip", "left_on", "said"} - set(asks):
            del self.fields[name]


class FindForm(forms.Form):
    """A whole document number or phone."""

    number = forms.CharField(
        label=say("证件号码或手机号", "Document number or phone"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text", "data-keypad": "number"}),
    )


class NewcomerForm(DoorForm):
    """Somebody who has moved in. `person` is the one found; without it name and number are told at the door."""

    person = forms.UUIDField(required=False, widget=forms.HiddenInput)
    number = forms.CharField(
        label=say("证件号码或手机号", "Document number or phone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-keypad": "number"}),
    )
    name = forms.CharField(label=say("姓名", "Name"), max_length=60, required=False)
    phone = forms.CharField(
        label=say("手机号", "Phone"), max_length=20, required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )
    start = forms.DateField(
        label=say("何时搬入", "Moved in on"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )


class TaskForm(DoorForm):
    """What was missing, as the worker has seen it on the card."""

    number = forms.CharField(
        label=say("证件号码", "Document number"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-keypad": "number"}),
    )
    birth_date = forms.DateField(
        label=say("出生日期", "Date of birth"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    said = forms.CharField(
        label=say("核实情况", "What was said"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
