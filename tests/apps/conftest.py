"""For tests of apps: invented officers, and clients that are signed in as one."""

import pytest
from django.test import Client

from xinju.accounts import actions
from xinju.accounts.access import Role


@pytest.fixture
def officer(db):
    """Make an officer of a role: officer(Role.AUDITOR)."""

    def make(role: Role):
        return actions.open_account(
            username=f"test-{role.value}", name="测试员", role=role, office="测试科", by="job:test"
        )

    return make


@pytest.fixture
def signed_in(officer):
    """Make a client of a signed-in officer: signed_in(Role.AUDITOR)."""

    def make(role: Role) -> Client:
        client = Client()
        client.force_login(officer(role))
        return client

    return make
