"""What a landlord's pages say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from django.http import HttpRequest
from django.urls import reverse

from xinju.documents.figures import date_text
from xinju.documents.qr import qr_svg
from xinju.portal.presenters.receipts import moment, title
from xinju.portal.queries.public import language
from xinju.registry.queries.rooms import EMPTY, OCCUPIED, OVERDUE, UNDECLARED, WAITING, Room, Tenant
from xinju.web.language import chosen

_STATES = {
    OVERDUE: ("bad", "申报已逾期", "report overdue"),
    WAITING: ("bad", "等您确认", "waits for you"),
    UNDECLARED: ("wait", "未申报", "nothing declared"),
    OCCUPIED: ("good", "已申报", "declared"),
    EMPTY: ("plain", "空置", "empty"),
}
_WHO = {
    "self": ("本人扫码登记", "registered by the tenant"),
    "grid": ("网格员登记", "entered by the grid worker"),
    "employer": ("用人单位登记", "entered by the employer"),
    "window": ("窗口登记", "entered at the window"),
}


def rooms(those: Sequence[Room]) -> dict[str, Any]:
    """The list, with the counts that stand above it."""
    red = sum(room.state in (OVERDUE, WAITING) for room in those)
    return {
        "rooms": [_line(room, _anchor(those, at)) for at, room in enumerate(those)],
        "red": red,
        "undeclared": sum(room.state == UNDECLARED for room in those),
        "people": sum(not tenant.is_waiting for room in those for tenant in room.tenants),
    }


def _anchor(those: Sequence[Room], at: int) -> str:
    """Where the counts above the list lead to: the first room of a kind."""
    state = those[at].state
    kind = {UNDECLARED: "undeclared", OCCUPIED: "declared"}.get(state, "")
    return kind if all(room.state != state for room in those[:at]) else ""


def _line(room: Room, anchor: str) -> dict[str, Any]:
    return {
        "anchor": anchor,
        "key": room.place.key,
        "address": room.place.address,
        "label": room.place.label,
        "state": state(room),
        "names": chosen("、", ", ").join(tenant.name for tenant in room.tenants),
        "due": next((due_text(tenant) for tenant in room.tenants if tenant.is_waiting), ""),
    }


def state(room: Room) -> dict[str, str]:
    """The room's state as tone and words."""
    tone, zh, en = _STATES[room.state]
    return {"tone": tone, "words": chosen(zh, en)}


def room(found: Room, request: HttpRequest, today: date) -> dict[str, Any]:
    """One room: who lives there, what waits, and its code for tenants."""
    plate = found.place.plate
    address = request.build_absolute_uri(reverse("portal:join-plate", args=[plate])) if plate else ""
    return {
        "room": found,
        "state": state(found),
        "waiting": [tenant_line(one) for one in found.tenants if one.is_waiting],
        "tenants": [tenant_line(one) for one in found.tenants if not one.is_waiting],
        "may_be_empty": found.state == UNDECLARED,
        "client_id": uuid4(),
        "today": today.isoformat(),
        "qr": qr_svg(address, chosen("租客扫码登记", "Code for the tenant")) if address else "",
    }


def tenant_line(one: Tenant) -> dict[str, Any]:
    """A tenant as the landlord sees him, with ids for the forms beside his name."""
    return {
        "key": one.stay.key,
        "name": one.name,
        "masked": one.masked,
        "since": one.stay.start,
        "who": chosen(*_WHO.get(one.stay.door, ("有关部门登记", "entered by an office"))),
        "due": due_text(one),
        "is_overdue": one.is_overdue,
        "client_id": uuid4(),
        "other_id": uuid4(),
    }


def due_text(one: Tenant) -> str:
    """Until when he is to report, in words."""
    if one.duty is None:
        return ""
    day = date_text(one.duty.day, language())
    if one.is_overdue:
        return chosen(f"应于{day}前报告，已逾期", f"was due by {day}, overdue")
    if one.duty.is_certain:
        return chosen(f"请在{day}前报告", f"report by {day}")
    return chosen(
        f"截止日不早于{day}（{one.duty.year}年工作日尚未公布）",
        f"due not before {day}: workdays of {one.duty.year} are not published yet",
    )


def receipt_lines(receipts: Any) -> list[dict[str, Any]]:
    """Own receipts, as a list."""
    return [
        {
            "number": one.number,
            "moment": moment(one),
            "title": title(one),
            "place": one.place.address if one.place else "",
            "what": chosen("；", "; ").join(_what(line) for line in list(one.lines.all())[:3]),
        }
        for one in receipts
    ]


def _what(line: Any) -> str:
    return " ".join(filter(None, (line.name, str(line.get_act_display()))))
