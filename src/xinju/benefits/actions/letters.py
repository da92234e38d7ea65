"""Letters: made, kept, declared void, and opened by a birthday."""

from __future__ import annotations

import hashlib
import secrets
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse

from xinju.accounts.access import Officer
from xinju.audit.actions import Reference, record
from xinju.benefits import queries
from xinju.benefits.actions.refusing import Refused
from xinju.benefits.bridge import codes, issuing, rows
from xinju.benefits.bridge.letter_texts import LETTERS_FILE
from xinju.benefits.folders import home_path
from xinju.benefits.models import BATCH, Letter, Round, Run, State, VoidReason
from xinju.documents.figures import Language
from xinju.web import clock

WRONG_BIRTHDAYS = 5
LOCKED_FOR = timedelta(hours=24)
DRAFT = "letters-draft-"
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class LetterDraft:
    """Every letter of a run as files in a folder of its own: nothing is issued before `keep_letters`."""

    run: Run
    made: Sequence[issuing.Made]
    issued_on: date
    folder: Path


def issue_letters(
    *,
    round_: Round,
    check_address: str,
    on: date,
    by: Officer,
    language: Language = "zh",
    progress: Progress | None = None,
) -> Run:
    """Make every family's letter. In clear its code stands on the paper only; the tables keep it sealed, and digests.

    `check_address` is the site's address, to which the check page's path is added.
    """
    draft = prepare_letters(
        round_=round_, check_address=check_address, on=on, by=by, language=language, progress=progress
    )
    return keep_letters(draft=draft, by=by)


def prepare_letters(
    *, round_: Round, check_address: str, on: date, by: Officer, language: Language, progress: Progress | None = None
) -> LetterDraft:
    """The long part: codes and printed pages, in a folder beside the run's. Refused where letters cannot be issued."""
    round_ = Round.objects.get(pk=round_.pk)
    _refuse_unless_confirmed(round_)
    run = queries.latest_run(round_, asker=by)
    issue = issuing.issue_of(
        home_path(round_.folder) / LETTERS_FILE,
        check_address=check_address.rstrip("/") + reverse("benefits:check-form"),
        on=on,
        language=language,
    )
    families = rows.families_of(queries.applications(round_, asker=by))
    made = issuing.make(rows.results_of(run), families, issue, letter_key())
    folder = home_path(run.folder) / f"{DRAFT}{secrets.token_hex(4)}"
    try:
        issuing.keep(made, issue, folder, progress)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return LetterDraft(run, made, on, folder)


@transaction.atomic
def keep_letters(*, draft: LetterDraft, by: Officer) -> Run:
    """Issue the letters of a draft: their digests go into the tables, the files to where they are printed from."""
    run = draft.run
    round_ = Round.objects.select_for_update().get(pk=run.round_id)
    _refuse_unless_confirmed(round_)
    applications = {one.number: one for one in queries.applications(round_, asker=by)}
    letters = [
        Letter(
            run=run,
            application=applications[one.letter.application_number],
            code_digest=one.code_digest,
            birthday_digest=one.birthday_digest,
            issued_on=draft.issued_on,
        )
        for one in draft.made
    ]
    pairs = [(letter.key, one.code) for letter, one in zip(letters, draft.made, strict=True)]
    for letter, sealed in zip(letters, codes.sealed(pairs), strict=True):
        letter.code_sealed = sealed
    Letter.objects.bulk_create(letters, batch_size=BATCH)
    round_.state = State.ISSUED
    round_.save(update_fields=["state"])
    record("benefits.letters_issued", about=run, by=by, purpose=round_)
    _put_in_place(draft)
    return run


def _put_in_place(draft: LetterDraft) -> None:
    """The round was locked and not issued: what lies there is of an attempt that was never kept."""
    kept = draft.folder.with_name(issuing.LETTERS)
    shutil.rmtree(kept, ignore_errors=True)
    draft.folder.rename(kept)
    for left in kept.parent.glob(f"{DRAFT}*"):
        shutil.rmtree(left, ignore_errors=True)


def _refuse_unless_confirmed(round_: Round) -> None:
    if round_.state == State.ISSUED:
        raise Refused("already_issued")
    if round_.state != State.CONFIRMED:
        raise Refused("not_confirmed")


@transaction.atomic
def revoke_letter(*, letter: Letter, because: VoidReason, by: Officer) -> Letter:
    """Declare one letter void, for instance after a review; its page says so from now on. Refused where it is void."""
    letter = Letter.objects.select_for_update().get(pk=letter.pk)
    if letter.revoked_at is not None:
        raise Refused("already_void")
    letter.revoked_by, letter.revoked_at, letter.revoked_because = by, clock.now(), because
    letter.save(update_fields=["revoked_by", "revoked_at", "revoked_because"])
    record("benefits.letter_revoked", about=letter, by=by, purpose=letter.run.round)
    return letter


@transaction.atomic
def try_birthday(*, letter: Letter, digest: str, at: datetime, by: Reference) -> bool:
    """Whether this birthday opens the letter. After a few wrong ones the letter stays closed for a day."""
    letter = Letter.objects.select_for_update().get(pk=letter.pk)
    if is_locked(letter, at=at):
        return False
    opens = issuing.same_digest(digest, letter.birthday_digest)
    if not opens:
        is_old = letter.wrong_since is None or at - letter.wrong_since >= LOCKED_FOR
        letter.wrong_birthdays = 1 if is_old else F("wrong_birthdays") + 1
        letter.wrong_since = at if is_old else letter.wrong_since
        letter.save(update_fields=["wrong_birthdays", "wrong_since"])
    kind = "benefits.letter_opened" if opens else "benefits.letter_birthday_wrong"
    record(kind, about=letter, by=by, purpose="letter check")
    return opens


def is_locked(letter: Letter, *, at: datetime) -> bool:
    """Whether too many wrong birthdays were tried within a day."""
    recent = letter.wrong_since is not None and at - letter.wrong_since < LOCKED_FOR
    return recent and letter.wrong_birthdays >= WRONG_BIRTHDAYS


def letter_key() -> bytes:
    """The key of the letters' digests: the site's secret, for this one use."""
    return hashlib.sha256(b"xinju letter codes\x00" + settings.SECRET_KEY.encode()).digest()
