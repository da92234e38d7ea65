"""The demo's employer: an invented weaving mill with a clerk who declares its people."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import uuid5

from xinju.accounts.access import Officer
from xinju.accounts.actions import open_demo_person
from xinju.accounts.demo_accounts import DemoPersonKind
from xinju.registry.actions.staffing import StaffLine, appoint_clerk, declare_staff
from xinju.registry.bridge.told import Told
from xinju.values.citizen_id import check_character

MILL, CREDIT_CODE = "禾润织造厂", "91990102MA2EFGHJ1Q"
# Name, days since the first day of work: the last was reported late.
PEOPLE = (("何春生", 1), ("吕秋月", 2), ("施冬梅", 2), ("张夏雨", 40))


def a_mill(*, day: date, at: datetime, by: Officer) -> None:
    """Set the clerk, and hand in the first list; again it changes nothing."""
    account = open_demo_person(DemoPersonKind.EMPLOYER)
    clerk = appoint_clerk(
        account=account, credit_code=CREDIT_CODE, name=MILL, division="990102", by=by, at=at
    )  # fmt: skip
    lines = [
        StaffLine(_told(name, serial), "hired", day - timedelta(days=days))
        for serial, (name, days) in enumerate(PEOPLE, 801)
    ]
    declare_staff(
        employer=clerk.employer, lines=lines, by=account, at=at, client_id=uuid5(clerk.employer.key, "first list")
    )  # fmt: skip


def _told(name: str, serial: int) -> Told:
    born = date(1985, 4, serial % 28 + 1)
    first = f"990421{born:%Y%m%d}{serial:03d}"
    return Told(name, first + check_character(first), birth_date=born)
