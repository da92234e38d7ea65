"""Residents see what is held on them, and nothing of anybody else; a child's file is for the guardian on record."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from tests.apps.registry.conftest import NOON, wang

from xinju.accounts.access import Role
from xinju.accounts.actions import bind, open_demo_person
from xinju.accounts.demo_accounts import DemoPersonKind
from xinju.accounts.queries import standing_for
from xinju.audit.actions import record_look
from xinju.cases.actions import move
from xinju.messages.actions import send
from xinju.messages.models import Message
from xinju.registry.actions.contests import contest, withdraw
from xinju.registry.actions.linking import judge, undo
from xinju.registry.actions.people import Origin, enter_people
from xinju.registry.actions.relations import Related, enter_kinships
from xinju.registry.actions.reminding import tell_answered
from xinju.registry.bridge.told import Told
from xinju.registry.models import Contest, Identity, Link, Particulars, Person
from xinju.registry.models.identities import How, Verdict
from xinju.registry.presenters.looks import shown_looks
from xinju.registry.queries import own
from xinju.registry.queries.persons import read_file, speaker

DAY = date(2026, 5, 12)
BORN = date(2020, 1, 2)
MINE = UUID(int=1)


@pytest.fixture
def account(db):
    return open_demo_person(DemoPersonKind.RESIDENT)


@pytest.fixture
def me(enter, account) -> Identity:
    (identity,) = enter("police", wang(phone="13800000001"))
    bind(account=account, person=str(identity.person.key), evidence="demo", by="job:demo")
    return identity


@pytest.fixture
def child(enter) -> Identity:
    (identity,) = enter("police", Told(name="王小宝", birth_date=BORN))
    return identity


def guards(
    parent: Identity, child: Identity, *, source: str = "police", verification: str = "verified", **said
) -> None:
    origin = Origin(source=source, door="file", by="job:test", at=NOON, verification=verification)
    row = Related(identity=child.pk, other=parent.pk, kin="mother", **{"is_guardian": True, "start": BORN, **said})
    enter_kinships(relations=[row], origin=origin, purpose="test")


def row_of(identity: Identity) -> str:
    return f"registry.particulars:{Particulars.objects.current().get(identity=identity).pk}"


def test_a_bound_account_sees_what_all_sources_tell(account, me, enter):
    enter("social_security", wang(birth_date=date(1990, 3, 14)))

    file = own.own_file(account, on=DAY)

    (born,) = (one for one in file.values if one.best.field == "birth_date")
    assert (born.best.source, [one.source for one in born.others]) == ("police", ["social_security"])


def test_an_unbound_account_sees_only_what_was_entered_with_it(account, enter):
    enter("police", wang(phone="13800000001"))
    told = Origin(source="self", door="self", by=account, at=NOON, verification="pending")
    enter_people(told=[wang(phone="13900000009")], origin=told, observed_on=DAY, purpose="test")

    assert own.own_file(account, on=DAY) is None
    shown = {one.best.field: one.best.value for one in own.entered_with(account).values}
    assert shown["phone"] == "13900000009"


def test_what_another_account_entered_is_not_shown(account, enter):
    enter("self", wang())

    assert own.entered_with(account).values == ()


def test_the_guardian_on_record_sees_the_childs_file(account, me, child):
    guards(me, child)

    assert own.child_file(account, child.person.key, on=DAY).person == child.person


@pytest.mark.parametrize(
    "said",
    [
        {"is_guardian": False},
        {"end": date(2026, 5, 11)},
        {"start": date(2026, 5, 13)},
        {"verification": "pending", "source": "self"},
        {"verification": "disputed"},
    ],
    ids=["no guardian", "ended yesterday", "begins tomorrow", "own word", "disputed"],
)
def test_nobody_else_sees_the_childs_file(account, me, child, said):
    guards(me, child, **said)

    assert own.child_file(account, child.person.key, on=DAY) is None


def test_an_ex_spouse_without_guardianship_does_not_see_the_childs_file(account, me, child):
    guards(me, child, source="education")
    guards(me, child, source="police", is_guardian=False)

    assert own.child_file(account, child.person.key, on=DAY) is None


def test_a_spouse_is_no_child(account, me, enter):
    (other,) = enter("police", Told(name="李明", birth_date=date(1989, 1, 1)))
    origin = Origin(source="police", door="file", by="job:test", at=NOON, verification="verified")
    spouse = Related(identity=other.pk, other=me.pk, kin="spouse")
    enter_kinships(relations=[spouse], origin=origin, purpose="test")

    assert own.child_file(account, other.person.key, on=DAY) is None


def test_who_has_come_of_age_is_nobodys_child(account, me, child):
    guards(me, child)

    assert own.child_file(account, child.person.key, on=date(2038, 1, 1)) is not None
    assert own.child_file(account, child.person.key, on=date(2038, 1, 2)) is None


def test_looks_at_any_of_ones_records_are_told(account, me, enter, officer):
    (other,) = enter("social_security", wang())
    window = officer(Role.WINDOW_OFFICER)
    record_look(about=[other.own], by=window, purpose="at_the_window")
    record_look(about=[me.person, "registry.person:999"], by=window, purpose="visit")

    looks = own.looks(own.own_file(account, on=DAY), asker=account)

    assert [(look.purpose, look.among) for look in looks] == [("visit", 2), ("at_the_window", 1)]


def test_a_departments_value_goes_to_its_clerk_with_workdays(account, me):
    made = contest(row=row_of(me), field="birth_date", says="应为3月5日", by=account, at=NOON, client_id=MINE)

    (found,) = own.contested_by(account, on=DAY)
    assert (found.file.row.state, found.file.row.department) == ("at_source", "police")
    assert {clock.run.clock: clock.run.deadline.day for clock in found.file.clocks} == {
        "source": date(2026, 5, 19),
        "answer": date(2026, 6, 2),
    }
    assert found.says == "应为3月5日"
    assert "3月5日".encode() not in bytes(made.says_sealed)


def test_what_came_in_by_a_door_goes_to_the_registrar(account, enter):
    (mine,) = enter("landlord", wang())
    bind(account=account, person=str(mine.person.key), evidence="demo", by="job:demo")

    contest(row=row_of(mine), field="name", says="是王方", by=account, at=NOON, client_id=MINE)

    assert own.contested_by(account, on=DAY)[0].file.row.state == "received"


def test_the_same_submission_opens_one_case(account, me):
    said = {"row": row_of(me), "field": "name", "says": "是王方", "by": account, "at": NOON, "client_id": MINE}

    assert contest(**said) == contest(**said)
    assert Contest.objects.count() == 1


def objects(account, row: str, field: str = "birth_date", says: str = "应为3月5日") -> Contest:
    return contest(row=row, field=field, says=says, by=account, at=NOON, client_id=uuid4())


def test_while_an_objection_is_open_the_next_about_the_same_value_is_the_same_one(account, me):
    first = objects(account, row_of(me))

    second = objects(account, row_of(me), says="再说一遍")

    assert second == first
    assert own.contested(first.case, account=account, on=DAY).says == "应为3月5日"


def test_another_value_of_the_same_row_has_an_objection_of_its_own(account, me):
    assert objects(account, row_of(me)) != objects(account, row_of(me), "name")


def test_the_same_value_told_again_in_a_new_row_is_the_same_value_and_another_one_is_not(account, me, enter):
    first = objects(account, row_of(me)), objects(account, row_of(me), "phone")

    enter("police", wang(phone="13800000009"))

    assert row_of(me) != first[0].row
    assert objects(account, row_of(me)) == first[0]
    assert objects(account, row_of(me), "phone") != first[1]


def test_once_it_was_taken_back_or_answered_somebody_may_object_again(account, me):
    first = objects(account, row_of(me))
    withdraw(contest=first, by=account, at=NOON, client_id="1")

    assert objects(account, row_of(me)) != first


def test_each_guardian_objects_for_himself(account, me, child, enter):
    other = open_demo_person(DemoPersonKind.LANDLORD)
    (second,) = enter("civil_affairs", Told(name="王父", number="", birth_date=date(1988, 1, 1)))
    bind(account=other, person=str(second.person.key), evidence="demo", by="job:demo")
    guards(me, child), guards(second, child)

    assert objects(account, row_of(child), "name") != objects(other, row_of(child), "name")


@pytest.mark.parametrize(
    "row", ["registry.particulars:999", "registry.person:1", "registry.particulars:1e9", "", "x:y:z"]
)
def test_a_value_that_is_not_ones_own_cannot_be_contested(row, account, me):
    with pytest.raises(PermissionDenied):
        contest(row=row, field="name", says="x", by=account, at=NOON, client_id=uuid4())


def test_another_persons_value_cannot_be_contested(account, me, child):
    with pytest.raises(PermissionDenied):
        contest(row=row_of(child), field="name", says="x", by=account, at=NOON, client_id=uuid4())


def test_a_guardian_contests_for_the_child(account, me, child):
    guards(me, child)

    assert contest(row=row_of(child), field="name", says="x", by=account, at=NOON, client_id=MINE).identity == child


def test_an_objection_can_be_taken_back_by_its_maker_only(account, me):
    made = contest(row=row_of(me), field="name", says="x", by=account, at=NOON, client_id=MINE)
    other = open_demo_person(DemoPersonKind.LANDLORD)

    with pytest.raises(PermissionDenied):
        withdraw(contest=made, by=other, at=NOON, client_id="1")
    withdraw(contest=made, by=account, at=datetime(2026, 5, 13, 4, tzinfo=UTC), client_id="2")

    assert own.contested(made.case, account=account, on=DAY).file.row.state == "withdrawn"
    assert own.contested(made.case, account=other, on=DAY) is None


def test_the_clerk_of_the_source_sees_the_objection_and_no_other_clerk_does(account, me, officer):
    made = contest(row=row_of(me), field="birth_date", says="应为3月5日", by=account, at=NOON, client_id=MINE)
    page = reverse("desk:case", args=[made.case])
    police, tax = Client(), Client()
    police.force_login(officer(Role.DEPARTMENT_CLERK))
    tax.force_login(officer(Role.DEPARTMENT_CLERK, region="", source="tax"))

    text = police.get(page).text

    assert "王芳" in text and "1990年3月4日" in text and "应为3月5日" in text
    assert wang().number[-4:] not in text
    assert tax.get(page).status_code == 404


def test_reading_the_objection_is_told_to_the_person_with_the_kind_of_work(account, me, officer):
    made = contest(row=row_of(me), field="birth_date", says="x", by=account, at=NOON, client_id=MINE)
    police = Client()
    police.force_login(officer(Role.DEPARTMENT_CLERK))
    police.get(reverse("desk:case", args=[made.case]))

    (look,) = shown_looks(own.looks(own.own_file(account, on=DAY), asker=account), asker=account)

    assert (look.role, look.purpose) == ("部门经办人", "居民对登记内容有异议")


def looked(person: Person, purpose: str) -> None:
    record_look(about=[Person.objects.get(pk=person.pk)], by="accounts.user:9", purpose=purpose)


def seen_by(key: UUID) -> list[str]:
    """The purposes of looks that whoever bears this key is told of, the latest first."""
    file = read_file(speaker(key), on=DAY, hides_address=False)
    return [look.purpose for look in own.looks(file, asker="job:test")]


def test_a_look_at_a_merged_person_concerns_everybody_who_was_that_person_then(enter):
    (police,) = enter("police", wang())
    (other,) = enter("civil_affairs", Told(name="王方", birth_date=date(1991, 1, 1)))
    (third,) = enter("health", Told(name="王放", birth_date=date(1992, 1, 1)))
    first, second = police.own, other.own
    looked(first, "before, at the first")
    looked(second, "before, at the second")

    link = judge(
        first=police, second=other, verdict=Verdict.SAME, how=How.CLERK, by="job:test", at=NOON, purpose="test"
    )
    looked(first, "at both")
    record_look(about=[first, third.own], by="accounts.user:9", purpose="a list")
    everything = ["a list", "at both", "before, at the second", "before, at the first"]
    assert seen_by(first.key) == seen_by(second.key) == everything
    assert seen_by(third.own.key) == ["a list"]

    undo(link=link, by="job:test", at=NOON, because="不是同一人", purpose="test")
    looked(first, "after, at the first")
    looked(second, "after, at the second")
    assert seen_by(first.key) == ["after, at the first", "a list", "at both", "before, at the first"]
    assert seen_by(second.key) == ["after, at the second", "a list", "at both", "before, at the second"]


def test_one_look_at_a_merged_person_is_one_look_at_one_person(enter):
    (police,) = enter("police", wang())
    enter("social_security", wang())

    looked(police.own, "at both")

    file = read_file(speaker(police.own.key), on=DAY, hides_address=False)
    assert [look.among for look in own.looks(file, asker="job:test")] == [1]


def test_a_look_at_one_source_of_a_merged_person_concerns_the_others(enter):
    (police,) = enter("police", wang())
    (insured,) = enter("social_security", wang())
    link = Link.objects.get()

    record_look(about=[f"registry.identity:{police.pk}"], by="accounts.user:9", purpose="at the door")
    undo(link=link, by="job:test", at=NOON, because="不是同一人", purpose="test")

    assert seen_by(insured.own.key) == seen_by(police.own.key) == ["at the door"]


def test_the_answer_to_an_objection_is_told_once_to_whoever_made_it(account, me, officer):
    made = contest(
        row=row_of(me), field="name", says="不是这个字", by=account, at=NOON, client_id=uuid4()
    )  # fmt: skip
    answer = {"case": made.case, "on": DAY}
    assert tell_answered(at=NOON, by="job:test") == 0
    move(**answer, move="source_answers", evidence={"answer": "是"}, by=officer(Role.DEPARTMENT_CLERK), client_id="a")
    told = {"told": "以户籍为准", "remedy": "可以复议"}
    move(**answer, move="uphold", evidence=told, reason="record_right", by=officer(Role.REGISTRAR), client_id="b")

    assert [tell_answered(at=NOON, by="job:test") for _ in range(2)] == [1, 0]

    message = Message.objects.get()
    assert made.case in message.text and "以户籍为准" not in message.text


def test_a_resident_sees_which_messages_were_sent_and_nobody_elses(account, me, client):
    mine = standing_for([str(me.person.key)], asker="job:test")
    for to, case in ((mine, "K1"), ("accounts.binding:999999", "K2")):
        send("objection_answered", to=to, about="test:1", by="job:test", key=uuid4(), values={"case": case})
    client.force_login(account)

    page = client.get(reverse("portal:my-messages")).content.decode()

    assert "K1" in page and "正在发送" in page and "K2" not in page


def test_what_was_sent_to_the_person_before_is_not_shown_to_the_next(account, me, client, enter):
    mine = standing_for([str(me.person.key)], asker="job:test")
    send("objection_answered", to=mine, about="test:1", by="job:test", key=uuid4(), values={"case": "K1"})
    bind(account=account, person=str(MINE), evidence="demo", by="job:demo")
    client.force_login(account)

    assert "K1" not in client.get(reverse("portal:my-messages")).content.decode()
