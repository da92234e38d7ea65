"""Under one number a source may speak of two people: nobody overwrites the other, and a clerk says what is doubtful."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from tests.apps.registry.conftest import NOON, number, wang

from xinju.accounts.access import Role
from xinju.registry.actions import merging
from xinju.registry.actions.deliveries import LandingRow, finish_landing, land_batch, looked_through, receive
from xinju.registry.actions.linking import judge
from xinju.registry.actions.people import Entered, Origin, enter_people
from xinju.registry.actions.withdrawing import withdraw
from xinju.registry.bridge.told import Told
from xinju.registry.models import Delivery, Identity, Link, Particulars, Person, Question
from xinju.registry.models.identities import How, Verdict

PARENTS = number(date(2008, 1, 2), 128)  # too young by one year to be told apart as a parent's number
ELDER = Told("李大宝", PARENTS, birth_date=date(2019, 3, 4), sex="male")
YOUNGER = Told("李小宝", PARENTS, birth_date=date(2020, 5, 6), sex="male")
BORN = date(2026, 4, 1)
NEWBORN = Told("周小满", birth_date=BORN, phone="13900000001")
NUMBERED = Told("周小满", number(BORN, 12), birth_date=BORN)


@pytest.fixture
def tell(db):
    """What one source tells, a day after what was told before: tell("education", told, …)."""
    day = iter(range(99))

    def telling(source: str, *told: Told) -> list[Entered]:
        at = NOON + timedelta(days=next(day))
        origin = Origin(source=source, door="file", by="job:test", at=at, verification="verified")
        return enter_people(told=told, origin=origin, observed_on=at.date(), purpose="test")

    return telling


def names() -> list[str]:
    return sorted(Person.objects.filter(into__isnull=True).values_list("name", flat=True))


@pytest.mark.parametrize("at_once", [True, False])
def test_two_siblings_under_one_parents_number_are_two_and_a_clerk_is_asked(tell, at_once):
    if at_once:
        first, second = tell("education", ELDER, YOUNGER)
    else:
        ((first,), (second,)) = tell("education", ELDER), tell("education", YOUNGER)

    assert names() == ["李大宝", "李小宝"]
    assert (first.ask, second.ask) == ((), (first.identity,))
    assert not Particulars.objects.exclude(superseded_at=None).exists()


def test_each_of_two_siblings_is_found_again_under_the_one_number(tell):
    first, second = tell("education", ELDER, YOUNGER)

    (again,) = tell("education", YOUNGER)
    (third,) = tell("education", ELDER)

    assert (again.identity, third.identity) == (second.identity, first.identity)
    assert not (again.is_changed or third.is_changed or again.ask or third.ask)


def test_twins_with_the_number_of_one_of_them_are_two(tell):
    born = date(2019, 3, 4)
    twins = [Told(name, number(born, 11), birth_date=born) for name in ("王一", "王二")]

    first, second = tell("education", *twins)

    assert names() == ["王一", "王二"]
    assert second.ask == (first.identity,)


def test_a_change_of_name_is_asked_about_and_overwrites_nobody_before_a_clerk_has_said_so(tell):
    (before,) = tell("police", wang())

    (after,) = tell("police", wang(name="王方"))
    assert names() == ["王方", "王芳"]
    assert after.ask == (before.identity,)

    one, other = (Identity.objects.get(pk=pk) for pk in (before.identity, after.identity))
    judge(first=one, second=other, verdict=Verdict.SAME, how=How.CLERK, by="job:test", at=NOON, purpose="test")
    assert names() == ["王方"]  # what the source said last
    assert tell("police", wang(name="王方"))[0].identity == after.identity


@pytest.mark.parametrize("name", ["王芳", "王 芳", "王·芳"])
def test_a_slip_in_the_birth_date_is_one_person_and_corrected_by_the_next_telling(tell, name):
    (wrong,) = tell("police", wang(birth_date=date(1990, 3, 5)))

    (right,) = tell("police", wang(name=name))

    assert (right.identity, right.is_changed, right.ask) == (wrong.identity, True, ())
    assert Person.objects.get().birth_date == date(1990, 3, 4)


def test_a_child_that_gets_a_number_is_the_same_child_under_the_same_phone(tell):
    (police,) = tell("police", NUMBERED)
    (before,) = tell("health", NEWBORN)

    (after,) = tell("health", Told(NUMBERED.name, NUMBERED.number, birth_date=BORN, phone=NEWBORN.phone))

    assert (after.identity, after.is_changed) == (before.identity, True)
    assert Link.objects.in_force().get().first_id == police.identity  # the number joins it as it would have at once
    assert names() == ["周小满"]


def test_a_child_that_gets_a_number_without_anything_else_in_common_goes_to_a_clerk(tell):
    (before,) = tell("health", Told(NEWBORN.name, birth_date=BORN))

    (after,) = tell("health", NUMBERED)

    assert after.identity != before.identity
    assert after.ask == (before.identity,)


def test_a_child_told_of_under_its_guardians_number_has_its_own_number_later(tell):
    guardians = Told("周小满", number(date(1990, 3, 4), 128), birth_date=BORN, is_guardians=True, phone="13900000001")
    (before,) = tell("health", guardians)

    (after,) = tell("health", Told(NUMBERED.name, NUMBERED.number, birth_date=BORN, phone="13900000001"))

    row = Particulars.objects.current().get()
    assert (after.identity, row.is_guardians) == (before.identity, False)
    assert tell("health", NUMBERED)[0] == Entered(before.identity, False, False)


def test_a_namesake_born_on_another_day_is_nobodys_child(tell):
    tell("health", Told(NEWBORN.name, birth_date=date(2026, 4, 2)))

    (after,) = tell("health", NUMBERED)

    assert after.ask == ()


def test_whom_a_clerk_has_kept_apart_a_new_number_does_not_join(tell):
    (police,) = tell("police", NUMBERED)
    (child,) = tell("health", NEWBORN)
    one, other = (Identity.objects.get(pk=pk) for pk in (police.identity, child.identity))
    judge(first=one, second=other, verdict=Verdict.DIFFERENT, how=How.CLERK, by="job:test", at=NOON, purpose="test")

    (after,) = tell("health", Told(NUMBERED.name, NUMBERED.number, birth_date=BORN, phone=NEWBORN.phone))

    assert after.ask == (police.identity,)
    assert names() == ["周小满", "周小满"]


def lands(*told: Told) -> Delivery:
    delivery = Delivery(
        source="education", record_type="person", legal_basis="x", door="file", digest=uuid4().hex, received_at=NOON,
        by="job:test",
    )  # fmt: skip
    receive(delivery=delivery, by="job:test")
    looked_through(delivery=delivery, counts={"good": len(told)}, mapping={}, marked_file="", by="job:test")
    rows = [LandingRow(one, line) for line, one in enumerate(told)]
    land_batch(delivery=delivery, rows=rows, start=0, by="job:test", at=NOON)
    return finish_landing(delivery=delivery, by="job:test", at=NOON)


def test_siblings_of_one_delivery_are_one_case_for_a_clerk_and_go_with_it(db, officer):
    delivery = lands(ELDER, YOUNGER)

    merging.ask_of_delivery(delivery=delivery, by=officer(Role.REGISTRAR), at=NOON)

    question = Question.objects.get()
    assert (question.why, question.first.own.name, question.second.own.name) == (
        "one_number_two_people", "李大宝", "李小宝"
    )  # fmt: skip
    withdraw(delivery=delivery, because="发错了", by="job:test", at=NOON + timedelta(days=1))
    assert names() == ["", ""]
