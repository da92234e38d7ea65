"""The night's work: each job once for each legal day in Shanghai, whoever looks at the clock, and what did not run is told."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.utils import timezone
from tests.taken_work import taken_by

from xinju.desk.findings import AMISS, LOOK, WELL
from xinju.desk.night_checkups import nights as checked
from xinju.messages import actions, jobs, queries, schedule, worker
from xinju.messages.actions import nights
from xinju.messages.models import Occasion, Work, Worker

pytestmark = pytest.mark.django_db
NIGHT = time(1, 30)
MONDAY = date(2026, 11, 30)


@pytest.fixture
def job(monkeypatch):
    """Let one function be the whole of the night's work, due at half past one: job(function)."""
    jobs.find_all()
    monkeypatch.setattr(jobs, "_JOBS", dict(jobs._JOBS))
    monkeypatch.setattr(schedule, "_DECLARED", {})

    def declare(function):
        schedule.daily("test.night", at=NIGHT, zh="试", en="Try")(function)

    return declare


def instant(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026 by the clocks of Shanghai."""
    return schedule.Daily("", time(hour, minute), "", "").due_at(date(2026, 11, day))


def on_days() -> list[str]:
    return [str(one.on) for one in Occasion.objects.order_by("on")]


def test_a_job_is_asked_for_once_a_day_however_often_the_clock_is_looked_at(job):
    done = []
    job(lambda work: done.append(work.values["on"]))

    started = [actions.start_due(at=instant(30, hour)) for hour in (2, 2, 9, 23)]
    worker.work_off()

    assert started == [1, 0, 0, 0]
    assert done == ["2026-11-30"]


def test_before_its_time_the_day_before_counts(job):
    job(lambda work: None)

    actions.start_due(at=instant(30, 1, 29))
    actions.start_due(at=instant(30, 1, 30))

    assert on_days() == ["2026-11-29", "2026-11-30"]


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "UTC", "Pacific/Auckland"])
def test_the_day_changes_at_midnight_in_shanghai_wherever_the_server_stands(job, settings, zone):
    settings.TIME_ZONE = zone
    schedule.daily("test.night", at=time(0, 0), zh="试", en="Try")(lambda work: None)

    with timezone.override(zone):
        actions.start_due(at=datetime(2026, 11, 29, 15, 59, 59, tzinfo=UTC))
        actions.start_due(at=datetime(2026, 11, 29, 16, 0, tzinfo=UTC))

    assert on_days() == ["2026-11-29", "2026-11-30"]


def test_after_ten_missed_nights_only_the_last_is_made_up_for(job):
    job(lambda work: None)
    actions.start_due(at=instant(19, 2))

    assert actions.start_due(at=instant(30, 0, 5)) == 1
    assert on_days() == ["2026-11-19", "2026-11-29"]


def test_what_broke_is_tried_again_after_a_quarter_of_an_hour_and_three_times_in_all(job):
    tried = []

    def break_down(work):
        tried.append(work.attempt)
        raise ValueError("no")

    job(break_down)
    for _ in range(6):
        actions.start_due(at=instant(30, 2))
        worker.work_off()
        actions.start_due(at=instant(30, 2))  # at once: too early
        worker.work_off()
        Work.objects.update(finished_at=timezone.now() - nights.AGAIN_AFTER)

    assert tried == [1, 2, 3]


def test_what_people_must_mend_is_not_tried_again_by_the_clock_but_by_hand(job):
    tried = []

    def refuse(work):
        tried.append(work.attempt)
        raise jobs.Stopped("disk_full")

    job(refuse)
    actions.start_due(at=instant(30, 2))
    worker.work_off()
    Work.objects.update(finished_at=timezone.now() - timedelta(hours=3))

    assert actions.start_due(at=instant(30, 5)) == 0
    assert actions.start_now("test.night", at=instant(30, 5), by="job:test")
    worker.work_off()
    assert tried == [1, 2]


def test_a_job_that_is_done_is_not_begun_again_by_hand(job):
    job(lambda work: None)
    actions.start_due(at=instant(30, 2))
    worker.work_off()

    assert not actions.start_now("test.night", at=instant(30, 2), by="job:test")


def test_a_job_whose_worker_was_killed_is_begun_again_by_the_clock(job):
    job(lambda work: None)
    actions.start_due(at=instant(30, 2))
    assert taken_by(actions.enrol()) is not None
    assert actions.start_due(at=instant(30, 3)) == 0
    Worker.objects.update(seen_at=timezone.now() - timedelta(minutes=1))

    assert actions.start_due(at=instant(30, 3)) == 1
    assert worker.work_off() == 1
    assert Work.objects.get().state == "done"


def test_the_outcome_and_how_long_it_took_are_on_record(job):
    job(lambda work: actions.finish(work, outcome="test:opened 7"))
    actions.start_due(at=instant(30, 2))
    worker.work_off()

    (night,) = queries.nights(asker="job:test", at=instant(30, 9))

    assert (night.on, night.last_done_on, night.work.outcome) == (MONDAY, MONDAY, "test:opened 7")
    assert night.work.finished_at >= night.work.started_at


def states(hours: float = 0) -> dict[str, str]:
    return {one.code: one.state for one in checked(timezone.now() + timedelta(hours=hours))}


def test_the_doctor_names_the_job_that_did_not_run_and_says_what_to_do(job, settings):
    settings.XINJU_NIGHTLY = True
    job(lambda work: None)

    (found,) = checked(instant(30, 1, 50))

    assert (found.code, found.state) == ("night:test.night", AMISS)
    assert "2026-11-30" in found.means[1] and "start xinju worker" in found.todo[1]
    assert checked_codes(instant(30, 1, 40)) == ["nights"]  # ten minutes: not late yet


def checked_codes(at: datetime) -> list[str]:
    return [one.code for one in checked(at)]


def test_the_doctor_tells_failed_and_half_done_work_of_the_night(job, settings):
    settings.XINJU_NIGHTLY = True

    def refuse(work):
        raise jobs.Stopped("disk_full")

    job(refuse)
    actions.start_due(at=timezone.now())
    taken_by(actions.enrol())
    Worker.objects.update(stopped_at=timezone.now())
    assert states() == {"night:test.night": LOOK}

    actions.start_due(at=timezone.now())
    worker.work_off()
    assert states() == {"night:test.night": AMISS}
    assert "disk_full" in next(checked(timezone.now())).means[1]


def test_all_is_well_where_everything_of_the_night_is_done(job, settings):
    settings.XINJU_NIGHTLY = True
    job(lambda work: None)
    actions.start_due(at=timezone.now())
    worker.work_off()

    assert states() == {"nights": WELL}


def test_a_demo_starts_nothing_by_the_clock_and_a_real_site_without_it_is_amiss(job, settings):
    job(lambda work: None)
    settings.XINJU_NIGHTLY = False

    assert states() == {"nights": WELL}
    settings.IS_DEMO = False
    assert states() == {"nights": AMISS}


def test_every_job_of_the_night_is_declared_with_its_time_and_words(settings):
    jobs.find_all()

    kinds = {one.kind: f"{one.at:%H:%M}" for one in schedule.declared()}

    assert {
        "audit.root": "00:10",
        "cases.recount": "00:20",
        "registry.visits_due": "01:00",
        "registry.permits_due": "01:30",
        "registry.link_all": "02:00",
        "points.review": "04:00",
    }.items() <= kinds.items()
    assert all(one.zh and one.en and one.kind in jobs._JOBS for one in schedule.declared())


def test_a_whole_night_on_an_empty_site_is_done(settings):
    settings.XINJU_NIGHTLY = True

    started = actions.start_due(at=timezone.now())
    worker.work_off()

    assert started >= 6
    assert states() == {"nights": WELL}
