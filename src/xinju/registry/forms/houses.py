"""A new building: floors times rooms, or a list of rooms as people write them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from django import forms
from django.core.exceptions import ValidationError

from xinju.registry.actions.places import Planned
from xinju.web.language import chosen, say

MOST_ROOMS = 2000
_PART = re.compile(r"\S+?(?:号楼|幢|栋|座|单元|层|楼|室|房|号)|\S+")
_PLAIN = re.compile(
    r"[\w\s()（）#·.,，、/—–-]*"
)  # of an address: letters and digits of any script, and how parts are joined
_LONGEST_PART = 40
_KINDS = (("单元", "unit"), ("层", "floor"), ("楼", "floor"))


class BuildingForm(forms.Form):
    """Either floors and rooms a floor, or one room a line: 2单元 4层 402室."""

    division = forms.ChoiceField(label=say("社区（村）", "Community"))
    street = forms.CharField(
        label=say("路名、小区或自然村", "Street, estate or hamlet"),
        max_length=120,
        help_text=say("例：禾苑街道稻香里", "As in 禾苑街道稻香里"),
    )
    label = forms.CharField(label=say("楼号", "Building"), max_length=40, help_text=say("例：3号楼", "As in 3号楼"))
    units = forms.IntegerField(
        label=say("几个单元（没有就填 0）", "Units (0 for none)"), min_value=0, max_value=20, initial=0
    )
    floors = forms.IntegerField(label=say("几层", "Floors"), min_value=1, max_value=120, required=False)
    rooms = forms.IntegerField(label=say("每层几间", "Rooms a floor"), min_value=1, max_value=99, required=False)
    listed = forms.CharField(
        label=say("或者逐间列出", "Or list the rooms"),
        required=False,
        max_length=40_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=say(
            "一行一间，用空格隔开：2单元 4层 402室", "One room a line, parts apart by blanks: 2单元 4层 402室"
        ),
    )
    is_let = forms.BooleanField(label=say("出租房", "Let"), required=False)

    def __init__(self, *given: object, communities: Sequence[tuple[str, str, str]], **more: object) -> None:
        super().__init__(*given, **more)
        self.fields["division"].choices = [(code, chosen(zh, english or zh)) for code, zh, english in communities]
        for name in ("units", "floors", "rooms"):
            self.fields[name].widget.attrs["class"] = "short"

    def clean_street(self) -> str:
        text = _plain(self.cleaned_data["street"])
        if not any(character.isalpha() for character in text):
            raise ValidationError(say("路名里应当有文字。", "A street has letters."))
        return text

    def clean_label(self) -> str:
        return _plain(self.cleaned_data["label"])

    def clean_listed(self) -> str:
        text = self.cleaned_data["listed"]
        for number, line in enumerate(text.splitlines(), 1):
            parts = _PART.findall(line)
            if not _PLAIN.fullmatch(line) or any(len(part) > _LONGEST_PART for part in parts):
                raise ValidationError(
                    say(f"第 {number} 行不像门牌：一行一间，如 2单元 4层 402室。",
                        f"Line {number} is no door: one room a line, such as 2单元 4层 402室.")
                )  # fmt: skip
        return text

    def clean(self) -> dict[str, object]:
        given = super().clean()
        if self.errors:
            return given
        if not given["listed"].strip() and not (given["floors"] and given["rooms"]):
            raise ValidationError(
                say("请填层数和每层间数，或逐间列出。", "Give floors and rooms a floor, or list the rooms.")
            )
        if not given["listed"].strip():
            count = max(given["units"], 1) * given["floors"] * given["rooms"]
            if count > MOST_ROOMS:
                raise ValidationError(
                    say("一幢楼最多 2000 间，请核对。", "At most 2000 rooms to a building: check the figures.")
                )
        elif len(given["listed"].splitlines()) > MOST_ROOMS:
            raise ValidationError(
                say("一幢楼最多 2000 间，请核对。", "At most 2000 rooms to a building: check the list.")
            )
        return given

    def plan(self) -> Planned:
        """The tree that is to be added."""
        given = self.cleaned_data
        parts = _listed(given["listed"], given["is_let"]) if given["listed"].strip() else self._counted()
        return Planned("building", given["label"].strip(), parts)

    def _counted(self) -> list[Planned]:
        given = self.cleaned_data
        floors = [
            Planned("floor", f"{floor}层", [
                Planned("room", f"{floor}{room:02d}室", is_let=given["is_let"]) for room in range(1, given["rooms"] + 1)
            ])
            for floor in range(1, given["floors"] + 1)
        ]  # fmt: skip
        units = given["units"]
        return [Planned("unit", f"{unit}单元", floors) for unit in range(1, units + 1)] if units else floors


def _plain(text: str) -> str:
    """A part of an address as typed, where it can be one."""
    if not _PLAIN.fullmatch(text) or not any(character.isalnum() for character in text):
        raise ValidationError(
            say("请照门牌上的写法填，不要用符号和表情。", "Write it as on the plate, without symbols.")
        )
    return text.strip()


def _listed(text: str, is_let: bool) -> list[Planned]:
    return _tree([_PART.findall(line)[:4] for line in text.splitlines() if line.strip()], is_let)


def _tree(ways: Sequence[Sequence[str]], is_let: bool) -> list[Planned]:
    """Nodes in the order of the list; the last part of each line is a room."""
    below: dict[str, list[Sequence[str]]] = defaultdict(list)
    for way in ways:
        below[way[0][:40]].append(way[1:])
    found = []
    for label, rest in below.items():
        parts = _tree([way for way in rest if way], is_let)
        kind = next((kind for ending, kind in _KINDS if label.endswith(ending)), "floor") if parts else "room"
        found.append(Planned(kind, label, parts, is_let=is_let and not parts))
    return found
