"""A piece of work as a page shows it: the words of its kind come from the app that it belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from xinju.messages import queries
from xinju.messages.access import State, Work
from xinju.messages.actions import CODE_OF_OURS
from xinju.messages.models import SILENT_FOR
from xinju.web.language import chosen

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
