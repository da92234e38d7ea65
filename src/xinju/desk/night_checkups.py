"""What of the night's work did not run, and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from xinju.desk.findings import AMISS, ASKER, LOOK, WELL, Finding

LATE = timedelta(minutes=15)  # the clock is looked at every half minute; a worker may be at something long
LONG = timedelta(hours=6)
AGAIN = ("在“运行状况”页点“重新运行”，或 xinju night run {kind}", "press “Run again” on the page of the site's health, or xinju night run {kind}")  # fmt: skip


def nights(now: datetime) -> Iterator[Finding]:
    """Every job of the clock on the newest day on which it is due. `now`: an instant by the machine's clock."""
    from django.conf import settings

    from xinju.messages.queries import nights as all_nights

    if not settings.XINJU_NIGHTLY:
        yield _switched_off()
        return
    held = all_nights(asker=ASKER, at=_by_the_platform(now))
    found = [finding for one in held if (finding := _of_one(one, now)) is not None]
    yield from found
    if not found:
        yield Finding(
            "nights", WELL, (f"定时工作 {len(held)} 项都已办", f"work by the clock: all {len(held)} jobs are done")
        )


def _switched_off() -> Finding:
    from django.conf import settings

    return Finding(
        "nights", WELL if settings.IS_DEMO else AMISS,
        ("定时工作不自动开始（XINJU_NIGHTLY=no）", "the clock starts no work here (XINJU_NIGHTLY=no)"),
        ("去掉 XINJU_NIGHTLY=no，重启 xinju worker", "take XINJU_NIGHTLY=no away and start xinju worker anew"),
    )  # fmt: skip


def _of_one(one, now: datetime) -> Finding | None:  # noqa: ANN001 - a Night; this module is read before Django is ready
    """What is to be said of one job; None where it is done, or not late yet."""
    job, work = one.daily, one.work
    last = f"{one.last_done_on}" if one.last_done_on else "—"
    again = tuple(words.format(kind=job.kind) for words in AGAIN)
    if work is None:
        if _by_the_platform(now) < job.due_at(one.on) + LATE:
            return None
        return Finding(
            f"night:{job.kind}", AMISS,
            (f"{one.on} 应办的“{job.zh}”没有开始，上次办成是 {last}", f"“{job.en}” of {one.on} was not begun; last done for {last}"),
            ("启动 xinju worker；已在运行的，看它的日志", "start xinju worker; where it runs, look at its log"),
        )  # fmt: skip
    if work.state == "failed":
        return Finding(
            f"night:{job.kind}", AMISS,
            (f"{one.on} 的“{job.zh}”没有办成（{work.failure}，试了 {work.attempt} 次），上次办成是 {last}",
             f"“{job.en}” of {one.on} failed ({work.failure}, {work.attempt} attempts); last done for {last}"),
            (f"{again[0]}；后台日志里有编号 {work.key}", f"{again[1]}; the worker's log has it under {work.key}"),
        )  # fmt: skip
    if work.is_interrupted(now):
        return Finding(
            f"night:{job.kind}", LOOK,
            (f"{one.on} 的“{job.zh}”办到一半中断", f"“{job.en}” of {one.on} stands half-done"), again,
        )  # fmt: skip
    if work.finished_at is None and now - work.queued_at > LONG:
        return Finding(
            f"night:{job.kind}", LOOK,
            (f"{one.on} 的“{job.zh}”已排队或办理六小时以上", f"“{job.en}” of {one.on} has waited or run for more than six hours"),
            ("看后台日志；可再启动一个 xinju worker", "look at the worker's log; another xinju worker can be started"),
        )  # fmt: skip
    return None


def _by_the_platform(now: datetime) -> datetime:
    """The same instant by the platform's clock, which in a demo stands on a day of its own."""
    from xinju.web import clock

    return clock.at(now)
