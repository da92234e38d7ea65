"""For tests of the public pages: a day in April, when applications are open, and a round that was confirmed."""

from datetime import date

import pytest
from tests.apps.benefits.conftest import clerk, confirmed, opened, placed, rules, send  # noqa: F401

from xinju.portal.views import public as views

APRIL = date(2026, 4, 20)


@pytest.fixture
def on(monkeypatch):
    """Make it another day: on(date(2026, 11, 22))."""

    def make(day: date) -> None:
        monkeypatch.setattr(views, "today", lambda: day)

    make(APRIL)
    return make


@pytest.fixture
def ask(client, on):
    """Send answers to a page at once: ask("/apply/", child_birth="2019-10-01", …); the text of the page comes back."""

    def send_answers(address: str, **given: str) -> str:
        return client.post(address, {f"a-{key}": text for key, text in given.items()}).content.decode()

    return send_answers
