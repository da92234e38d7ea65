"""Legal days: an instant's day in Shanghai, whatever the server's zone."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def day_of(instant: datetime) -> date:
    """The legal day (Asia/Shanghai) of an aware instant."""
    return instant.astimezone(SHANGHAI).date()
