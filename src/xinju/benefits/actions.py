"""Every write to a round: who did it, one transaction, one event."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from xinju.accounts.access import Officer
from xinju.audit.actions import Reference, record
from xinju.benefits import access, queries
from xinju.benefits.bridge import issuing, lists, placing, rows
from xinju.benefits.bridge.letter_texts import LETTERS_FILE, load_letter_texts
from xinju.benefits.bridge.results import Child, Results, read_results
from xinju.benefits.bridge.sources import ROUND_FILE
from xinju.benefits.bridge.wishing import WISHING_FILE, wishing_bytes
from xinju.benefits.folders import below_home, home_path, round_folder
from xinju.benefits.models import FINAL, Application, Letter, Result, Round, Run, State, Upload
from xinju.documents.figures import Language
from xinju.packs.rounds import load_round

WRONG_BIRTHDAYS = 5
LOCKED_FOR = timedelta(hours=24)
BATCH = 2_000
Progress = Callable[[int, int], None]


class Refused(Exception):
    """The round does not stand where this step may be taken; `code` says why, words are made by presenters."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, values


@transaction.atomic
def create_round(
    *,
    key: str,
    district: str,
    title: str,
    rules: Path,
    as_of: date,
    known_at: date,
    by: Officer,
    facts: Path | None = None,
    sheet: Path | None = None,
    sheet_key: str = "",
    sheet_version: str = "",
    service: str = "",
) -> Round:
    """Open a round. Its rules (round.yaml and what lies beside it) are copied: later edits change no open round.

    Raises packs' Unreadable where the rules are faulty, Refused where a round of this key is open already.
    """
    load_round(rules / ROUND_FILE)
    if (rules / LETTERS_FILE).is_file():
        load_letter_texts(rules / LETTERS_FILE)
    if Round.objects.filter(key=key).exists():
        raise Refused("key_taken", key=key)
    folder = round_folder(key) / "rules"
    shutil.copytree(rules, folder, dirs_exist_ok=True)
    round_ = Round.objects.create(
        key=key,
        district=district,
        title=title,
        folder=below_home(folder),
        facts=below_home(facts) if facts else "",
        sheet=below_home(sheet) if sheet else "",
        sheet_key=sheet_key,
        sheet_version=sheet_version,
        service=service,
        as_of=as_of,
        known_at=known_at,
        created_at=timezone.now(),
    )
    record("benefits.round_opened", about=round_, by=by, purpose=round_)
    return round_


@transaction.atomic
def upload_applicants(
    *,
    round_: Round,
    client_id: UUID,
    file_name: str,
    content: bytes,
    applicants: Sequence[object],
    faults: Sequence[dict],
    bad_rows: int,
    ignored: Sequence[dict],
    marked: tuple[str, bytes] | None,
    by: Officer,
) -> Upload:
    """Take the good rows of a list; they supersede the earlier list. The same `client_id` twice changes nothing."""
    round_ = Round.objects.select_for_update().get(pk=round_.pk)
    held = round_.uploads.filter(client_id=client_id).first()
    if held is not None:
        return held
    _refuse_when_final(round_)
    now = timezone.now()
    folder = round_folder(round_.key) / "uploads" / str(client_id)
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / "list"
    kept.write_bytes(content)
    upload = Upload.objects.create(
        round=round_,
        client_id=client_id,
        file_name=file_name,
        file=below_home(kept),
        marked_file=_keep_marked(folder, marked),
        good_rows=len(applicants),
        bad_rows=bad_rows,
        faults=list(faults),
        ignored=list(ignored),
        by=by,
        at=now,
    )
    if applicants:
        Application.objects.current().filter(round=round_).update(superseded_at=now)
        Application.objects.bulk_create((_application(round_, upload, one) for one in applicants), batch_size=BATCH)
        round_.state = State.UPLOADED
        round_.save(update_fields=["state"])
    record("benefits.list_uploaded", about=upload, by=by, purpose=round_)
    return upload


@transaction.atomic
def run_placement(*, round_: Round, by: Officer, seed: str | None = None) -> Run:
    """Rank and place the current list. Refused where a lottery is needed and no seed was given."""
    round_ = Round.objects.select_for_update().get(pk=round_.pk)
    _refuse_when_final(round_)
    if round_.state == State.DRAFT:
        raise Refused("no_list")
    upload = queries.latest_upload(round_, asker=by)
    applications = list(queries.applications(round_, asker=by))
    result = _placed(round_, applications, seed)
    read = read_results(result.full)
    sealed = placing.content_hash(result.full["certificate.json"])
    number = round_.runs.count() + 1
    folder = round_folder(round_.key) / "runs" / f"{number:03d}-{sealed[:8]}"
    families = rows.families_of(applications)
    now = timezone.now()
    office = lists.office_files(read, families, "zh", timezone.localdate(now))
    placing.write(result, folder, {**office, WISHING_FILE: wishing_bytes(result)})
    run = Run.objects.create(
        round=round_,
        upload=upload,
        folder=below_home(folder),
        certificate=sealed,
        frozen_list=read.rules["frozen_list"],
        counts={**read.rules["counts"], "not_ranked": read.rules["not_ranked"]},
        questions=[_question(one) for one in result.ranking.to_clarify],
        by=by,
        at=now,
    )
    Result.objects.bulk_create((_result(run, read, child) for child in read.children.values()), batch_size=BATCH)
    round_.state = State.PLACED
    round_.save(update_fields=["state"])
    record("benefits.placed", about=run, by=by, purpose=round_)
    return run


@transaction.atomic
def confirm(*, round_: Round, certificate: str, by: Officer) -> Round:
    """Let the result take effect. `certificate` is the hash the officer has looked at; a newer run needs a new look."""
    round_ = Round.objects.select_for_update().get(pk=round_.pk)
    run = queries.latest_run(round_, asker=by)
    if round_.state in FINAL:
        raise Refused("already_confirmed")
    if run is None:
        raise Refused("not_placed")
    if run.certificate != certificate:
        raise Refused("another_run")
    if run.questions:
        raise Refused("to_clarify", count=len(run.questions))
    if not access.may_confirm(by, uploaded_by_id=run.upload.by_id, is_demo=settings.IS_DEMO):
        raise Refused("four_eyes")
    if not _holds(run):
        raise Refused("does_not_hold")
    round_.state, round_.confirmed_by, round_.confirmed_at = State.CONFIRMED, by, timezone.now()
    round_.save(update_fields=["state", "confirmed_by", "confirmed_at"])
    record("benefits.confirmed", about=run, by=by, purpose=round_)
    return round_


@transaction.atomic
def issue_letters(
    *,
    round_: Round,
    check_address: str,
    on: date,
    by: Officer,
    language: Language = "zh",
    progress: Progress | None = None,
) -> Run:
    """Make every family's letter. Codes stand on the letters only; the tables keep keyed digests.

    `check_address` is the site's address, to which the check page's path is added.
    """
    round_ = Round.objects.select_for_update().get(pk=round_.pk)
    if round_.state == State.ISSUED:
        raise Refused("already_issued")
    if round_.state != State.CONFIRMED:
        raise Refused("not_confirmed")
    run = queries.latest_run(round_, asker=by)
    applications = {one.number: one for one in queries.applications(round_, asker=by)}
    issue = issuing.issue_of(
        home_path(round_.folder) / LETTERS_FILE,
        check_address=check_address.rstrip("/") + reverse("benefits:check-form"),
        on=on,
        language=language,
    )
    made = issuing.make(rows.results_of(run), rows.families_of(applications.values()), issue, letter_key())
    issuing.keep(made, issue, home_path(run.folder) / issuing.LETTERS, progress)
    Letter.objects.bulk_create(
        (
            Letter(
                run=run,
                application=applications[one.letter.application_number],
                code_digest=one.code_digest,
                birthday_digest=one.birthday_digest,
                issued_on=on,
            )
            for one in made
        ),
        batch_size=BATCH,
    )
    round_.state = State.ISSUED
    round_.save(update_fields=["state"])
    record("benefits.letters_issued", about=run, by=by, purpose=round_)
    return run


@transaction.atomic
def revoke_letter(*, letter: Letter, by: Officer) -> Letter:
    """Declare one letter void, for instance after a review; its page says so from now on."""
    letter.revoked_by, letter.revoked_at = by, timezone.now()
    letter.save(update_fields=["revoked_by", "revoked_at"])
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


def _placed(round_: Round, applications: Sequence[Application], seed: str | None) -> placing.Result:
    try:
        return rows.run_round(round_, applications, seed)
    except rows.Undecided as undecided:
        names = "、".join(undecided.names)
        if not undecided.needs_lottery:
            raise Refused("unknown_key", names=names) from None
        raise Refused("needs_lottery", names=names, frozen_list=rows.frozen_hash(round_, applications)) from None


def _refuse_when_final(round_: Round) -> None:
    if round_.state in FINAL:
        raise Refused("final")


def _keep_marked(folder: Path, marked: tuple[str, bytes] | None) -> str:
    if marked is None:
        return ""
    ending, content = marked
    path = folder / f"marked.{ending}"
    path.write_bytes(content)
    return below_home(path)


def _application(round_: Round, upload: Upload, one) -> Application:
    return Application(
        round=round_,
        upload=upload,
        number=one.number,
        child_name=one.child_name,
        birth_date=one.birth_date,
        community=one.community,
        band=one.band,
        twins=one.twins,
        sibling_at=one.sibling_at,
        wishes=list(one.wishes),
        keys=list(one.keys),
    )


def _result(run: Run, read: Results, child: Child) -> Result:
    total = child.total
    return Result(
        run=run,
        number=child.application,
        total=None if total is None else round(Decimal(total.numerator) / Decimal(total.denominator), 6),
        total_text="" if total is None else str(total),
        rank=child.rank,
        school=child.school or "",
        school_name=read.schools[child.school].name if child.school else "",
        stage=child.stage,
        wish=child.wish,
        refused=child.refused,
    )


def _question(one) -> dict:
    return {
        "application": one.application,
        "code": one.code,
        "key": one.key,
        "low": None if one.low is None else str(one.low),
        "high": None if one.high is None else str(one.high),
        "against": one.against,
    }


def _holds(run: Run) -> bool:
    """Both editions hold, and the folder is still the one that was placed."""
    folder = home_path(run.folder)
    sealed = placing.content_hash((folder / placing.FULL / "certificate.json").read_bytes())
    editions = [placing.run_verifier(folder / edition)[0] == 0 for edition in (placing.FULL, placing.PUBLIC)]
    return sealed == run.certificate and all(editions)
