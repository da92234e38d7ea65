"""What the page of the site's health shows: the doctor's findings, the night's work, the outbox; no row of a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from xinju.desk.checkups import checkup
from xinju.desk.findings import AMISS, ASKER, LOOK, WELL, Finding
from xinju.desk.outbox_checkups import why_words
from xinju.messages import queries
from xinju.messages.access import State, Work
from xinju.messages.gateways.chosen import is_set
from xinju.messages.presenters import label_of
from xinju.messages.queries import Night, Outbox
from xinju.web.language import chosen

_ORDER = {AMISS: 0, LOOK: 1, WELL: 2}
_TONES = {AMISS: "bad", LOOK: "wait", WELL: "good"}
_SIGNS = {AMISS: ("有问题", "amiss"), LOOK: ("要看一看", "look at it"), WELL: ("正常", "well")}
_STATES = {
    "": ("wait", ("没有开始", "not begun")),
    State.QUEUED: ("wait", ("排队", "queued")),
    State.RUNNING: ("wait", ("办理中", "running")),
    State.DONE: ("good", ("办成", "done")),
    State.FAILED: ("bad", ("没有办成", "failed")),
}
_INTERRUPTED = ("bad", ("中断了", "interrupted"))
_CHANNELS = {"sms": ("短信", "SMS"), "mail": ("邮件", "Mail")}


@dataclass(frozen=True)
class ShownFinding:
    """One line of the doctor's."""

    tone: str
    sign: str
    means: str
    todo: str


@dataclass(frozen=True)
class ShownNight:
    """One job of the clock; `may_run`: it can be put into the queue from here."""

    kind: str
    name: str
    at: time
    on: date
    tone: str
    state: str
    seconds: float | None
    outcome: str
    last_done_on: date | None
    may_run: bool


@dataclass(frozen=True)
class ShownChannel:
    """One way out."""

    name: str
    is_set: bool
    held: Outbox


@dataclass(frozen=True)
class ShownLoss:
    """A message that never went out: which, when, why; not to whom."""

    at: datetime
    name: str
    channel: str
    why: str
    tries: int


def findings() -> list[ShownFinding]:
    """What is amiss first."""
    found = sorted(checkup(), key=lambda one: _ORDER[one.state])
    return [_finding(one) for one in found]


def nights(*, at: datetime) -> list[ShownNight]:
    """The jobs in the order of the night; `at`: an instant by the platform's clock."""
    return [_night(one) for one in queries.nights(asker=ASKER, at=at)]


def channels(*, at: datetime) -> list[ShownChannel]:
    """`at`: an instant by the machine's clock, which the outbox keeps."""
    return [
        ShownChannel(chosen(*words), is_set(key), queries.outbox(key, asker=ASKER, at=at))
        for key, words in _CHANNELS.items()
    ]


def losses(*, at: datetime, most: int = 20) -> list[ShownLoss]:
    """What was given up within a week, the latest first."""
    return [
        ShownLoss(one.ended_at, label_of(one), chosen(*_CHANNELS[one.channel]), chosen(*why_words(one.why)), one.tries)
        for one in queries.given_up(asker=ASKER, at=at)[:most]
    ]


def _finding(one: Finding) -> ShownFinding:
    todo = "" if one.state == WELL else chosen(*one.todo)
    return ShownFinding(_TONES[one.state], chosen(*_SIGNS[one.state]), chosen(*one.means), todo)


def _night(one: Night) -> ShownNight:
    work = one.work
    is_broken = work is not None and work.is_interrupted()
    tone, state = _INTERRUPTED if is_broken else _STATES[work.state if work else ""]
    return ShownNight(
        kind=one.daily.kind, name=chosen(one.daily.zh, one.daily.en), at=one.daily.at, on=one.on, tone=tone,
        state=chosen(*state) + (f" ({work.failure})" if work and work.failure else ""), seconds=_seconds(work),
        outcome=work.outcome if work else "", last_done_on=one.last_done_on,
        may_run=work is None or is_broken or work.state == State.FAILED,
    )  # fmt: skip


def _seconds(work: Work | None) -> float | None:
    if work is None or work.started_at is None or work.finished_at is None:
        return None
    return (work.finished_at - work.started_at).total_seconds()
