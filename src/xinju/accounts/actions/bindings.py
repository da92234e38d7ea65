"""Saying whom a resident's account stands for, and ending that."""

from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from xinju.accounts.access import has_role
from xinju.accounts.answers import Answer
from xinju.accounts.models import Binding, Ended, Evidence, User
from xinju.accounts.roles import Role
from xinju.audit.actions import Reference, record, reference

BINDERS = (Role.WINDOW_OFFICER, Role.REGISTRAR)
ENDERS = (*BINDERS, Role.SECURITY_OFFICER)
DEMO_JOB = "job:demo"


class MayNotBind(Exception):
    """This account, person, evidence or officer cannot make or end a binding; the text says what is expected."""


@transaction.atomic
def bind(*, account: User, person: str, evidence: str, by: Reference) -> Binding:
    """Let a resident's account stand for a person from now on; what either was bound to before ends.

    `person` is the registry's opaque key; `by` a window officer or registrar who saw the evidence (in a demo also
    "job:demo"). The same binding twice is one. Raises MayNotBind.
    """
    if evidence not in Evidence.values or evidence == Evidence.AUTHORITY_ANSWER:
        raise MayNotBind(f"evidence {evidence!r}: expected what an officer can have seen")
    if not (has_role(by, *BINDERS) or (settings.IS_DEMO and by == DEMO_JOB)):
        raise MayNotBind("a binding is made by a window officer, a registrar or an authority's signed answer")
    return _bound(account=account, person=person, evidence=Evidence(evidence), by=by)


@transaction.atomic
def bind_by_answer(*, account: User, person: str, answer: Answer) -> Binding:
    """The same on an authority's signed answer; `person` is whom the registry found by its subject.

    Raises MayNotBind where the answer is for another account or was used before.
    """
    if answer.account != account.pk:
        raise MayNotBind("the answer is for another account")
    if Binding.objects.filter(answer=answer.digest).exists():
        raise MayNotBind("the answer was used before")
    by = f"authority:{answer.authority}"
    return _bound(account=account, person=person, evidence=Evidence.AUTHORITY_ANSWER, by=by, answer=answer.digest)


def _bound(*, account: User, person: str, evidence: Evidence, by: Reference, answer: str = "") -> Binding:
    if not has_role(account, Role.PERSON) or not person:
        raise MayNotBind("expected a resident's open account and a person's key")
    User.objects.select_for_update().get(pk=account.pk)
    held = Binding.objects.current().filter(account=account).first()
    if held is not None and held.person == person:
        return held
    now = timezone.now()
    for before in Binding.objects.current().filter(account=account) | Binding.objects.current().filter(person=person):
        _end(before, because=Ended.BOUND_ANEW, by=by, at=now)
    try:
        with transaction.atomic():
            made = Binding.objects.create(
                account=account, person=person, evidence=evidence, answer=answer, by=reference(by), from_at=now
            )
    except IntegrityError:
        raise MayNotBind("somebody else bound this account or person at the same moment: look again") from None
    record("accounts.bound", about=made, by=by, purpose=f"evidence:{evidence.value}")
    return made


@transaction.atomic
def unbind(*, account: User, because: str, by: Reference) -> bool:
    """End at once what the account stands for; False where it stands for nobody.

    `by` is a window officer, registrar or security officer, or the account itself. `because` is one of `Ended`. Raises
    MayNotBind.
    """
    if because not in Ended.values:
        raise MayNotBind(f"because {because!r}: expected one of {', '.join(Ended.values)}")
    if not has_role(by, *ENDERS) and by != account:
        raise MayNotBind("a binding is ended by an officer of window, registry or security, or by the account itself")
    return end_binding(account, because=because, by=by)


def end_binding(account: User, *, because: str, by: Reference) -> bool:
    """The same inside the caller's transaction, once it is settled that `by` may."""
    held = Binding.objects.current().filter(account=account).first()
    if held is None:
        return False
    _end(held, because=because, by=by, at=timezone.now())
    return True


def _end(binding: Binding, *, because: str, by: Reference, at: datetime) -> None:
    held = Binding.objects.current().filter(pk=binding.pk)
    if held.update(until_at=at, ended_by=reference(by), ended_because=because):
        record("accounts.unbound", about=binding, by=by, purpose=because)
