"""The demo's employer has people on its list, one of them reported late."""

from datetime import UTC, date, datetime

import pytest

from xinju.accounts.access import Role
from xinju.accounts.actions import open_demo_account, open_demo_person
from xinju.accounts.demo_accounts import DemoPersonKind
from xinju.demo.employing import PEOPLE, a_mill
from xinju.registry.queries.receipts import receipts_of, shown_lines
from xinju.registry.queries.staff import employer_of, staff_of

DAY, AT = date(2026, 5, 12), datetime(2026, 5, 12, 2, tzinfo=UTC)


@pytest.mark.django_db
def test_the_mill_declares_its_people_once():
    for _ in range(2):
        a_mill(day=DAY, at=AT, by=open_demo_account(Role.REGISTRAR))

    clerk = open_demo_person(DemoPersonKind.EMPLOYER)
    (receipt,) = receipts_of(clerk)
    assert len(staff_of(employer_of(clerk))) == len(PEOPLE)
    assert [line.in_time for line in shown_lines(receipt)] == [True, True, True, False]
