"""For tests of rounds: a round as far as a test needs it."""

from datetime import date
from uuid import uuid4

import pytest
from tests.apps.benefits.invented import GOOD, LETTERS, ROUND, SCHOOLS, sheet_of

from xinju.accounts.access import Role
from xinju.benefits import actions
from xinju.benefits.importers.applicants import read_upload
from xinju.messages import worker


@pytest.fixture
def rules(tmp_path):
    """The folder of an invented round with three schools."""
    folder = tmp_path / "rules"
    folder.mkdir()
    for name, text in (("round.yaml", ROUND), ("schools.csv", SCHOOLS), ("letters.yaml", LETTERS)):
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def clerk(officer):
    """The education officer who works on the round."""
    return officer(Role.EDUCATION_OFFICER)


@pytest.fixture
def opened(rules, clerk):
    """A round that waits for its list."""
    return actions.create_round(
        key="test-2026",
        district="示例区",
        title="示例区2026年积分入学",
        rules=rules,
        as_of=date(2026, 4, 30),
        known_at=date(2026, 5, 31),
        by=clerk,
    )


@pytest.fixture
def send(clerk):
    """Upload rows: send(round, *rows)."""

    def sending(round_, *rows, client_id=None):
        found = read_upload(round_, sheet_of(*rows), "list.xlsx", language="zh")
        return actions.upload_applicants(round_=round_, client_id=client_id or uuid4(), by=clerk, **found)

    return sending


@pytest.fixture
def placed(opened, send, clerk):
    """A round that is placed: A1 at S1, A2 at S2, A3 nowhere."""
    send(opened, *GOOD)
    actions.run_placement(round_=opened, by=clerk)
    opened.refresh_from_db()
    return opened


@pytest.fixture
def confirmed(placed, clerk, settings):
    settings.IS_DEMO = True
    return actions.confirm(round_=placed, certificate=placed.runs.first().certificate, by=clerk)


@pytest.fixture
def after_work():
    """Let a worker do what an answer led to, then open the page again: after_work(client, answer)."""

    def follow(client, answer):
        assert answer.status_code == 302, answer.content.decode()
        worker.work_off()
        return client.get(answer["Location"], follow=True)

    return follow
