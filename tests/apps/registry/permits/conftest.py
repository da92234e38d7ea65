"""An invented resident with a registration and work, officers of two windows, and acts on a day."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from uuid import uuid4

import pytest
from tests.apps.registry.conftest import NOON, wang

from xinju.accounts.access import Role
from xinju.registry.actions.people import Origin
from xinju.registry.actions.permit_acts import Act
from xinju.registry.actions.permit_applications import Asked, apply_for_permit, approve, hand_over
from xinju.registry.actions.records import keep_records
from xinju.registry.actions.stays import Stayed, enter_stays
from xinju.registry.bridge import rules
from xinju.registry.bridge.recorded import Recorded

OURS, POLICES = "990102100001", "990102001001"
PAPERS = {"identity": "seen", "photo": "seen", "address": "seen", "work": "held"}


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


@pytest.fixture
def lives(enter):
    """Write down somebody who has lived there since a day: lives(date(…), division=…) answers with the identity."""

    def tell(since: date, *, division: str = OURS, told=None, until: date | None = None):
        [identity] = enter("police", told or wang(), at=at(since), on=since)
        origin = Origin("police", "file", "job:test", at(since), "verified")
        enter_stays(
            stays=[Stayed(identity.pk, since, division, end=until, dwelling="rented")], origin=origin, purpose="test"
        )
        identity.refresh_from_db()
        return identity

    return tell


@pytest.fixture
def told(db):
    """A department tells a fact: told(identity, "employment", start, end, division=…)."""

    def tell(
        identity,
        record: str,
        start: date,
        end: date | None = None,
        *,
        verification="verified",
        source="employment",
        **values,
    ):
        origin = Origin(source, "file", "job:test", NOON, verification)
        row = Recorded(identity.pk, start, end, values)
        keep_records(declared=rules.record_types()[record], rows=[row], origin=origin, purpose="test")

    return tell


@pytest.fixture
def staff(officer):
    """The window, the reviewer and the head."""
    return SimpleNamespace(
        window=officer(Role.WINDOW_OFFICER), registrar=officer(Role.REGISTRAR), head=officer(Role.HEAD)
    )


@pytest.fixture
def act():
    """An act on a day: act(officer, date(…))."""

    def on(by, day: date, client_id=None) -> Act:
        return Act(by, day, at(day), client_id or uuid4())

    return on


@pytest.fixture
def permit(lives, told, staff, act):
    """Wang's permit, issued by us on 12 May 2025; registered since 2 November 2024."""
    identity = lives(date(2024, 11, 2))
    told(identity, "employment", date(2024, 11, 5), division="990102", kind="contract")
    day = date(2025, 5, 12)
    asked = Asked(OURS, "work", PAPERS)
    application = apply_for_permit(identity=identity, asked=asked, act=act(staff.window, day))
    approve(application=application, checked="符合条件", act=act(staff.registrar, day))
    return hand_over(application=application, act=act(staff.window, day))
