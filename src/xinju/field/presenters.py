"""Doors and rooms as the grid worker's pages say them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from xinju.cases import words as case_words
from xinju.cases.actions import Refused
from xinju.field.hours import HOURS
from xinju.registry.queries.visits import Door, Reason, Room, Task
from xinju.web.language import chosen, say

OUTCOMES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "nobody_home": (say("家中无人", "Nobody home"), ("hour", "slip")),
    "moved_out": (say("整间搬离", "The whole room has moved out"), ("left_on",)),
    "refused": (say("拒绝配合", "Refused"), ("said",)),
    "no_address": (say("地址不存在", "The address does not exist"), ("said",)),
    "wrong_grid": (say("不属本网格", "Not in this grid"), ("said",)),
}
ASKS_FOR_A_VALUE = (Reason.NO_NUMBER, Reason.NO_BIRTH_DATE, Reason.CONFLICT)
SENTENCES = {
    "stayed_and_left": say("同一人不能既在又走。", "Nobody can both stay and leave."),
    "not_of_this_room": say("有人不属于这间房，请重新打开。", "Somebody is not of this room: open it again."),
    "left_later": say("搬走的日期不能晚于今天。", "The day of leaving cannot lie in the future."),
    "left_before_came": say("搬走的日期早于住进的日期。", "The day of leaving lies before the day of moving in."),
    "came_later": say("搬入的日期不能晚于今天。", "The day of moving in cannot lie in the future."),
    "nobody_named": say("请填姓名和证件号码。", "Name and document number are needed."),
    "shape": say("号码的位数或字符不对，请对照证件。", "The number has wrong characters or length: compare it with the card."),
    "date": say("号码中的出生日期不存在，请对照证件。", "The date of birth in the number does not exist: compare it with the card."),
    "check": say("号码有一位不对，请对照证件。", "One character of the number is wrong: compare it with the card."),
    "number_missing": say("请填证件号码。", "The document number is needed."),
    "birth_missing": say("请填出生日期或证件号码。", "The date of birth or the document number is needed."),
    "lives_here": say("已核实的人请取消勾选，登记为搬走。", "Whoever was verified here has left: untick them."),
    "phone": say("手机号不对。", "This cannot be a phone number."),
    "name_missing": say("请填姓名。", "The name is needed."),
}  # fmt: skip


def doors(found: Sequence[Door], on: date) -> list[dict[str, Any]]:
    """Doors in walking order, each with the building it stands in, said once."""
    lines, last = [], None
    for door in found:
        top = _top(door.place) if door.place else None
        lines.append(
            {
                "building": top if top is not None and top != last else None,
                "is_loose": door.place is None and (not lines or not lines[-1]["is_without_place"]),
                "is_without_place": door.place is None,
                "place": door.place,
                "short": _short(door),
                "tasks": door.tasks,
                "reasons": [Reason(reason).label for reason in door.reasons],
                "due_on": door.due_on,
                "is_overdue": door.due_on < on,
                "left": case_words.left(door.due_on, on),
                "not_at": [str(dict(HOURS)[hour]) for hour in door.tried if hour in dict(HOURS)],
            }
        )
        last = top
    return lines


def room(held: Room, tasks: Sequence[Task], tails: Mapping[int, str]) -> dict[str, Any]:
    """Who is shown in a room, with what is asked about each."""
    asked: dict[int, list[Task]] = {}
    for task in tasks:
        asked.setdefault(task.person.pk, []).append(task)
    people = [
        {
            "key": one.key,
            "name": one.person.name,
            "tail": tails.get(one.person.pk, ""),
            "since": one.since,
            "is_waiting": one.is_waiting,
            "may_have_left": any(_is_of_moving(task) for task in asked.get(one.person.pk, ())),
            "asked": [_asked(task) for task in asked.pop(one.person.pk, []) if not _is_of_moving(task)],
        }
        for one in held.occupants
    ]
    elsewhere = [_asked(task) for those in asked.values() for task in those]
    return {
        "room": held,
        "people": people,
        "elsewhere": elsewhere,
        "has_settled": any(not one.is_waiting for one in held.occupants),
    }


def _is_of_moving(task: Task) -> bool:
    return task.doubt.reason == Reason.MOVED_ON


def _asked(task: Task) -> dict[str, Any]:
    """A reason; those that ask for a value have a page of their own, the others end with the room."""
    reason = Reason(task.doubt.reason)
    return {"task": task, "label": reason.label, "asks": reason in ASKS_FOR_A_VALUE}


def said_of_presence() -> str:
    """What the case keeps where the worker said nothing more."""
    return chosen("上门核实：仍住在此", "Visited: still lives here")


def refusals(error: Refused) -> list[str]:
    """Why a case did not take the visit, without the words of one case type."""
    hour = any(refusal.part == "hour" for refusal in error.refusals)
    if hour:
        return [chosen("第二次上门要换一个时段。", "The second visit must be at another part of the day.")]
    return [chosen("这件事已由别人处理，请重新打开这间房。", "Somebody else has dealt with this: open the room again.")]


def _top(place: Any) -> Any:
    node = place
    while node.parent is not None:
        node = node.parent
    return node


def _short(door: Door) -> str:
    """The door's way below its building: 2单元 · 4层 · 402室."""
    if door.place is None:
        return ""
    labels, node = [], door.place
    while node.parent is not None:
        labels.append(node.label)
        node = node.parent
    return " · ".join(reversed(labels)) or door.place.label
