"""Two officers, a job and doors on one person at the same moment: nothing lost, nothing doubled, the second sees the first."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.db import connection
from tests.apps.registry.conftest import NOON, wang

from xinju.accounts import actions as accounts
from xinju.accounts.access import Account, Role
from xinju.cases import actions as case_actions
from xinju.cases import queries as cases
from xinju.registry import tasks
from xinju.registry.actions import merging
from xinju.registry.actions.people import Origin, enter_people
from xinju.registry.actions.stays import Stayed, enter_stays
from xinju.registry.bridge import linking, rules
from xinju.registry.bridge.projection import project
from xinju.registry.bridge.told import Told
from xinju.registry.models import Delivery, Identity, Link, Particulars, Person, Question, Record, Stay
from xinju.registry.models.identities import Verdict

BORN = date(1990, 3, 4)
REFUSALS = (merging.AlreadyJudged, merging.Contradicted, case_actions.Stale, case_actions.Refused)


def at_once(acts: list[Callable[[], object]]) -> list[object]:
    """Do all acts at the same moment, each on a connection of its own; answers, refusals and faults in the acts' order."""
    ready = threading.Barrier(len(acts))
    found: list[object] = [None] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        try:
            ready.wait(timeout=20)
            found[place] = act()
        except Exception as error:  # noqa: BLE001 - a fault in a thread would be lost
            found[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    faults = [each for each in found if isinstance(each, Exception) and not isinstance(each, REFUSALS)]
    assert faults == []
    return found


def tell(source: str, told: Told, hours: int = 0) -> int:
    at = NOON + timedelta(hours=hours)
    origin = Origin(source=source, door="window", by="job:test", at=at, verification="verified")
    (entered,) = enter_people(told=[told], origin=origin, observed_on=at.date(), purpose="test")
    return entered.identity


def what_is_shown_follows_from_what_is_in_force() -> None:
    for one in project(Identity.objects.values_list("pk", flat=True), rules.rules(), on=NOON.date()):
        assert set(Identity.objects.filter(person=one.speaker).values_list("pk", flat=True)) == one.identities
        person = Person.objects.get(pk=one.speaker)
        assert {name: getattr(person, name) for name in one.values} == dict(one.values)


@pytest.fixture
def pair(transactional_db) -> tuple[Identity, Identity]:
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("one connection only: an in-memory database has no second officer")
    first = tell("police", wang(phone="13900000000"))
    second = tell("grid", Told(name="王芳", birth_date=BORN, phone="13900000000"))
    return Identity.objects.get(pk=first), Identity.objects.get(pk=second)


@pytest.fixture
def officers(transactional_db) -> list[Account]:
    return [
        accounts.open_account(
            username=f"registrar-{at}", name="登记员", role=Role.REGISTRAR, office="测试科", region="", source="",
            by="job:test",
        )
        for at in range(2)
    ]  # fmt: skip


def answering(question: Question, verdict: Verdict, by: Account) -> Callable[[], object]:
    given = {"compared": "姓名一致", "by": by, "at": NOON, "client_id": uuid4().hex, "version": 1}
    return partial(merging.answer, question=question, verdict=verdict, **given)


def test_of_two_officers_and_a_job_one_judges_and_the_others_see_it(pair, officers):
    question = merging.ask_again(first=pair[0], second=pair[1], by="job:test", at=NOON)
    found = linking.pairs_of([pair[1].pk], on=NOON.date())

    said = at_once(
        [
            answering(question, Verdict.SAME, officers[0]),
            answering(question, Verdict.DIFFERENT, officers[1]),
            partial(merging.merge_found, found=found, by="job:link", at=NOON, purpose="test"),
        ]
    )

    (link,) = Link.objects.in_force()
    assert Link.objects.count() == 1
    assert any(isinstance(each, REFUSALS) for each in said[:2])
    merged = len(set(Identity.objects.values_list("person", flat=True))) == 1
    assert merged == (link.verdict == Verdict.SAME)
    what_is_shown_follows_from_what_is_in_force()


def test_one_question_is_asked_of_two_persons_however_many_ask(pair):
    at_once([partial(merging.ask_again, first=pair[0], second=pair[1], by="job:test", at=NOON)] * 6)

    assert Question.objects.count() == 1
    assert cases.inbox("job:test", on=NOON.date(), type="merge_review").count() == 1


def test_a_merge_is_undone_once_and_what_was_done_in_between_is_one_case(pair):
    merging.merge_found(found=linking.pairs_of([pair[1].pk], on=NOON.date()), by="job:link", at=NOON, purpose="test")
    origin = Origin(source="window", door="window", by="job:test", at=NOON, verification="verified")
    enter_stays(stays=[Stayed(pair[0].pk, date(2026, 5, 1), "990102001001")], origin=origin, purpose="test")
    link = Link.objects.get()

    at_once([partial(merging.take_back, link=link, because="错", by="job:t", at=NOON, purpose="t")] * 6)

    assert Link.objects.in_force().count() == 0
    assert cases.about(f"registry.link:{link.pk}", "job:test").count() == 1
    what_is_shown_follows_from_what_is_in_force()


@pytest.mark.slow
def test_two_officers_a_job_imports_doors_and_undos_on_one_person_lose_and_double_nothing(pair, officers):
    question = merging.ask_again(first=pair[0], second=pair[1], by="job:test", at=NOON)
    found = linking.pairs_of([pair[1].pk], on=NOON.date())
    merging.merge_found(found=found, by="job:link", at=NOON, purpose="test")
    link = Link.objects.get()
    doors = ("health", "education", "employer")
    files = [lease_file(year) for year in range(2016, 2024)]
    answers = [answering(question, verdict, by) for verdict, by in zip(Verdict, officers, strict=True)]
    landings = [partial(tasks.land, delivery=one, by="job:test", at=NOON) for one in files for _ in range(2)]
    told = [partial(tell, source, wang(phone="13900000000")) for source in doors for _ in range(4)]
    stays = [partial(_stay, pair[day % 2].pk, day) for day in range(1, 13)]
    runs = [partial(merging.merge_found, found=found, by="job:link", at=NOON, purpose="test")] * 4
    undos = [partial(merging.take_back, link=link, because="错", by="job:t", at=NOON, purpose="t")] * 4
    again = [partial(tell, "police", wang(phone="13900000000", hukou=f"9904{n:02}")) for n in range(14)]
    acts = [*answers, *landings, *told, *stays, *runs, *undos, *again]

    said = at_once(acts)

    assert len(acts) == 64
    assert [isinstance(one, REFUSALS) for one in said[:2]].count(
        True
    ) == 1  # the second sees that the first has decided
    assert {one.state for one in Delivery.objects.all()} == {"landed"}
    starts = Record.objects.current().filter(type="lease").values_list("start", flat=True)
    assert sorted(starts) == [date(year, 3, 1) for year in range(2016, 2024)]
    assert Identity.objects.count() == Particulars.objects.current().count() == 2 + len(doors) + 1
    assert Stay.objects.current().count() == 12
    bearers = Identity.objects.exclude(source="grid").values_list("person", flat=True)
    assert len(set(bearers)) == 1
    judged = set(Link.objects.in_force().filter(first=pair[0], second=pair[1]).values_list("verdict", flat=True))
    assert len(judged) <= 1 and Question.objects.get(pk=question.pk).verdict in Verdict.values
    what_is_shown_follows_from_what_is_in_force()


def lease_file(year: int) -> Delivery:
    """A department's file about the one person, looked through and ready to land."""
    told = wang()
    text = f"姓名,身份证号,开始日期,结束日期,坐落,租赁类别\n{told.name},{told.number},{year}-03-01,{year}-12-31,990102001001,合租\n"
    return tasks.take_in(
        source="housing", record_type="lease", content=text.encode(), file_name=f"{year}.csv", legal_basis="x",
        by="job:test", at=NOON,
    )  # fmt: skip


def _stay(identity: int, day: int) -> None:
    origin = Origin(source="grid", door="grid", by="job:test", at=NOON, verification="verified")
    enter_stays(stays=[Stayed(identity, date(2026, 4, day), "990102001001")], origin=origin, purpose="test")
