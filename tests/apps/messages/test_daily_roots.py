"""The audit's root of every day lies ready for another office, whatever nights were missed."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from xinju.audit.actions import record_look, seal_pending
from xinju.audit.models import Link
from xinju.audit.roots import read_root
from xinju.audit.verifying import verify
from xinju.messages import actions, jobs, kept_roots, tasks, worker
from xinju.messages.schedule import Daily

pytestmark = pytest.mark.django_db
THURSDAY = date(2026, 5, 14)


def night(on: date) -> None:
    jobs.find_all()
    actions.start_now(tasks.ROOT, at=Daily("", time(9, 0), "", "").due_at(on), by="job:test")
    worker.work_off()


def kept() -> list[str]:
    return sorted(path.name for path in kept_roots.root_folder().iterdir())


def test_the_root_of_yesterday_is_written_and_the_chain_agrees_with_it():
    record_look(about=["test.person:1"], by="job:test", purpose="test")
    seal_pending()
    Link.objects.update(sealed_at=datetime(2026, 5, 13, 4, tzinfo=UTC))

    night(THURSDAY)

    root = read_root(kept_roots.root_file(date(2026, 5, 13)))
    assert kept() == ["root-2026-05-13.json"]
    assert (root.on, root.count, root.last) == (date(2026, 5, 13), 1, 1)
    faults = {one.code for one in verify([root]).faults}
    assert "root_differs" not in faults and "root_unreached" not in faults


def test_the_roots_of_missed_nights_are_made_up_for_and_none_is_written_over():
    night(THURSDAY)
    first = kept_roots.root_file(date(2026, 5, 13)).read_bytes()

    night(THURSDAY + timedelta(days=3))

    assert kept() == [f"root-2026-05-{day}.json" for day in (13, 14, 15, 16)]
    assert kept_roots.root_file(date(2026, 5, 13)).read_bytes() == first
