"""Coming in, saying why, and going out."""

from django.contrib import auth
from django.db import transaction
from django.http import HttpRequest

from xinju.accounts.models import User
from xinju.accounts.purposes import Purpose, keep_purpose
from xinju.audit.actions import record


@transaction.atomic
def enter(request: HttpRequest, *, by: User) -> None:
    """Begin a session."""
    auth.login(request, by, backend="django.contrib.auth.backends.ModelBackend")
    record("accounts.entered", about=by, by=by, purpose="session")


@transaction.atomic
def leave(request: HttpRequest, *, by: User) -> None:
    """End the session."""
    record("accounts.left", about=by, by=by, purpose="session")
    auth.logout(request)


@transaction.atomic
def read_in(*, language: str, by: User) -> None:
    """From now on messages to this account go out in the language in which it reads."""
    by.language = language
    by.save(update_fields=["language"])
    record("accounts.language_chosen", about=by, by=by, purpose="session")


@transaction.atomic
def choose_purpose(request: HttpRequest, *, purpose: Purpose, by: User) -> None:
    """Say for this session why the officer looks at people."""
    keep_purpose(request, purpose)
    record("accounts.purpose_chosen", about=by, by=by, purpose=purpose.value)
