"""Long work: asked once it is done once, it can be left and looked at, and a killed worker loses and doubles nothing."""

import json
import logging
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone, translation
from django_tasks_db.models import DBTaskResult
from tests.taken_work import taken_by

from xinju.accounts.access import Role
from xinju.audit.queries import events
from xinju.messages import actions, jobs, queries, worker
from xinju.messages.access import State
from xinju.messages.actions import doing
from xinju.messages.models import Work, Worker
from xinju.messages.presenters import WorkWords, shown

WORDS = WorkWords(title=("数数", "Counting"), steps={"count": ("数到", "counted")})
ABOUT = "test.thing:1"


@pytest.fixture
def kind(monkeypatch):
    """Name a function as the job of a kind for this test: kind(function)."""
    jobs.find_all()
    monkeypatch.setattr(jobs, "_JOBS", dict(jobs._JOBS))

    def name(function):
        jobs.job("test.count")(function)
        return "test.count"

    return name


@pytest.fixture
def clerk(officer):
    return officer(Role.EDUCATION_OFFICER)


def kinds_of_events():
    return [event.kind for event in events(asker="job:test") if event.kind.startswith("messages.")]


def gone_silent(work):
    """The worker of this work was killed half a minute ago."""
    long_ago = timezone.now() - timedelta(seconds=31)
    Worker.objects.filter(pk=work.worker_id).update(seen_at=long_ago)
    work.refresh_from_db()


def test_work_asked_for_twice_under_one_key_is_done_once(kind, clerk):
    done, key = [], uuid4()
    name = kind(lambda work: done.append(work.values["n"]))

    first = actions.begin(name, about=ABOUT, by=clerk, key=key, values={"n": 3})
    second = actions.begin(name, about=ABOUT, by=clerk, key=key, values={"n": 3})

    assert first == second
    assert worker.work_off() == 1
    assert done == [3]
    assert kinds_of_events() == ["messages.work_asked"]


def test_a_key_of_other_work_is_refused(kind, clerk):
    name, key = kind(print), uuid4()
    actions.begin(name, about=ABOUT, by=clerk, key=key)

    with pytest.raises(actions.AnotherWork):
        actions.begin(name, about="test.thing:2", by=clerk, key=key)


def test_work_is_seen_by_whoever_asked_and_by_nobody_else(kind, clerk, officer):
    work = actions.begin(kind(print), about=ABOUT, by=clerk)

    assert queries.work(work.key, asker=clerk) == work
    assert queries.work(work.key, asker=officer(Role.AUDITOR)) is None
    assert queries.work(uuid4(), asker=clerk) is None


def test_a_job_says_how_far_it_is_and_what_came_of_it(kind, clerk):
    seen = []

    def count(work):
        actions.advance(work, "count", 1, 4)
        held = Work.objects.get(pk=work.pk)
        seen.append((held.state, held.step, held.done, held.of))
        actions.finish(work, outcome="test.count:9")

    work = actions.begin(kind(count), about=ABOUT, by=clerk)
    worker.work_off()

    work.refresh_from_db()
    assert seen == [("running", "count", 1, 4)]
    assert (work.state, work.outcome, work.failure) == (State.DONE, "test.count:9", "")
    assert not queries.unfinished(ABOUT, asker=clerk).exists()


def test_two_workers_never_take_the_same_work(kind, clerk):
    actions.begin(kind(print), about=ABOUT, by=clerk)
    one, other = actions.enrol(), actions.enrol()

    assert taken_by(one) is not None
    assert taken_by(other) is None


def test_work_is_taken_in_the_order_it_was_asked_for(kind, clerk):
    done = []
    name = kind(lambda work: done.append(work.values["n"]))
    for n in (1, 2, 3):
        actions.begin(name, about=ABOUT, by=clerk, values={"n": n})

    worker.work_off()

    assert done == [1, 2, 3]


def test_a_reason_that_people_can_mend_is_a_code_with_values(kind, clerk):
    def refuse(work):
        raise jobs.Stopped("too_many", most=5)

    work = actions.begin(kind(refuse), about=ABOUT, by=clerk)
    worker.work_off()

    work.refresh_from_db()
    assert (work.state, work.failure, work.failure_values) == (State.FAILED, "too_many", {"most": 5})


def test_a_fault_of_the_program_shows_no_traceback_and_logs_no_value(kind, clerk, caplog):
    def break_down(work):
        raise ValueError("990102201910010011 is wrong")

    with caplog.at_level(logging.INFO, logger="xinju.work"):
        work = actions.begin(kind(break_down), about=ABOUT, by=clerk)
        worker.work_off()

    work.refresh_from_db()
    page = shown(work, WORDS)
    assert work.failure == "broken" and work.failure_values == {}
    assert str(work.key) in page.why and "ValueError" not in page.why
    assert "ValueError" in caplog.text and "break_down" in caplog.text and "990102" not in caplog.text


def test_each_work_writes_one_line_of_log(kind, clerk, caplog):
    with caplog.at_level(logging.INFO, logger="xinju.work"):
        work = actions.begin(kind(lambda work: None), about=ABOUT, by=clerk)
        worker.work_off()

    lines = [record.getMessage() for record in caplog.records if str(work.key) in record.getMessage()]
    assert len(lines) == 1
    assert lines[0].startswith(f"test.count {work.key} done ")


def test_work_whose_worker_was_killed_shows_as_interrupted_and_is_begun_again(kind, clerk):
    done = []
    actions.begin(kind(lambda work: done.append(work.attempt)), about=ABOUT, by=clerk)
    work = taken_by(actions.enrol())
    assert shown(work, WORDS).state == "running"
    assert not actions.begin_again(work, by=clerk)

    gone_silent(work)

    assert shown(work, WORDS).state == "interrupted" and shown(work, WORDS).can_begin_again
    assert list(queries.interrupted(asker="job:test")) == [work]
    assert actions.begin_again(work, by=clerk)
    assert not actions.begin_again(work, by=clerk)
    assert worker.work_off() == 1
    assert done == [2]


def test_an_attempt_that_was_overtaken_writes_nothing_more(kind, clerk):
    made = []
    work = actions.begin(kind(lambda work: made.append(work.attempt)), about=ABOUT, by=clerk)
    slow = taken_by(actions.enrol())
    gone_silent(slow)
    actions.begin_again(slow, by=clerk)
    worker.work_off()

    # The first worker was only asleep: it wakes and wants to write its result.
    with pytest.raises(actions.Overtaken):
        actions.advance(slow, "count", 1, 2)
    with pytest.raises(actions.Overtaken), transaction.atomic():
        Worker.objects.create(name="result", started_at=timezone.now(), seen_at=timezone.now())
        actions.finish(slow, outcome="test.count:1")

    work.refresh_from_db()
    assert not Worker.objects.filter(name="result").exists()
    assert (made, work.state, work.outcome) == ([2], State.DONE, "")


def test_a_worker_that_leaves_marks_its_work_at_once(kind, clerk):
    actions.begin(kind(print), about=ABOUT, by=clerk)
    process = actions.enrol()
    work = taken_by(process)

    actions.leave(process)

    work.refresh_from_db()
    assert work.is_interrupted()


def test_work_taken_by_a_worker_that_died_before_it_began_shows_as_interrupted(kind, clerk):
    work = actions.begin(kind(lambda work: None), about=ABOUT, by=clerk)
    DBTaskResult.objects.get().claim("a worker killed at this moment")
    work.refresh_from_db()
    assert not work.is_interrupted()

    DBTaskResult.objects.update(started_at=timezone.now() - timedelta(seconds=31))

    assert work.is_interrupted() and shown(work, WORDS).can_begin_again
    assert actions.begin_again(work, by=clerk)
    assert worker.work_off() == 1


def test_begun_again_under_a_page_that_is_out_of_date_it_is_done_once(kind, clerk):
    done = []
    actions.begin(kind(lambda work: done.append(work.attempt)), about=ABOUT, by=clerk)
    work = taken_by(actions.enrol())
    gone_silent(work)
    same_on_another_page = Work.objects.get(pk=work.pk)

    assert actions.begin_again(work, by=clerk)
    assert not actions.begin_again(same_on_another_page, by=clerk)

    assert worker.work_off() == 1
    assert done == [2] and DBTaskResult.objects.ready().count() == 0


def test_the_librarys_table_keeps_no_word_of_an_error(kind, clerk, monkeypatch):
    def break_down(work):
        raise IntegrityError("Key (number)=(990102201910010011) already exists")

    def refuse(work, code, **values):
        raise DatabaseError("Key (number)=(990102201910010011) already exists")

    monkeypatch.setattr(doing, "fail", refuse)
    monkeypatch.setattr(doing.connection, "close", lambda: None)
    work = actions.begin(kind(break_down), about=ABOUT, by=clerk)

    worker.work_off()

    kept = DBTaskResult.objects.get()
    assert kept.status == "FAILED" and "LeftHalfWay" in kept.traceback and "990102" not in kept.traceback
    work.refresh_from_db()
    assert work.is_interrupted()


def test_work_whose_place_in_the_queue_was_pruned_keeps_its_outcome(kind, clerk):
    work = actions.begin(kind(lambda work: None), about=ABOUT, by=clerk)
    worker.work_off()

    call_command("prune_db_task_results", min_age_days=0, verbosity=0)

    work.refresh_from_db()
    assert DBTaskResult.objects.count() == 0
    assert (work.state, work.queued_as, work.is_interrupted()) == (State.DONE, None, False)


def test_work_that_waits_while_nobody_works_says_so(kind, clerk):
    work = actions.begin(kind(print), about=ABOUT, by=clerk)
    assert not shown(work, WORDS).lacks_worker

    Work.objects.update(queued_at=timezone.now() - timedelta(minutes=1))
    work.refresh_from_db()

    assert shown(work, WORDS).lacks_worker
    actions.enrol()
    assert not shown(work, WORDS).lacks_worker


def test_a_job_speaks_the_language_of_whoever_asked(kind, clerk):
    heard = []
    name = kind(lambda work: heard.append(translation.get_language()))
    with translation.override("en"):
        actions.begin(name, about=ABOUT, by=clerk)

    with translation.override("zh-hans"):
        worker.work_off()

    assert heard == ["en"]


def test_what_waits_outlives_a_rolled_back_request_never(kind, clerk):
    name = kind(print)

    class Refused(Exception):
        pass

    with pytest.raises(Refused), transaction.atomic():
        actions.begin(name, about=ABOUT, by=clerk)
        raise Refused

    assert worker.work_off() == 0


def test_values_stay_what_json_can_keep(kind, clerk):
    work = actions.begin(kind(print), about=ABOUT, by=clerk, values={"round": 3, "file": "a/b"})

    assert json.loads(json.dumps(work.values)) == {"round": 3, "file": "a/b"}
