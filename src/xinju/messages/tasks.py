"""The audit as long work: its nightly root, written where an outside office fetches it, and the check of the whole chain."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, time, timedelta

from django.db import transaction
from django.utils import timezone

from xinju.audit import queries as audit
from xinju.audit.roots import read_root
from xinju.audit.verifying import verify
from xinju.messages.access import Work
from xinju.messages.actions import advance, finish
from xinju.messages.jobs import job
from xinju.messages.kept_roots import kept_days, root_file, root_folder
from xinju.messages.schedule import daily, day_of_work
from xinju.web import clock

ROOT, VERIFY = "audit.root", "audit.verify"
ONE_DAY = timedelta(days=1)
MOST_DAYS = 400
MOST_FAULTS = 50


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
    newest = max((on for on in kept_days() if on <= yesterday), default=yesterday - ONE_DAY)
    days = min((yesterday - newest).days, MOST_DAYS)
    return [yesterday - timedelta(days=back) for back in range(days - 1, -1, -1)]


@job(VERIFY)
def verify_chain(work: Work) -> None:
    """The whole chain, and that it agrees with the roots that lie here. What is found is kept with the work: codes and numbers."""
    last = audit.tail(asker=work.kind)
    of = last.number if last else 0
    advance(work, "checking", 0, of)
    roots = [read_root(root_file(on)) for on in kept_days()[-MOST_DAYS:]]
    verdict = verify(roots, progress=lambda done: advance(work, "checking", done, max(of, done)))
    said = {
        "sealed": verdict.sealed, "waiting": verdict.waiting, "roots": len(roots), "fault_count": verdict.fault_count,
        "faults": [asdict(one) for one in verdict.faults[:MOST_FAULTS]],
    }  # fmt: skip
    with transaction.atomic():
        finish(work, outcome=f"audit:faults {verdict.fault_count}", said=said)
