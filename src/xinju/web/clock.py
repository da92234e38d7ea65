"""What instant and what day it is, for views and jobs: in a demo the invented district's own day.

Only views, jobs and commands ask; actions and everything below are told. The audit, sessions, codes that expire and the
worker's signs of life keep the machine's clock.
"""

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone

from xinju.values.legal_days import SHANGHAI, day_of


def now() -> datetime:
    """This instant; in a demo with a day of its own the same time of that day."""
    return at(timezone.now())


def at(instant: datetime) -> datetime:
    """An instant of the machine's clock as the platform's: in a demo with a day of its own the same time of that day."""
    day = settings.XINJU_DEMO_DAY
    if day is None:
        return instant
    local = instant.astimezone(SHANGHAI)
    return local.replace(year=day.year, month=day.month, day=day.day)


def today() -> date:
    """The legal day (Asia/Shanghai)."""
    return day_of(now())
