"""Before a delivery is withdrawn its officer sees which runs, results and decisions were computed from its facts."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from tests.apps.registry.conftest import NOON, number

from xinju.accounts.access import Role
from xinju.benefits.models import Round
from xinju.points.actions import Family, open_applications
from xinju.points.models import Application, Decision
from xinju.registry.actions.deliveries import LandingRow, finish_landing, land_batch, looked_through, receive
from xinju.registry.actions.linking import judge
from xinju.registry.bridge.told import Told
from xinju.registry.models import Delivery, Identity
from xinju.registry.models.identities import How, Verdict
from xinju.registry.queries.deliveries import kinds_of_acts, rests_on

pytestmark = pytest.mark.slow

BORN = date(1990, 3, 4)
MOTHER, CHILD = Told("周母", number(BORN, 128), birth_date=BORN), Told("周一禾", number(date(2019, 10, 1), 12))


def lands(source: str, *told: Told, at=NOON) -> Delivery:
    delivery = Delivery(
        source=source, record_type="lease", legal_basis="x", door="file", digest=uuid4().hex, received_at=at,
        by="job:test",
    )  # fmt: skip
    receive(delivery=delivery, by="job:test")
    looked_through(delivery=delivery, counts={"good": len(told)}, mapping={}, marked_file="", by="job:test")
    values = {"division": "990102001001", "kind": "lawful"}
    rows = [LandingRow(one, line, date(2025, 1, 1), None, values) for line, one in enumerate(told)]
    land_batch(delivery=delivery, rows=rows, start=0, by="job:test", at=at)
    return finish_landing(delivery=delivery, by="job:test", at=at)


@pytest.fixture
def registrar(officer):
    return officer(Role.REGISTRAR)


@pytest.fixture
def delivery(db) -> Delivery:
    """What the police tell of mother and child, and then the housing office of the mother; the child applies as A1."""
    lands("police", MOTHER, CHILD)
    mother, child = (Identity.objects.get(own__name=one.name) for one in (MOTHER, CHILD))
    members = (("child", child.own.key), ("mother", mother.own.key))
    open_applications(families=[Family("A1", child.own.key, members)], by="job:test", at=NOON, purpose="test")
    return lands("housing", MOTHER)


def test_a_run_on_the_registrys_facts_stands_in_the_list_with_the_childs_result(delivery, placed, registrar):
    Round.objects.update(facts="facts/2026")

    found = kinds_of_acts(rests_on(delivery, asker=registrar))

    assert found == {"benefits.result": 1, "benefits.run": 1, "points.application": 1}


def test_a_run_whose_facts_were_frozen_before_the_delivery_does_not_rest_on_it(delivery, placed, registrar):
    Round.objects.update(facts="facts/2026", known_at=NOON.date() - timedelta(days=1))

    found = kinds_of_acts(rests_on(delivery, asker=registrar))

    assert found == {"points.application": 1}


def test_a_round_whose_list_brought_its_own_points_used_no_facts(delivery, placed, registrar):
    found = kinds_of_acts(rests_on(delivery, asker=registrar))

    assert found == {"points.application": 1}


def test_a_decision_on_the_child_rests_on_what_was_told_of_the_mother(delivery, registrar):
    decided(registrar)

    found = kinds_of_acts(rests_on(delivery, asker=registrar))

    assert found == {"points.application": 1, "points.decision": 1}


def test_what_a_later_delivery_superseded_was_used_in_between(delivery, registrar):
    decided(registrar)
    later = NOON + timedelta(days=9)
    moved = Told(MOTHER.name, MOTHER.number, birth_date=BORN, phone="13900000001")
    lands("housing", moved, at=later)

    found = kinds_of_acts(rests_on(delivery, asker=registrar))

    assert found["points.decision"] == 1


def test_an_app_that_keeps_the_key_of_a_third_identity_is_asked_too(delivery, registrar):
    lands("tax", Told("周二禾", number(date(2019, 10, 2), 13)))
    lands("health", Told("周贰禾", number(date(2019, 10, 2), 21)))
    lands("court", Told("周禾", number(date(2019, 10, 2), 31)))
    first, kept, told = (Identity.objects.get(source=source) for source in ("tax", "health", "court"))
    for one in (kept, told):
        judge(first=first, second=one, verdict=Verdict.SAME, how=How.CLERK, by="job:test", at=NOON, purpose="test")
    family = Family("A2", kept.own.key, (("child", kept.own.key),))
    open_applications(families=[family], by="job:test", at=NOON, purpose="test")

    found = kinds_of_acts(rests_on(Delivery.objects.get(source="court"), asker=registrar))

    assert found == {"points.application": 1}


def decided(officer) -> Decision:
    """A decision as it is kept; what stands in it is nothing to this list."""
    digests = {f"{name}_digest": "0" * 64 for name in ("sheet", "facts", "statement")}
    return Decision.objects.create(
        application=Application.objects.get(number="A1"), kind="score", as_of=NOON.date(), known_at=NOON.date(),
        sheet_key="jifen", sheet_version="2026", sheet=b"", facts=b"", statement=b"", confirmed_by=officer,
        confirmed_at=NOON + timedelta(days=1), client_id=uuid4(), **digests,
    )  # fmt: skip
