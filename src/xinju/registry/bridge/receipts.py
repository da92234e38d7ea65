"""The duty to report within three workdays, and the number on a receipt.

《浙江省流动人口居住登记条例》第八条（用人单位）、第九条（房东）：开始和终止之日起三个工作日内报告。
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date

from xinju.registry.models import Declared
from xinju.registry.models.receipts import Act
from xinju.values.workdays import Due, Workdays

REPORT_WITHIN = 3
LANDLORDS_DUTY = "浙江省流动人口居住登记条例 第九条"
EMPLOYERS_DUTY = "浙江省流动人口居住登记条例 第八条"
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that is taken for another
_RANDOM = 9  # 44 bits: nobody finds another one's receipt by trying
NO_DUTY = (Act.REGISTERED, Act.EMPTY, Act.DENIED)


@dataclass(frozen=True)
class Duty:
    """When a report is due. `is_certain` is false where that year's workdays are not published: then `day` or later.

    `year` is the year that is missing.
    """

    day: date
    is_certain: bool
    year: int = 0

    def is_in_time(self, declared_on: date) -> bool | None:
        """Was the report in time? None where the calendar cannot tell yet."""
        if declared_on <= self.day:
            return True
        return False if self.is_certain else None


def duty_of(happened_on: date, workdays: Workdays) -> Duty:
    """Until when something that happened on a day is to be reported; that day does not count."""
    due = workdays.add(happened_on, REPORT_WITHIN)
    return Duty(due.day, True) if isinstance(due, Due) else Duty(due.not_before, False, due.year)


def duty_on(line: Declared, workdays: Workdays) -> Duty | None:
    """The duty as the line was dated; where the calendar was missing then, as it is known now."""
    if line.due_on is None:
        return None
    return Duty(line.due_on, True) if line.due_certain else duty_of(line.on, workdays)


def new_number(day: date) -> str:
    """A fresh receipt number: the day and nine random characters."""
    return f"{day:%Y%m%d}-" + "".join(secrets.choice(_ALPHABET) for _ in range(_RANDOM))
