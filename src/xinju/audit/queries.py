"""Reads of the audit, for auditors and for tests of other apps."""

from xinju.audit.models import Event, EventQuerySet


def events(*, asker: object, about: str | None = None) -> EventQuerySet:
    """All events, oldest first, or those about one reference; `asker` is the person or job that looks."""
    found = Event.objects.all()
    return found.filter(about=about) if about is not None else found
