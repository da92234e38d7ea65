"""For tests of apps: invented officers, clients that are signed in as one, and a look at every line of log."""

import logging
import re

import pytest
from django.test import Client

from xinju.accounts import actions
from xinju.accounts.access import Role
from xinju.accounts.demo_accounts import DEMO_OFFICERS

# Invented numbers have area codes from 99 on; phones, and the door of a dwelling, as the tests' people have them.
OF_A_PERSON = re.compile(r"99\d{4}(19|20)\d{9}[\dXx]|(?<![\da-f-])1\d{10}(?![\da-f-])|\d+\s*[幢栋弄].*\d+\s*室")


@pytest.fixture(autouse=True)
def no_person_in_a_log():
    """Whatever door a test goes through: what the program says to its log names nobody, even before the log's own mask."""
    said = []

    class Keeping(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.name.startswith(("xinju", "django.request", "django.security")):
                said.append(record.getMessage())

    keeping = Keeping()
    logging.getLogger().addHandler(keeping)
    yield
    logging.getLogger().removeHandler(keeping)
    assert [line for line in said if OF_A_PERSON.search(line)] == []


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
