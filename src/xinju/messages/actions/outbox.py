"""The outbox: a message is put in within the act that it tells of; taken out, tried, and ended by whoever sends."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import get_language

from xinju.audit.actions import Reference, record, reference
from xinju.messages import recipients
from xinju.messages.bridge import wording
from xinju.messages.models import Fate, Message
from xinju.web.language import CHINESE

HELD_FOR = timedelta(seconds=60)  # longer than any try: whoever took a message and died is overtaken after that
PAUSES = tuple(timedelta(seconds=one) for one in (10, 20, 60, 300, 900, 3600))  # after the first try, the second …
GOOD_FOR = timedelta(days=1)
POSTMAN = "job:outbox"


@transaction.atomic
def send(
    template: str, *, to: Reference, about: Reference, by: Reference, key: UUID, values: Mapping[str, Any],
    good_until: datetime | None = None, not_before: datetime | None = None, language: str | None = None,
) -> Message | None:  # fmt: skip
    """Put a message into the outbox; None where one with this key was put in before. It waits for the act's own transaction.

    `to` is what an app has registered an address for; `values` are plain JSON (days as ISO dates) and hold nothing personal.
    It is written in the language in which the recipient reads, else in that of the page. It is tried until `good_until` (a day by
    default), then given up. KeyError where the district has no such message.
    """
    found, now = wording.template_of(template), timezone.now()
    language = language or recipients.language_of(reference(to)) or get_language() or CHINESE
    is_kept = not found.keeps_no_text
    said = wording.worded(found, language, values, {}) if is_kept else None
    message, is_new = Message.objects.get_or_create(
        key=key,
        defaults={
            "to": reference(to), "channel": found.channel, "template": template, "language": language,
            "subject": said.subject if said else "", "text": said.text if said else "",
            "values": {} if is_kept else dict(values), "about": reference(about), "queued_at": now,
            "next_try_at": not_before or now, "good_until": good_until or now + GOOD_FOR,
        },
    )  # fmt: skip
    if not is_new:
        return None
    record("messages.message_queued", about=message, by=by, purpose=about)
    return message


def take(message: Message, at: datetime) -> bool:
    """This message is ours to try now; False where another worker was faster."""
    same = Message.objects.due(at).filter(pk=message.pk, tries=message.tries)
    return bool(same.order_by().update(tries=F("tries") + 1, next_try_at=at + HELD_FOR))


@transaction.atomic
def end(message: Message, fate: str, *, why: str = "") -> None:
    """It was sent, or given up, or its recipient is gone: whoever waits for that hears it."""
    still = Message.objects.filter(pk=message.pk, fate=Fate.WAITING)
    if still.update(fate=fate, why=why, ended_at=timezone.now()):
        recipients.tell_end(message.to, sent=fate == Fate.SENT)
        record(f"messages.message_{fate}", about=message, by=POSTMAN, purpose=message.about)


def put_back(message: Message, why: str) -> None:
    """It did not go out; it is tried again, later each time."""
    pause = PAUSES[min(message.tries, len(PAUSES) - 1)]
    Message.objects.filter(pk=message.pk, fate=Fate.WAITING).update(why=why[:40], next_try_at=timezone.now() + pause)
