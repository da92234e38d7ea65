"""A department that is to compare somebody learns whom, and nobody else does by the same page."""

import pytest
from django.urls import reverse
from tests.apps.registry.conftest import NOON, enter, wang  # noqa: F401 - `enter` is a fixture

from xinju.accounts.access import Role
from xinju.cases.models import Case
from xinju.registry.actions.doubts import queue_doubtful


@pytest.fixture
def case(enter) -> Case:  # noqa: F811
    """The police told of somebody without saying where they live: the police are asked."""
    enter("police", wang())
    queue_doubtful(by="job:test", at=NOON)
    return Case.objects.get(type="verification", department="police")


def test_the_departments_clerk_sees_name_and_number_while_the_case_waits_for_them(case, signed_in):
    clerk = signed_in(Role.DEPARTMENT_CLERK, source="police")

    text = clerk.get(reverse("desk:case", args=[case.key])).text

    assert "王芳" in text and wang().number in text


def test_whoever_else_may_open_the_case_does_not_see_the_number_there(case, signed_in):
    for role in (Role.REGISTRAR, Role.HEAD, Role.AUDITOR):
        answer = signed_in(role).get(reverse("desk:case", args=[case.key]))
        assert wang().number not in answer.text


def test_another_departments_clerk_does_not_get_to_the_case(case, signed_in):
    clerk = signed_in(Role.DEPARTMENT_CLERK, source="housing")

    assert clerk.get(reverse("desk:case", args=[case.key])).status_code == 404
