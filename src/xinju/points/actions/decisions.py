"""Decisions: a named officer confirms a statement with all it rests on; what is learned later opens a review of it."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from django.db import transaction

from xinju.accounts.access import Officer
from xinju.audit.actions import Reference, record, reference
from xinju.cases.actions import open_case
from xinju.points.actions.applications import freeze_facts
from xinju.points.bridge.canonical import differing, result_of
from xinju.points.bridge.deciding import Computed, compute, kept_sheet
from xinju.points.models import Application, Decision, Review
from xinju.values.legal_days import day_of
from xinju.vault.digests import sm3

CASE = "decision_review"
SCORE = "score"


class Undecidable(Exception):
    """No decision can be made: `code` not_known_then (the application was opened later) or rows_rejected."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def decide(
    *,
    application: Application,
    sheet: Path,
    as_of: date,
    known_at: date,
    by: Officer,
    at: datetime,
    purpose: Reference,
    client_id: UUID,
    kind: str = SCORE,
) -> Decision:
    """Decide on one application by the sheet in this file, as the registry knew it at the end of a day. The same
    `client_id` again answers with the decision that it made.

    Raises Undecidable, and Unreadable where the sheet has faults.
    """
    known = Decision.objects.filter(client_id=client_id).first()
    if known is not None:
        return known
    found = _computed(application, kept_sheet(sheet), as_of, known_at, by, purpose)
    decision = Decision.objects.create(
        application=application, kind=kind, as_of=as_of, known_at=known_at, sheet_key=found.sheet_key,
        sheet_version=found.sheet_version, sheet=zlib.compress(found.sheet), sheet_digest=sm3(found.sheet),
        facts=zlib.compress(found.facts), facts_digest=sm3(found.facts), statement=found.statement,
        statement_digest=sm3(found.statement), confirmed_by=by, confirmed_at=at, client_id=client_id,
    )  # fmt: skip
    record("points.decided", about=decision, by=by, purpose=purpose)
    return decision


def review_decisions(*, decisions: Iterable[Decision], by: Reference, at: datetime, purpose: Reference) -> int:
    """Compare decisions with what is known now; answers with how many reviews were opened. Each is a transaction of its
    own, so that begun again it goes on."""
    return sum(review(decision=one, by=by, at=at, purpose=purpose) is not None for one in decisions)


@transaction.atomic
def review(*, decision: Decision, by: Reference, at: datetime, purpose: Reference) -> Review | None:
    """Open a review where what is known now gives another result, by the sheet as it stood then. The decision stays.

    None where the result is the same, or was reviewed already.
    """
    today = day_of(at)
    sheet = zlib.decompress(decision.sheet)
    found = _computed(decision.application, sheet, decision.as_of, today, by, purpose)
    changed = differing(bytes(decision.statement), found.statement)
    result = sm3(json.dumps(result_of(found.statement), sort_keys=True).encode())
    if not changed or decision.reviews.filter(result_digest=result).exists():
        return None
    opened = open_case(
        type=CASE, subject=reference(decision), region=decision.application.town, opened_on=today, by="job:points",
        title=decision.application.number, client_id=f"review:{decision.pk}:{result[:32]}",
    )  # fmt: skip
    row = Review.objects.create(
        decision=decision, known_at=today, facts=zlib.compress(found.facts), facts_digest=sm3(found.facts),
        statement=found.statement, result_digest=result, changed=changed, case=opened.key, opened_at=at,
        by=reference(by),
    )  # fmt: skip
    record("points.review_opened", about=row, by=by, purpose=purpose)
    return row


def _computed(
    application: Application, sheet: bytes, as_of: date, known_at: date, by: Reference, purpose: Reference
) -> Computed:
    with TemporaryDirectory() as place:
        folder = freeze_facts(
            folder=Path(place), known_at=known_at, by=by, purpose=purpose, numbers=[application.number]
        )  # fmt: skip
        try:
            found = compute(sheet=sheet, facts=folder, number=application.number, as_of=as_of, known_at=known_at)
        except KeyError:
            raise Undecidable("not_known_then") from None
    if found.rejected:
        raise Undecidable("rows_rejected")
    return found
