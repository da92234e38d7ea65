"""A resident's first page: what is to be done next and by when, until when the permit is good, how many points there are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from xinju.documents.figures import date_text
from xinju.portal.presenters.landlord import due_text
from xinju.portal.queries.public import language
from xinju.registry.presenters.permits import STANDING, loses
from xinju.registry.queries.own import Contested
from xinju.registry.queries.permits import PermitFile
from xinju.registry.queries.rooms import OVERDUE, UNDECLARED, WAITING, Room
from xinju.web.language import chosen

_RED = (OVERDUE, WAITING)


@dataclass(frozen=True)
class ToDo:
    """One thing to do: what, what happens otherwise or until when, and where it is done."""

    tone: str
    what: str
    by: str
    address: str


def to_do(permit: PermitFile | None, rooms: Sequence[Room], on: date) -> list[ToDo]:
    """What waits for the person: overdue first, then by what is lost."""
    found = [*_of_rooms(rooms), *_of_permit(permit, on)]
    return sorted(found, key=lambda one: one.tone != "bad")


def _of_rooms(rooms: Sequence[Room]) -> Iterator[ToDo]:
    waiting = [tenant for room in rooms if room.state in _RED for tenant in room.tenants if tenant.is_waiting]
    count = sum(room.state in _RED for room in rooms)
    if count:
        first = min(waiting, key=lambda one: (not one.is_overdue, one.duty.day if one.duty else date.max))
        tone = "bad" if first.is_overdue else "wait"
        what = chosen(f"有 {count} 间房的住客等您确认", f"Tenants of {count} rooms wait for your word")
        yield ToDo(tone, what, due_text(first), reverse("portal:landlord"))
    if undeclared := sum(room.state == UNDECLARED for room in rooms):
        what = chosen(f"有 {undeclared} 间房还没有申报", f"Nothing is declared for {undeclared} rooms")
        by = chosen("有人住进的，三个工作日内报告；空着的点“这间空着”。", "Report within three workdays who moved in; or say that the room is empty.")  # fmt: skip
        yield ToDo("wait", what, by, reverse("portal:landlord"))


def _of_permit(file: PermitFile | None, on: date) -> Iterator[ToDo]:
    if file is None:
        return
    address = reverse("portal:my-permit")
    held = file.current
    standing = held.standing(on) if held else "ended"
    if held and standing in ("due", "suspended"):
        tone = "bad" if standing == "suspended" else "wait"
        day = date_text(held.terms.due, language())
        what = chosen(f"居住证签注，最晚 {day}", f"Have the permit endorsed by {day}")
        yield ToDo(tone, what, loses(held, on), address)
    elif standing == "ended" and file.findings.half_year.holds and not file.applications:
        what = chosen("可以申请居住证了", "You can apply for a residence permit")
        by = chosen("登记已满半年；看看条件和要带的材料。", "Half a year is full; see the conditions and papers.")
        yield ToDo("wait", what, by, address)


def permit_line(file: PermitFile | None, on: date) -> dict[str, str]:
    """The permit in one line: its state and the last day."""
    held = file.current if file else None
    if held is None:
        return {"tone": "plain", "state": chosen("还没有居住证", "no permit yet"), "until": ""}
    standing = held.standing(on)
    tone, zh, en = STANDING[standing]
    has_due = standing != "ended" and held.terms.due.year < date.max.year
    until = date_text(held.terms.due, language()) if has_due else ""
    return {"tone": tone, "state": chosen(zh, en), "until": until}


def waiting_answers(found: Sequence[Contested]) -> int:
    """Objections that are not answered yet."""
    return sum(one.file.row.closed_on is None for one in found)
