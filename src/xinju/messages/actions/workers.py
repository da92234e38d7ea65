"""The row of a worker: it enrols, signs every few seconds and leaves."""

from __future__ import annotations

import os
import secrets
import socket

from django.utils import timezone

from xinju.messages.models import Worker


def enrol() -> Worker:
    """A row for this process; its name is the worker's name in the queue too, which keeps 64 characters."""
    now, name = timezone.now(), f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"
    return Worker.objects.create(name=name, started_at=now, seen_at=now)


def sign(worker: Worker) -> None:
    """The process is still there."""
    Worker.objects.filter(pk=worker.pk).update(seen_at=timezone.now())


def leave(worker: Worker) -> None:
    """The process ends by its own will; what it may have left running shows as interrupted at once."""
    Worker.objects.filter(pk=worker.pk).update(stopped_at=timezone.now())
