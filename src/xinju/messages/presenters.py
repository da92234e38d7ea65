"""A piece of work or a message as a page shows it: the words of a kind of work come from the app that it belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from xinju.messages import queries
from xinju.messages.access import Fate, Message, State, Work
from xinju.messages.actions import CODE_OF_OURS
from xinju.messages.bridge.wording import template_of
from xinju.messages.models import SILENT_FOR
from xinju.web import clock
from xinju.web.language import ENGLISH, chosen

Pair = tuple[str, str]
INTERRUPTED = "interrupted"
TONES = {"queued": "wait", "running": "wait", "done": "good", "failed": "bad", INTERRUPTED: "bad"}


@dataclass(frozen=True)
class WorkWords:
    """What a kind of work and its steps are called, in Chinese and English."""

    title: Pair
    steps: Mapping[str, Pair]


@dataclass(frozen=True)
class ShownWork:
    """One piece of work in the page's language.

    `goes_on`: the page asks again by itself. `can_begin_again`: the same once more may help, for it failed for no
    reason that lies in what was asked.
    """

    key: UUID
    title: str
    state: str
    tone: str
    state_words: str
    step: str
    done: int
    of: int
    queued_at: datetime
    why: str
    goes_on: bool
    can_begin_again: bool
    lacks_worker: bool


def shown(work: Work, words: WorkWords, why: str = "") -> ShownWork:
    """`why`: the app's sentence for a failure code of its own."""
    now = timezone.now()
    state = INTERRUPTED if work.is_interrupted(now) else work.state
    return ShownWork(
        key=work.key,
        title=chosen(*words.title),
        state=state,
        tone=TONES[state],
        state_words=_state_words()[state],
        step=chosen(*words.steps[work.step]) if work.step in words.steps else "",
        done=work.done,
        of=work.of,
        queued_at=work.queued_at,
        why=_why(work, state, why),
        goes_on=state in State.unfinished(),
        can_begin_again=state == INTERRUPTED or work.failure == CODE_OF_OURS,
        lacks_worker=state == State.QUEUED and _nobody_works(work, now),
    )


def _state_words() -> dict[str, str]:
    return {
        "queued": chosen("排队等候", "waiting in the queue"),
        "running": chosen("正在办理", "in progress"),
        "done": chosen("已办完", "done"),
        "failed": chosen("没有办成", "not done"),
        INTERRUPTED: chosen("中断了", "interrupted"),
    }


def _why(work: Work, state: str, why: str) -> str:
    if state == INTERRUPTED:
        return chosen(
            "办理到一半，后台程序停了。可以重新开始，已写入的不会重复。",
            "The background program stopped half-way. It can be begun again; nothing is written twice.",
        )
    if work.failure == CODE_OF_OURS:
        return chosen(
            f"程序出了差错，没有写入任何结果。可以再试一次；还不行，请把编号 {work.key} 告诉管理员。",
            f"The program broke and wrote no result. Try again; if that fails, tell the administrator {work.key}.",
        )
    return why if state == State.FAILED else ""


def _nobody_works(work: Work, now: datetime) -> bool:
    return now - work.queued_at > SILENT_FOR and not queries.workers_alive(asker="page:work", at=now)


@dataclass(frozen=True)
class ShownMessage:
    """A message in the page's language; `text` stands in the language in which it was sent."""

    at: datetime
    label: str
    text: str
    is_english: bool
    fate: str
    tone: str
    fate_words: str


_FATES = {
    Fate.WAITING: ("wait", ("正在发送", "on its way")),
    Fate.SENT: ("good", ("已发出", "sent")),
    Fate.GIVEN_UP: ("bad", ("没有发出去", "could not be sent")),
    Fate.WITHDRAWN: ("plain", ("没有发：手机号已不在用", "not sent: the phone was no longer in use")),
}


def shown_message(message: Message) -> ShownMessage:
    tone, words = _FATES[Fate(message.fate)]
    return ShownMessage(
        at=clock.at(message.ended_at or message.queued_at),  # a demo stands on its own day
        label=label_of(message),
        text=message.text,
        is_english=message.language == ENGLISH,
        fate=message.fate,
        tone=tone,
        fate_words=chosen(*words),
    )


def label_of(message: Message) -> str:
    """What the message is called; its key where the district has no such message any more."""
    try:
        label = template_of(message.template).label
    except LookupError:
        return message.template
    return chosen(label.zh, label.en)
