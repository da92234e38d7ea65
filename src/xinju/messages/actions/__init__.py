"""Every write to long work: asked for, taken by a worker, advanced, finished, failed, asked for again, and what the clock asks for."""

from xinju.messages.actions.asking import AnotherWork, begin, begin_again
from xinju.messages.actions.nights import BY_THE_CLOCK, start_due, start_now
from xinju.messages.actions.outbox import send
from xinju.messages.actions.progress import CODE_OF_OURS, Overtaken, advance, fail, finish
from xinju.messages.actions.workers import enrol, leave, sign

__all__ = [
    "BY_THE_CLOCK",
    "CODE_OF_OURS",
    "AnotherWork",
    "Overtaken",
    "advance",
    "begin",
    "begin_again",
    "enrol",
    "fail",
    "finish",
    "leave",
    "send",
    "sign",
    "start_due",
    "start_now",
]
