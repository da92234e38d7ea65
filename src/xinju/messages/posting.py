"""The postman: takes what is due out of the outbox and hands it to the channel's gateway, with a limit of time on everything.

He works beside the library's loop. No transaction is open while a gateway is asked, and none that hangs is waited for: it is
left alone for a while, and the others go on.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime
from queue import Empty, Queue
from threading import Thread

from django.utils import timezone

from xinju.messages.actions import outbox
from xinju.messages.bridge import wording
from xinju.messages.gateways.chosen import gateway_of
from xinju.messages.gateways.parcels import Never, NotNow, Parcel
from xinju.messages.models import Fate, Message
from xinju.messages.recipients import address_of
from xinju.packs.problems import Unreadable

log = logging.getLogger("xinju.work")
AT_ONCE = 50
WHOLE_TRY = 10.0  # seconds; a gateway may send a byte now and then and never end
RESTS_FOR = 20.0  # seconds without a look at a gateway that did not answer
_resting_until: dict[str, float] = {}


def post_due() -> int:
    """Send what is due now, and give up what is too old; answers with how many went out."""
    for message in list(Message.objects.too_old(timezone.now())[:AT_ONCE]):
        outbox.end(message, Fate.GIVEN_UP, why=message.why or "too_late")
    # Read to the end first: SQLite refuses to write where a row read earlier is still open.
    return sum(_try(message) for message in list(_due()))


def _due():  # noqa: ANN202 - a QuerySet
    resting = [channel for channel, until in _resting_until.items() if time.monotonic() < until]
    return Message.objects.due(timezone.now()).exclude(channel__in=resting)[:AT_ONCE]


def _try(message: Message) -> bool:
    now = timezone.now()
    if time.monotonic() < _resting_until.get(message.channel, 0) or not outbox.take(message, now):
        return False
    try:
        parcel = _parcel(message, now)
    except (LookupError, Unreadable) as fault:  # a template that the district took away: the others go on
        log.error("message %s has no words: %s", message.key, type(fault).__name__)
        outbox.put_back(message, "no_words")
        return False
    if parcel is None:
        outbox.end(message, Fate.WITHDRAWN, why="no_recipient")
        return False
    try:
        gateway = gateway_of(message.channel)
        left = (message.good_until - now).total_seconds()
        within(min(WHOLE_TRY, left), lambda: gateway.send(parcel))
    except NotNow as fault:
        if fault.is_silent:
            _resting_until[message.channel] = time.monotonic() + RESTS_FOR
        outbox.put_back(message, fault.code)
    except Never as fault:
        outbox.end(message, Fate.GIVEN_UP, why=fault.code)
    else:
        outbox.end(message, Fate.SENT)
        return True
    return False


def _parcel(message: Message, at: datetime) -> Parcel | None:
    """The message with the address of this moment; None where there is none any more."""
    found = address_of(message.to, message.channel, at)
    if found is None:
        return None
    text, subject = message.text, message.subject
    if not text:
        said = wording.worded(
            wording.template_of(message.template), message.language, message.values, found.secrets
        )  # fmt: skip
        text, subject = said.text, said.subject
    return Parcel(str(message.key), found.where, text, subject)


def within(seconds: float, act: Callable[[], None]) -> None:
    """Do it in a thread of its own, and wait no longer than that; NotNow where it has not ended, and where it broke."""
    outcome: Queue[Exception | None] = Queue(1)
    Thread(target=lambda: outcome.put(_fault_of(act)), daemon=True).start()
    try:
        fault = outcome.get(timeout=max(seconds, 0))
    except Empty:
        raise NotNow("no_answer", is_silent=True) from None
    if isinstance(fault, NotNow | Never):
        raise fault
    if fault is not None:
        log.error("a gateway broke: %s", type(fault).__name__)  # its words may quote the message
        raise NotNow("broken", is_silent=True)


def _fault_of(act: Callable[[], None]) -> Exception | None:
    try:
        act()
    except Exception as fault:
        return fault
    return None
