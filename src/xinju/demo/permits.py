"""The demo's permits: in Weiting they are issued here, everywhere else the police are master; each stands at another point.

In Weiting: one to be endorsed within the month, one that was not endorsed in time, an application that waits for papers, one to
be reviewed, one under half a year, one approved and to be taken along by the mobile station. The demo's resident has the police's.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from xinju.accounts.access import Officer, Role
from xinju.accounts.actions import open_demo_account
from xinju.demo.neighbours import number
from xinju.registry.actions.people import Origin, enter_people
from xinju.registry.actions.permit_acts import Act
from xinju.registry.actions.permit_applications import Asked, apply_for_permit, approve, hand_over
from xinju.registry.actions.permits import open_endorsements
from xinju.registry.actions.records import keep_records
from xinju.registry.actions.stays import Stayed, enter_stays
from xinju.registry.bridge.recorded import Recorded
from xinju.registry.bridge.rules import record_types
from xinju.registry.bridge.told import Told
from xinju.registry.queries.permits import PermitApplication, identity_by_id, identity_of_person
from xinju.values.period import add_months

WEITING = "990102100001"
PURPOSE = "job:demo"
COMPLETE = {"identity": "seen", "photo": "seen", "address": "seen", "work": "held"}
LACKING = {**COMPLETE, "photo": "missing", "address": "missing"}


def issue_permits(*, day: date, resident: UUID) -> int:
    """Let the holders and applicants in, as of `day`; answers how many people. Again it changes nothing."""
    work = _Issuing(day)
    work.held("罗一鸣", 811, issued=add_months(day, -12) + timedelta(days=14))
    work.held("苏小满", 824, issued=add_months(day, -14))
    work.applied("方圆", 837, days=6, papers=LACKING)
    work.applied("江月", 842, days=4, papers=COMPLETE)
    work.applied("田甜", 866, days=3, papers=COMPLETE, months=4)
    work.approved("石磊", 879, days=5)
    work.police(resident)
    open_endorsements(on=day, by=PURPOSE)
    return work.people


class _Issuing:
    """Everything is told by the police's and the employment office's files, and done by the demo's officers."""

    def __init__(self, day: date) -> None:
        self._day, self.people = day, 0
        self._window, self._registrar = (open_demo_account(role) for role in (Role.WINDOW_OFFICER, Role.REGISTRAR))

    def held(self, name: str, serial: int, *, issued: date) -> None:
        """A permit that was issued on that day."""
        identity = self._lives(name, serial, since=add_months(issued, -8))
        application = self._approved(name, identity, issued)
        hand_over(application=application, act=self._act(self._window, f"{name}-issue", issued))

    def applied(self, name: str, serial: int, *, days: int, papers: dict[str, str], months: int = 9) -> None:
        """An application that was taken in some days ago."""
        on = self._day - timedelta(days=days)
        identity = self._lives(name, serial, since=add_months(self._day, -months))
        apply_for_permit(
            identity=identity_by_id(identity),
            asked=Asked(WEITING, "work", papers),
            act=self._act(self._window, name, on),
        )

    def approved(self, name: str, serial: int, *, days: int) -> None:
        """Approved, waiting to be handed over."""
        on = self._day - timedelta(days=days)
        self._approved(name, self._lives(name, serial, since=add_months(self._day, -10)), on)

    def police(self, resident: UUID) -> None:
        """The demo's resident has a permit of the police's, with an endorsement due within the month."""
        start = add_months(self._day, -24) + timedelta(days=20)
        identity = identity_of_person(resident, asker=self._registrar)
        rows = [
            ("residence_permit", Recorded(identity, start, add_months(start, 24), {"division": "990102", "permit_number": "GA9901022400128"})),
            ("endorsement", Recorded(identity, add_months(start, 12) - timedelta(days=9), add_months(start, 12) - timedelta(days=9))),
        ]  # fmt: skip
        for kind, row in rows:
            keep_records(
                declared=record_types()[kind], rows=[row], origin=self._origin("police", start), purpose=PURPOSE
            )

    def _approved(self, name: str, identity: int, on: date) -> PermitApplication:
        asked = Asked(WEITING, "work", COMPLETE)
        act = self._act(self._window, name, on)
        application = apply_for_permit(identity=identity_by_id(identity), asked=asked, act=act)
        approve(application=application, checked="符合条件（演示）", act=self._act(self._registrar, f"{name}-yes", on))
        return application

    def _lives(self, name: str, serial: int, *, since: date) -> int:
        born = date(1984 + serial % 15, 1 + serial % 12, 1 + serial % 28)
        told = Told(name, number("990421", born, serial), birth_date=born, sex="male" if serial % 2 else "female")
        police = self._origin("police", since)
        (entered,) = enter_people(told=[told], origin=police, observed_on=since, purpose=PURPOSE)
        enter_stays(stays=[Stayed(entered.identity, since, WEITING, dwelling="rented")], origin=police, purpose=PURPOSE)
        works = Recorded(entered.identity, since, None, {"division": "990102", "kind": "contract"})
        office = self._origin("employment", since)
        keep_records(declared=record_types()["employment"], rows=[works], origin=office, purpose=PURPOSE)
        self.people += 1
        return entered.identity

    def _origin(self, source: str, on: date) -> Origin:
        return Origin(source, "file", self._registrar, _noon(on), "verified")

    def _act(self, by: Officer, name: str, on: date) -> Act:
        return Act(by, on, _noon(on), uuid5(NAMESPACE_URL, f"demo:permit:{name}"))


def _noon(on: date) -> datetime:
    return datetime.combine(on, time(4), tzinfo=UTC)
