"""Whatever is thrown at the API, it answers: no 5xx, no traceback."""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from tests.apps.registry.conftest import NOON

from xinju.api import actions
from xinju.config.wsgi import application

OPERATIONS = {"POST /api/v1/token", "POST /api/v1/deliveries", "POST /api/v1/deliveries/file",
              "GET /api/v1/deliveries/{key}", "GET /api/v1/deliveries/{key}/faults"}  # fmt: skip


@pytest.fixture
def token(db, client):
    made, secret = actions.make_client(
        name="x", source="housing", record_types=["lease"], region="", by="job:test", at=NOON
    )
    sent = {"grant_type": "client_credentials", "client_id": str(made.client_id), "client_secret": secret}
    return client.post("/api/v1/token", sent).json()["access_token"]


@pytest.fixture
def one_connection():
    """Calls through the server's entry keep the test's connection, which a real server closes when a call is over."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.slow
def test_every_operation_answers_whatever_it_is_sent(token, one_connection, settings):
    settings.ALLOWED_HOSTS = ["*"]
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)

    answered = {found.ok().label: calls(found.ok(), token) for found in schema.get_all_operations()}

    assert set(answered) == OPERATIONS
    assert all(count >= 10 for count in answered.values()), answered


def calls(operation, token: str) -> int:
    """Send what the description allows; answers with how often."""
    count = 0

    @settings(max_examples=15, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy())
    def send(case):
        nonlocal count
        case.validate_response(case.call(headers={"Authorization": f"Bearer {token}"}), checks=[not_a_server_error])
        count += 1

    send()
    return count
