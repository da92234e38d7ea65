"""What is doubtful is sent to the grids every day, each thing once."""

from datetime import date

import pytest
from django.utils import timezone

from xinju.cli.main import main
from xinju.registry.actions.people import Origin, enter_people
from xinju.registry.actions.stays import Stayed, enter_stays
from xinju.registry.bridge.told import Told
from xinju.registry.models import Doubt

VILLAGE = "990102001001"


@pytest.fixture(autouse=True)
def in_chinese(monkeypatch):
    monkeypatch.setenv("XINJU_LANGUAGE", "zh")


def test_run_twice_it_opens_each_thing_once_and_no_more_than_asked_for(db, capsys):
    origin = Origin(source="self", door="self", by="job:test", at=timezone.now(), verification="pending")
    told = [Told(name=name, birth_date=date(1990, 3, 4)) for name in ("周甲", "周乙", "周丙")]
    entered = enter_people(told=told, origin=origin, observed_on=date(2026, 5, 1), purpose="test")
    enter_stays(
        stays=[Stayed(one.identity, date(2026, 5, 1), VILLAGE) for one in entered], origin=origin, purpose="test"
    )

    assert main(["visits", "due", "--most", "2"]) == 0
    assert Doubt.objects.count() == 2
    assert main(["visits", "due"]) == 0
    everything = Doubt.objects.count()
    assert main(["visits", "due"]) == 0

    assert Doubt.objects.count() == everything
    assert set(Doubt.objects.filter(reason="pending").values_list("division", flat=True)) == {VILLAGE}
    assert "新立 0 件核实事项" in capsys.readouterr().out
