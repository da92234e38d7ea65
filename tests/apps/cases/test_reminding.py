"""Officers hear by mail, once a day, of what is soon due: the department's clerk of the lists, the grid worker of the doors."""

from datetime import date, timedelta

import pytest

from xinju.accounts.access import Role
from xinju.accounts.models import User
from xinju.cases.actions import assign, open_case
from xinju.cases.reminding import remind_officers
from xinju.messages.models import Message

DUE = date(2026, 6, 5)
EVE = date(2026, 6, 3)


@pytest.fixture
def with_mail(officer):
    """An officer with an address for mail."""

    def make(role: Role, **post):
        account = officer(role, **post)
        User.objects.filter(pk=account.pk).update(mail=f"{account.username}@district.example")
        return account

    return make


def asked(department="police", due=DUE, **more):
    return open_case(
        type="query_list", subject="registry.querylist:1", region="990102", department=department, by="job:test",
        opened_on=date(2026, 5, 12), days={"due_day": due}, **more,
    )  # fmt: skip


def remind(on: date) -> list[Message]:
    before = set(Message.objects.values_list("pk", flat=True))
    remind_officers(on=on, by="job:test")
    return list(Message.objects.exclude(pk__in=before))


def test_the_clerk_of_the_department_hears_of_a_list_three_days_before_it_is_due_once_a_day(with_mail):
    clerk = with_mail(Role.DEPARTMENT_CLERK)
    asked()
    asked(due=DUE - timedelta(days=1))

    early, once, again = remind(date(2026, 5, 20)), remind(EVE), remind(EVE)

    assert (len(early), len(once), len(again)) == (0, 1, 0)
    assert once[0].to == f"accounts.user:{clerk.pk}"
    assert "2 件" in once[0].subject and "2026年6月4日" in once[0].text


def test_the_clerk_of_another_department_and_an_officer_without_mail_hear_nothing(with_mail, officer):
    with_mail(Role.DEPARTMENT_CLERK, source="education", region="")
    officer(Role.DEPARTMENT_CLERK)
    asked()

    assert remind(EVE) == []


def test_what_is_assigned_is_for_that_officer_to_hear(with_mail):
    mine, other = with_mail(Role.DEPARTMENT_CLERK), with_mail(Role.DEPARTMENT_CLERK, region="990102")
    case = asked()
    assign(case=case.key, to=mine, by=mine, on=date(2026, 5, 12), client_id="a")

    assert [one.to for one in remind(EVE)] == [f"accounts.user:{mine.pk}"]
    assert other.mail == ""


def test_nothing_is_said_after_the_deadline(with_mail):
    with_mail(Role.DEPARTMENT_CLERK)
    asked()

    assert remind(DUE + timedelta(days=1)) == []
