"""Accounts: who comes in, by which door, and who is refused."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from xinju.accounts import actions
from xinju.accounts.access import OFFICERS, Role, has_role, require_role
from xinju.accounts.demo_accounts import DemoPersonKind
from xinju.audit import queries as audit

pytestmark = pytest.mark.django_db

HOME = "/account/"
FIRST = {
    Role.WINDOW_OFFICER: "/registry/window/",
    Role.REGISTRAR: "/desk/",
    Role.GRID_WORKER: "/field/",
    Role.DEPARTMENT_CLERK: "/registry/query-lists/",
    Role.EDUCATION_OFFICER: "/office/rounds/",
    Role.POLICY_OFFICE: "/office/sheets/",
    Role.SECURITY_OFFICER: "/account/staff/",
    Role.HEAD: "/desk/figures/",
    Role.AUDITOR: "/desk/chain/",
    Role.SYSTEM_OPERATOR: "/desk/health/",
}


@pytest.mark.parametrize("role", OFFICERS)
def test_in_a_demo_each_role_comes_in_by_a_button_and_stands_before_its_work(client, role):
    response = client.post(reverse("accounts:demo-sign-in"), {"role": role.value})

    assert response.headers["Location"] == FIRST[role]
    assert response.wsgi_request.user.role == role


@pytest.mark.parametrize("kind", list(DemoPersonKind))
def test_in_a_demo_each_kind_of_resident_comes_in_by_a_button(client, kind):
    response = client.post(reverse("accounts:demo-sign-in"), {"kind": kind.value}, follow=True)

    assert response.wsgi_request.user == actions.open_demo_person(kind)
    assert response.wsgi_request.user.role == Role.PERSON
    assert "我的账户" in response.content.decode()


@pytest.mark.parametrize("pressed", [{}, {"role": "person"}, {"role": "auditor", "kind": "resident"}, {"kind": "king"}])
def test_a_button_that_the_page_does_not_have_leads_nowhere(client, pressed):
    assert client.post(reverse("accounts:demo-sign-in"), pressed).status_code == 404


def test_a_demo_officer_is_made_once():
    first, again = (actions.open_demo_account(Role.AUDITOR) for _ in range(2))

    assert first == again


def test_outside_a_demo_there_are_no_buttons_and_no_demo_officers(client, settings):
    settings.IS_DEMO = False

    page = client.get(reverse("accounts:sign-in")).content.decode()
    pressed = client.post(reverse("accounts:demo-sign-in"), {"role": Role.AUDITOR.value})

    assert 'name="password"' in page and 'name="role"' not in page
    assert pressed.status_code == 404
    with pytest.raises(PermissionDenied):
        actions.open_demo_account(Role.AUDITOR)
    with pytest.raises(PermissionDenied):
        actions.open_demo_person(DemoPersonKind.RESIDENT)


def test_the_button_needs_the_forms_token():
    response = Client(enforce_csrf_checks=True).post(reverse("accounts:demo-sign-in"), {"role": Role.AUDITOR.value})

    assert response.status_code == 403
    assert "再提交一次" in response.content.decode()


def test_the_way_back_leads_nowhere_else(client):
    response = client.post(
        reverse("accounts:demo-sign-in"), {"role": Role.AUDITOR.value, "next": "https://elsewhere.example/"}
    )

    assert response.headers["Location"] == FIRST[Role.AUDITOR]


def test_a_visitor_is_sent_to_sign_in_and_back(client):
    response = client.get(HOME)

    assert response.headers["Location"] == f"{reverse('accounts:sign-in')}?next={HOME}"


def test_coming_in_and_going_out_are_recorded(client):
    client.post(reverse("accounts:demo-sign-in"), {"role": Role.AUDITOR.value})
    client.post(reverse("accounts:sign-out"))

    kinds = [event.kind for event in audit.events(asker="job:test")]
    assert kinds == ["accounts.opened", "accounts.entered", "accounts.left"]


def test_a_page_is_refused_to_a_role_that_it_does_not_name(rf, officer):
    @require_role(Role.AUDITOR)
    def page(request):
        return "opened"

    request = rf.get("/")
    request.user = officer(Role.WINDOW_OFFICER)

    with pytest.raises(PermissionDenied):
        page(request)


def test_a_page_opens_to_a_role_that_it_names(rf, officer):
    @require_role(Role.AUDITOR, Role.POLICY_OFFICE)
    def page(request):
        return "opened"

    request = rf.get("/")
    request.user = officer(Role.AUDITOR)

    assert page(request) == "opened"


def test_an_officer_who_left_holds_no_role(officer):
    person = officer(Role.AUDITOR)
    person.is_active = False

    assert not has_role(person, *Role)
