"""The audit's nightly root, written where an outside office fetches it."""

from __future__ import annotations

from datetime import date, time, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from xinju.audit import queries as audit
from xinju.messages.access import Work
from xinju.messages.actions import advance, finish
from xinju.messages.schedule import daily, day_of_work
from xinju.web import clock

ROOT = "audit.root"
ONE_DAY = timedelta(days=1)
MOST_DAYS = 400


def root_folder() -> Path:
    """Where the daily roots lie until somebody carries them to another office."""
    return Path(settings.XINJU_HOME) / "audit-roots"


def root_file(on: date) -> Path:
    return root_folder() / f"root-{on}.json"


@daily(ROOT, at=time(0, 10), zh="写出昨天的链根", en="Write yesterday's root of the audit")
def write_roots(work: Work) -> None:
    """The chain's end at the end of yesterday, and of each day before that was missed. A root that lies there is never
    written over: a second one would say something else about a day that is over."""
    yesterday = day_of_work(work, clock.today()) - ONE_DAY
    missing = _missing(yesterday)
    root_folder().mkdir(parents=True, exist_ok=True)
    for done, on in enumerate(missing):
        advance(work, "roots", done, len(missing))
        text = audit.root(on=on, made_at=timezone.now(), asker=work.kind).written()
        draft = root_file(on).with_suffix(".part")
        draft.write_text(text, encoding="utf-8")
        draft.rename(root_file(on))
    with transaction.atomic():
        finish(work, outcome=f"audit.root:{yesterday}")


def _missing(yesterday: date) -> list[date]:
    """The days without a root, from the day after the newest root before yesterday; only yesterday where there is none."""
    kept = [on for path in root_folder().glob("root-*.json") if (on := _day_in(path)) is not None and on <= yesterday]
    newest = max(kept, default=yesterday - ONE_DAY)
    days = min((yesterday - newest).days, MOST_DAYS)
    return [yesterday - timedelta(days=back) for back in range(days - 1, -1, -1)]


def _day_in(path: Path) -> date | None:
    try:
        return date.fromisoformat(path.stem.removeprefix("root-"))
    except ValueError:
        return None
