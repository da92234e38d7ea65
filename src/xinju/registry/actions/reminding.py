"""Residents are told before something is lost, and when an objection was answered: once each, whom the account still stands for.

No name, number or address goes into a message: which case, by when, what is lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils import timezone

from xinju.accounts import queries as accounts
from xinju.accounts.access import Binding
from xinju.audit.actions import Reference
from xinju.cases import queries as cases
from xinju.cases.queries import CaseType, Label, Reminded, Reminder
from xinju.messages import actions as messages
from xinju.packs.permit_rules import OURS, POLICE, PROVINCE, Words
from xinju.registry.bridge.permits import Held, held_by
from xinju.registry.models import Contest, Identity, Permit, Person
from xinju.registry.models.slices import slices
from xinju.values.legal_days import SHANGHAI, day_of

JOB = "job:reminders"
RESIDENT = "resident"
ENDORSING, ENDORSE = "endorsement", "endorse"  # the case type and its clock, which say when to remind and what is lost
_ISSUED = {
    OURS: Words("本区签发", "issued here"),
    POLICE: Words("公安系统签发", "issued by the police"),
    PROVINCE: Words("省平台签发", "issued by the province"),
}
WAKING, RESTING = time(8), time(20)
TRIED_FOR = timedelta(days=2)
ANSWERED = ("corrected", "upheld")
ANSWERED_LATELY = timedelta(days=7)  # a site that begins to send does not tell of last year's
LONGEST_OBJECTION = timedelta(days=200)


def remind_residents(*, on: date, at: datetime, by: Reference) -> int:
    """Put a message into the outbox for each resident's reminder whose day has come; answers with how many are new.

    From the cases that wait for something; and, where the police or the province keep the permits, from the days that they tell.
    """
    due = (one for one in cases.reminded(on=on, asker=JOB) if one.reminder.to == RESIDENT)
    own = sum(_remind(one, at, by) for one in due)
    return own + sum(_remind_of_theirs(one, binding, on, at, by) for one, binding in _theirs())


def tell_answered(*, at: datetime, by: Reference) -> int:
    """Tell of each objection that was answered within the last week; answers with how many are new."""
    return sum(
        _tell_answered(one, at, by) for one in list(Contest.objects.filter(asked_at__gte=at - LONGEST_OBJECTION))
    )


def _remind(one: Reminded, at: datetime, by: Reference) -> bool:
    binding = _standing_for(one.row.subject)
    if binding is None or one.run.deadline is None:
        return False
    which = Words(f"编号 {one.row.key}", f"number {one.row.key}")
    last_day = one.run.deadline.not_before  # where the calendar is not published yet: the earliest it can be
    occasion = f"{one.row.key}:{one.run.clock}"
    return _send(binding, one.row, one.kind, which, last_day, one.reminder, occasion, at=at, by=by)


def _theirs() -> Iterator[tuple[Held, Binding]]:
    """Every permit in force that another system has issued to somebody for whom an account stands; read to the end in slices."""
    bound = {key: binding for key, binding in accounts.bindings_in_force(asker=JOB).items() if _is_key(key)}
    for some in slices(sorted(bound)):
        people = dict(Person.objects.filter(key__in=some).values_list("pk", "key"))
        owner = dict(Identity.objects.filter(own__in=list(people)).values_list("pk", "own"))
        together = dict(Identity.objects.filter(person__identities__in=list(owner)).values_list("pk", "person"))
        speaks = {person: bound[str(people[own])] for identity, own in owner.items() if (person := together[identity])}
        for one in list(held_by(tuple(together))):
            if one.permit is None and one.terms.ended_on is None:
                yield one, speaks[together[one.identity]]


def _is_key(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False  # a key of another make stands for nobody here


def _remind_of_theirs(one: Held, binding: Binding, on: date, at: datetime, by: Reference) -> bool:
    kind = cases.kinds(JOB)[ENDORSING]
    due = [reminder for reminder in kind.clocks[ENDORSE].reminders if _says(reminder, one.terms.due, on)]
    if not due:
        return False
    newest = min(due, key=lambda reminder: reminder.before)
    occasion = f"{Identity._meta.label_lower}:{one.identity}:{one.issued_on}"
    about = f"{Identity._meta.label_lower}:{one.identity}"
    return _send(binding, about, kind, _ISSUED[one.master], one.terms.due, newest, occasion, at=at, by=by)


def _says(reminder: Reminder, last_day: date, on: date) -> bool:
    return reminder.to == RESIDENT and (last_day - on).days in range(reminder.before + 1)


def _send(
    binding: Binding, about: Reference, kind: CaseType, which: Words, last_day: date, reminder: Reminder, occasion: str, *,
    at: datetime, by: Reference,
) -> bool:  # fmt: skip
    left = datetime.combine(last_day + timedelta(days=1), time(), tzinfo=SHANGHAI) - at
    sent = messages.send(
        "reminder", to=binding, about=about, by=by, **_when(at, min(left, TRIED_FOR)),
        key=uuid5(NAMESPACE_URL, f"xinju:reminder:{occasion}:{last_day}:{reminder.before}"),
        values={
            "matter": _both(kind.label), "which": _both(which), "due": last_day.isoformat(),
            "loses": _both(reminder.loses),
        },
    )  # fmt: skip
    return sent is not None


def _both(words: Words | Label) -> dict[str, str]:
    return {"zh": words.zh, "en": words.en}


def _tell_answered(contest: Contest, at: datetime, by: Reference) -> bool:
    row = cases.case(contest.case, JOB)
    binding = accounts.binding_of(contest.by, asker=JOB)
    if row is None or row.closed_on is None or row.state not in ANSWERED or binding is None:
        return False
    if row.closed_on < day_of(at - ANSWERED_LATELY):
        return False
    key = uuid5(NAMESPACE_URL, f"xinju:answered:{row.key}:{row.version}")
    sent = messages.send(
        "objection_answered", to=binding, about=row, by=by, key=key, values={"case": row.key}, **_when(at, TRIED_FOR)
    )  # fmt: skip
    return sent is not None


def _when(at: datetime, good_for: timedelta) -> dict[str, datetime]:
    """Nobody is woken: between eight in the evening and eight in the morning a message waits. `at` is the platform's clock, the
    outbox keeps the machine's."""
    local = at.astimezone(SHANGHAI)
    morning = datetime.combine(local.date(), WAKING, tzinfo=SHANGHAI)
    if local.time() >= RESTING:
        morning += timedelta(days=1)
    wait = timedelta() if WAKING <= local.time() < RESTING else morning - local
    now = timezone.now()
    return {"not_before": now + wait, "good_until": now + good_for}


def _standing_for(subject: str) -> Binding | None:
    """The binding of whom a case is about, whichever of a merged person's keys the account was bound to."""
    identity = _identity_of(subject)
    if identity is None:
        return None
    together = Identity.objects.filter(person=identity.person_id).values("own")
    keys = Person.objects.filter(pk__in=together).values_list("key", flat=True)
    return accounts.standing_for([str(key) for key in keys], asker=JOB)


def _identity_of(subject: str) -> Identity | None:
    kind, _, key = subject.partition(":")
    if not key.isdecimal():
        return None
    if kind == Permit._meta.label_lower:
        permit = Permit.objects.select_related("identity").filter(pk=int(key), ended_on__isnull=True).first()
        return permit.identity if permit else None
    return Identity.objects.filter(pk=int(key)).first() if kind == Identity._meta.label_lower else None
