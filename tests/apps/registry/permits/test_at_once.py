"""Two windows on one person at the same moment, and one form sent twice at once: one application, one permit."""

import threading
from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from tests.apps.registry.permits.conftest import OURS, PAPERS

from xinju.cases.actions import Refused
from xinju.registry.actions.permit_acts import MayNot
from xinju.registry.actions.permit_applications import Asked, apply_for_permit, approve, hand_over
from xinju.registry.models import Permit, PermitApplication, PermitPaper

MAY = date(2025, 5, 12)


@pytest.fixture(autouse=True)
def _database(transactional_db):
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("one connection only: an in-memory database has no second officer")


def at_once(acts: list[Callable[[], object]]) -> list[object]:
    """Do all acts at the same moment, each on a connection of its own; answers and refusals in the acts' order."""
    ready = threading.Barrier(len(acts))
    found: list[object] = [None] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        try:
            ready.wait(timeout=20)
            found[place] = act()
        except (MayNot, Refused) as error:
            found[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return found


def test_of_two_windows_one_takes_the_application_and_the_other_is_told(lives, staff, act):
    identity = lives(date(2024, 11, 2))
    asked = Asked(OURS, "work", PAPERS)

    found = at_once(
        [
            lambda: apply_for_permit(identity=identity, asked=asked, act=act(staff.window, MAY)),
            lambda: apply_for_permit(identity=identity, asked=asked, act=act(staff.window, MAY)),
        ]
    )

    refused = [one for one in found if isinstance(one, MayNot)]
    assert PermitApplication.objects.count() == 1 and [one.codes for one in refused] == [("already_open",)]


def test_a_form_sent_eight_times_at_once_is_one_application(lives, staff, act):
    identity, once = lives(date(2024, 11, 2)), uuid4()
    asked = Asked(OURS, "work", PAPERS)

    found = at_once(
        [lambda: apply_for_permit(identity=identity, asked=asked, act=act(staff.window, MAY, once)) for _ in range(8)]
    )

    assert {one.pk for one in found} == {PermitApplication.objects.get().pk}


def test_a_permit_handed_over_at_two_doors_at_once_is_issued_once(lives, told, staff, act):
    identity = lives(date(2024, 11, 2))
    told(identity, "employment", date(2024, 11, 5), division="990102", kind="contract")
    row = apply_for_permit(identity=identity, asked=Asked(OURS, "work", PAPERS), act=act(staff.window, MAY))
    approve(application=row, checked="符合", act=act(staff.registrar, MAY))

    found = at_once([lambda: hand_over(application=row, act=act(staff.window, MAY)) for _ in range(4)])

    assert Permit.objects.count() == PermitPaper.objects.count() == 1
    assert sum(isinstance(one, Permit) for one in found) == 1
