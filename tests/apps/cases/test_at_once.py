"""Two officers and a job on one case at the same moment: nothing lost, nothing doubled, and the second sees the first's act."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection

from xinju.cases import actions
from xinju.cases.models import Case

OPENED_ON = date(2026, 5, 12)
ASKED = {"letter": "转〔2026〕1号"}


def at_once(acts: list[Callable[[], object]]) -> list[object]:
    """Do all acts at the same moment, each on a connection of its own; answers and refusals in the acts' order."""
    ready = threading.Barrier(len(acts))
    found: list[object] = [None] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        try:
            ready.wait(timeout=20)
            found[place] = act()
        except (actions.Stale, actions.Refused) as error:
            found[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return found


@pytest.fixture
def case(transactional_db):
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("one connection only: an in-memory database has no second officer")
    return actions.open_case(
        type="contested_value", subject="registry.record:1", region="990102", opened_on=OPENED_ON, by="job:test"
    )


def send(row: Case, client_id: str, version: int | None) -> Callable[[], object]:
    return lambda: actions.hand_over(
        case=row.key,
        region="990102001",
        why="归街道",
        by="job:test",
        on=OPENED_ON,
        client_id=client_id,
        version=version,
    )


def test_of_two_who_saw_the_same_version_one_acts_and_the_other_decides_anew(case):
    found = at_once([send(case, "first", 1), send(case, "second", 1)])

    assert sorted(type(each).__name__ for each in found) == ["Case", "Stale"]
    assert case.events.count() == 2


def test_the_same_act_sent_eight_times_at_once_counts_once(case):
    found = at_once([send(case, "same", None) for _ in range(8)])

    assert {type(each).__name__ for each in found} == {"Case"}
    assert case.events.count() == 2


def test_the_same_case_opened_eight_times_at_once_is_one(case):
    def opening() -> object:
        return actions.open_case(
            type="conflict",
            subject="registry.record:2",
            region="990102",
            opened_on=OPENED_ON,
            by="job:test",
            client_id="c",
        )

    found = at_once([opening] * 8)

    assert len({each.pk for each in found}) == 1
    assert Case.objects.filter(type="conflict").count() == 1
