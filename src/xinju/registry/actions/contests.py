"""A resident says that a value is wrong: the words are sealed, and a case goes to the value's source with its days."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction

from xinju.accounts.access import Account
from xinju.audit.actions import record, reference
from xinju.cases.actions import move, open_case
from xinju.registry.actions.turns import take_turn
from xinju.registry.bridge import secrets
from xinju.registry.bridge.rules import rules
from xinju.registry.models import Contest, Person
from xinju.registry.queries.own import Contestable, contestable, open_objection
from xinju.values.legal_days import day_of

TYPE = "contested_value"
LONGEST = 500


@transaction.atomic
def contest(*, row: str, field: str, says: str, by: Account, at: datetime, client_id: UUID) -> Contest:
    """Open a case about one value of the account's own file, or of that of a child in its guardianship.

    Where a department told the value, its clerk has the case at once; else the registrar. The same submission again, or another
    about a value on which an objection of this account is open, answers with the one that there is. Raises PermissionDenied where the value is not the account's to contest.
    """
    take_turn()
    held = Contest.objects.filter(client_id=client_id).first()
    if held is not None and held.by == reference(by):
        return held
    found = contestable(row, field, account=by, on=day_of(at))
    if found is None or held is not None:
        raise PermissionDenied("this value is not the account's to contest")
    if (waiting := open_objection(row, field, account=by)) is not None:
        return waiting
    case = open_case(
        type=TYPE,
        subject=f"{Person._meta.label_lower}:{found.identity.person_id}",
        region=found.identity.person.division,
        opened_on=day_of(at),
        by=by,
        client_id=f"contest-{client_id}",
        **_way(found),
    )
    key = uuid4()
    made = Contest.objects.create(
        key=key, identity=found.identity, row=row, field=field, source=found.source,
        says_sealed=secrets.seal("says", key, says.strip()[:LONGEST]), case=case.key, asked_at=at, by=reference(by),
        client_id=client_id,
    )  # fmt: skip
    record("registry.contested", about=made, by=by, purpose=case)
    return made


@transaction.atomic
def withdraw(*, contest: Contest, by: Account, at: datetime, client_id: str) -> None:
    """The person takes the objection back. Raises PermissionDenied for another account, Refused where it is answered."""
    if contest.by != reference(by):
        raise PermissionDenied("only who contested a value may take it back")
    move(
        case=contest.case,
        move="withdraw",
        evidence={"request": "本人在线撤回"},
        by=by,
        on=day_of(at),
        client_id=client_id,
    )


def _way(found: Contestable) -> dict[str, Any]:
    """A department answers for what it told; what came in by one of our doors is for the registrar."""
    source = rules().sources.get(found.source)
    if source is None or not source.records:
        return {}
    return {"at": "at_source", "department": found.source}
