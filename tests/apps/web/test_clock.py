"""A demo stands on its own day; everywhere else the machine's clock counts."""

from datetime import date

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from xinju.config import environment
from xinju.web import clock


def test_a_demo_stands_on_its_own_day(settings):
    settings.XINJU_DEMO_DAY = date(2026, 5, 12)

    assert clock.today() == date(2026, 5, 12)


def test_without_a_day_of_its_own_the_machines_clock_counts(settings):
    settings.XINJU_DEMO_DAY = None

    assert abs((clock.now() - timezone.now()).total_seconds()) < 60


def test_only_a_demo_may_stand_on_another_day():
    assert environment.demo_day("production", "2026-05-12") is None
    assert environment.demo_day("demo", "2026-05-12") == date(2026, 5, 12)
    with pytest.raises(ImproperlyConfigured, match="expected a day"):
        environment.demo_day("demo", "soon")
