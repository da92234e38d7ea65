"""Departments' systems hand in data as programs: let in by a secret, kept to their scope, once, and through the same landing."""

import base64
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from tests.apps.registry.conftest import NOON, wang
from tests.apps.registry.test_deliveries import LEASES, xlsx

from xinju.accounts.access import Role
from xinju.api import actions
from xinju.api.models import Client as Department
from xinju.api.models import Token
from xinju.messages.worker import work_off
from xinju.registry.models import Delivery, Record
from xinju.registry.tasks import land

ROW = {"name": "王芳", "number": wang().number, "start": "2024-03-01", "division": "990102001001", "kind": "合租"}
KEY = "11111111-2222-4333-8444-555555555555"


@pytest.fixture
def system(db):
    """Make a client and a way to call as it: call, department = system()."""

    def make(region: str = "", types: tuple[str, ...] = ("lease",)):
        made, secret = actions.make_client(
            name="租赁备案系统", source="housing", record_types=types, region=region, by="job:test", at=NOON
        )
        return made, secret

    return make


def token_of(client, made: Department, secret: str) -> str:
    given = {"grant_type": "client_credentials", "client_id": str(made.client_id), "client_secret": secret}
    return client.post("/api/v1/token", given).json()["access_token"]


def call(client, token: str, body: dict, key: str = KEY):
    return client.post(
        "/api/v1/deliveries", body, content_type="application/json",
        headers={"Authorization": f"Bearer {token}", "Idempotency-Key": key},
    )  # fmt: skip


def asked(client, token: str, path: str):
    return client.get(f"/api/v1/deliveries/{path}", headers={"Authorization": f"Bearer {token}"})


def test_a_secret_gives_a_short_lived_token_in_the_body_or_as_basic(client, system):
    made, secret = system()
    basic = base64.b64encode(f"{made.client_id}:{secret}".encode()).decode()

    answers = [
        client.post("/api/v1/token", {"grant_type": "client_credentials", "client_id": made.client_id, "client_secret": secret}),
        client.post("/api/v1/token", {"grant_type": "client_credentials"}, headers={"Authorization": f"Basic {basic}"}),
    ]  # fmt: skip

    assert [(one.status_code, one.json()["expires_in"], one.json()["scope"]) for one in answers] == [
        (200, 900, "lease")
    ] * 2
    assert secret not in str(Department.objects.values()) and answers[0].json()["access_token"] not in str(
        Token.objects.values()
    )


@pytest.mark.parametrize("given", [{}, {"client_id": "x"}, {"client_id": KEY, "client_secret": ""},
                                   {"client_id": "made", "client_secret": "wrong"}])  # fmt: skip
def test_nobody_comes_in_without_the_right_secret(client, system, given):
    made, _ = system()
    given = {key: str(made.client_id) if value == "made" else value for key, value in given.items()}

    answer = client.post("/api/v1/token", {"grant_type": "client_credentials", **given})

    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    assert call(client, "nothing", {"record_type": "lease", "rows": [ROW]}).status_code == 401


def test_a_token_ends_by_itself_and_with_its_client(client, system):
    made, secret = system()
    old, token = token_of(client, made, secret), token_of(client, made, secret)
    Token.objects.filter(pk=Token.objects.earliest("pk").pk).update(until=datetime.now(UTC) - timedelta(seconds=1))

    assert asked(client, old, KEY).status_code == 401
    assert asked(client, token, KEY).status_code == 404
    actions.end_client(client=made, by="job:test", at=NOON)
    assert asked(client, token, KEY).status_code == 401


def test_rows_go_the_way_of_a_file_and_the_receipt_can_be_read(client, system):
    token = token_of(client, *system())
    bad = {**ROW, "number": "99031519900304"}

    answer = call(client, token, {"record_type": "lease", "rows": [ROW, bad], "legal_basis": "示例条例"})
    work_off()
    key = answer.json()["key"]
    looked = asked(client, token, key).json()
    land(delivery=Delivery.objects.get(), by="job:test", at=datetime.now(UTC))

    assert answer.status_code == 202
    assert (looked["state"], looked["counts"]["good"], looked["counts"]["refused"]) == ("preview", 1, 1)
    (fault,) = asked(client, token, f"{key}/faults").json()
    assert (fault["line"], fault["code"]) == (3, "citizen_id_shape") and "99031519" not in fault["value"]
    assert asked(client, token, key).json()["receipt"]["number"] == key
    assert Record.objects.get().values["kind"] == "shared"


def test_the_same_call_again_is_one_delivery_and_another_s_key_is_refused(client, system):
    token, other = token_of(client, *system()), token_of(client, *system())
    body = {"record_type": "lease", "rows": [ROW]}

    answers = [call(client, token, body) for _ in range(2)]

    assert answers[0].json()["key"] == answers[1].json()["key"] and Delivery.objects.count() == 1
    assert call(client, other, {"record_type": "lease", "rows": [{**ROW, "kind": "合法租赁"}]}).status_code == 409


@pytest.mark.parametrize(("body", "status"), [
    ({"record_type": "social_insurance", "rows": [ROW]}, 403),
    ({"record_type": "lease", "rows": [{**ROW, "face": "x"}]}, 422),
    ({"record_type": "lease", "rows": []}, 422),
    ({"record_type": "lease", "rows": [{**ROW, "division": "990202001001"}]}, 403),
    ({"record_type": "lease", "rows": [{key: value for key, value in ROW.items() if key != "division"}]}, 403),
])  # fmt: skip
def test_a_client_keeps_to_its_record_types_columns_and_region(client, system, body, status):
    token = token_of(client, *system(region="990102"))

    assert call(client, token, body).status_code == status
    assert not Delivery.objects.exists()


def test_a_file_is_taken_as_it_is_from_a_client_of_the_whole_district_only(client, system):
    from django.core.files.uploadedfile import SimpleUploadedFile

    answers = []
    for region in ("", "990102"):
        token = token_of(client, *system(region=region))
        given = {"record_type": "lease", "file": SimpleUploadedFile("租赁.xlsx", xlsx(*LEASES))}
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid.uuid4())}
        answers.append(client.post("/api/v1/deliveries/file", given, headers=headers))

    work_off()
    assert [one.status_code for one in answers] == [202, 403]
    assert Delivery.objects.get().counts["good"] == 2


def test_no_client_sees_another_s_delivery(client, system):
    token, other = token_of(client, *system()), token_of(client, *system())
    key = call(client, token, {"record_type": "lease", "rows": [ROW]}).json()["key"]

    assert asked(client, other, key).status_code == 404
    assert asked(client, other, f"{key}/faults").status_code == 404


def test_the_security_officer_lets_a_system_in_and_sees_its_secret_once(signed_in):
    officer = signed_in(Role.SECURITY_OFFICER)

    made = officer.post(reverse("api:clients"), {"name": "租赁系统", "what": ["housing/lease"]}).content.decode()
    later = officer.get(reverse("api:clients")).content.decode()

    assert "client_secret" in made and "client_secret" not in later
    department = Department.objects.get()
    officer.post(reverse("api:client-end", kwargs={"pk": department.pk}))
    department.refresh_from_db()
    assert department.ended_at is not None


def test_a_system_of_two_departments_is_none(signed_in):
    given = {"name": "x", "what": ["housing/lease", "police/person"]}

    answer = signed_in(Role.SECURITY_OFFICER).post(reverse("api:clients"), given)

    assert "只能选一个部门" in answer.content.decode() and not Department.objects.exists()
