"""Every write to long work: asked for, taken by a worker, advanced, finished, failed, asked for again."""

from xinju.messages.actions.asking import AnotherWork, begin, begin_again
from xinju.messages.actions.progress import CODE_OF_OURS, Overtaken, advance, fail, finish
from xinju.messages.actions.workers import enrol, leave, sign

__all__ = [
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
    "sign",
]
