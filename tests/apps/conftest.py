"""For tests of apps: invented officers, and clients that are signed in as one."""

import pytest
from django.test import Client

from xinju.accounts import actions
from xinju.accounts.access import Role
from xinju.accounts.demo_accounts import DEMO_OFFICERS


@pytest.fixture
def officer(db):
    """Make an officer of a role: officer(Role.AUDITOR), officer(Role.WINDOW_OFFICER, region="990202")."""

    def make(role: Role, *, region: str | None = None, source: str | None = None):
        usual = DEMO_OFFICERS[role]
        return actions.open_account(
            username=f"test-{role.value}" if region is None else f"test-{role.value}-{region}",
            name="测试员",
            role=role,
            office="测试科",
            region=usual.region if region is None else region,
            source=usual.source if source is None else source,
            by="job:test",
        )

    return make


@pytest.fixture
def signed_in(officer):
    """Make a client of a signed-in officer: signed_in(Role.AUDITOR), with the same choices as `officer`."""

    def make(role: Role, **post: str) -> Client:
        client = Client()
        client.force_login(officer(role, **post))
        return client

    return make
