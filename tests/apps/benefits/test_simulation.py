"""Another version of the sheet is tried on a round's own facts and list, and changes nothing of the round."""

from datetime import date
from uuid import uuid4

import pytest
from django.test import Client

from xinju.benefits import actions
from xinju.benefits.importers.applicants import read_upload
from xinju.benefits.models import Run
from xinju.demo.applicants import write_applicants
from xinju.demo.district import HERUN
from xinju.demo.facts import write_facts
from xinju.demo.job import officer_list

DAY = date(2026, 5, 12)


@pytest.fixture
def herun(tmp_path, clerk):
    """A placed round of the invented district, small."""
    facts, rules = tmp_path / "facts", tmp_path / "round"
    facts.mkdir()
    write_facts(facts, residents=60, seed=3, day=DAY)
    write_applicants(rules, residents=60, seed=3, day=DAY)
    round_ = actions.create_round(
        key="herun-test", district="herun", title="禾润区", rules=rules, as_of=DAY, known_at=DAY, facts=facts,
        sheet=HERUN / "sheets" / "jifen" / "2026.yaml", sheet_key="jifen", sheet_version="2026", service="school", by=clerk,
    )  # fmt: skip
    found = read_upload(round_, officer_list(rules), "list.xlsx", language="zh")
    actions.upload_applicants(round_=round_, client_id=uuid4(), by=clerk, **found)
    actions.run_placement(round_=round_, by=clerk)
    return round_


@pytest.mark.slow
def test_another_version_is_compared_and_the_round_stays_as_it_is(herun, clerk, after_work):
    client = Client()
    client.force_login(clerk)
    before = list(Run.objects.values_list("pk", "certificate"))

    asked = after_work(client, client.post(f"/office/rounds/{herun.key}/simulation/", {"version": "2027-draft"}))

    assert asked.status_code == 200
    said = asked.content.decode()
    assert "苇汀镇" in said and ">990" not in said, "a town by its name, not by its code"
    assert "区内参保" in said and "总分" in said and "<svg" in said
    assert list(Run.objects.values_list("pk", "certificate")) == before


@pytest.mark.slow
def test_a_version_that_is_not_beside_the_sheet_is_not_found(placed, herun, clerk):
    client = Client()
    client.force_login(clerk)

    assert client.get(f"/office/rounds/{herun.key}/simulation/", {"version": "../../etc"}).status_code == 404
    assert client.get(f"/office/rounds/{placed.key}/simulation/").status_code == 404  # its list brings its own points
