"""Ranking and placing a list, and the confirmation that lets the result take effect."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import transaction

from xinju.accounts.access import Officer
from xinju.audit.actions import record
from xinju.benefits import access, queries
from xinju.benefits.actions.refusing import Refused, refuse_when_final
from xinju.benefits.bridge import placing, preparing, rows
from xinju.benefits.bridge.preparing import Prepared, Tell
from xinju.benefits.bridge.results import Child, Results
from xinju.benefits.folders import below_home, home_path, round_folder
from xinju.benefits.models import BATCH, FINAL, Result, Round, Run, State
from xinju.web import clock


def run_placement(*, round_: Round, by: Officer, seed: str | None = None) -> Run:
    """Rank and place the current list. Refused where a lottery is needed and no seed was given."""
    return keep_placement(prepared=prepare_placement(round_=round_, by=by, seed=seed), by=by)


def prepare_placement(*, round_: Round, by: Officer, seed: str | None = None, tell: Tell | None = None) -> Prepared:
    """The long part, which writes nothing: others can go on writing meanwhile. `tell` hears step, done, of."""
    round_ = Round.objects.get(pk=round_.pk)
    refuse_when_final(round_)
    upload = queries.latest_upload(round_, asker=by)
    if round_.state == State.DRAFT or upload is None:
        raise Refused("no_list")
    applications = list(queries.applications(round_, asker=by))
    try:
        return preparing.prepare(round_, upload, applications, seed, clock.today(), tell or _nobody_listens)
    except rows.Undecided as undecided:
        names = "、".join(undecided.names)
        if not undecided.needs_lottery:
            raise Refused("unknown_key", names=names) from None
        raise Refused("needs_lottery", names=names, frozen_list=rows.frozen_hash(round_, applications)) from None


@transaction.atomic
def keep_placement(*, prepared: Prepared, by: Officer) -> Run:
    """Write what was worked out. Refused where the list was replaced or the result confirmed in between."""
    round_ = Round.objects.select_for_update().get(pk=prepared.upload.round_id)
    refuse_when_final(round_)
    if queries.latest_upload(round_, asker=by) != prepared.upload:
        raise Refused("another_list")
    read = prepared.read
    number = round_.runs.count() + 1
    folder = round_folder(round_.key) / "runs" / f"{number:03d}-{prepared.sealed[:8]}"
    placing.write(prepared.result, folder, prepared.office)
    run = Run.objects.create(
        round=round_,
        upload=prepared.upload,
        folder=below_home(folder),
        certificate=prepared.sealed,
        frozen_list=read.rules["frozen_list"],
        counts={**read.rules["counts"], "not_ranked": read.rules["not_ranked"]},
        questions=[_question(one) for one in prepared.result.ranking.to_clarify],
        by=by,
        at=clock.now(),
    )
    Result.objects.bulk_create((_result(run, read, child) for child in read.children.values()), batch_size=BATCH)
    round_.state = State.PLACED
    round_.save(update_fields=["state"])
    record("benefits.placed", about=run, by=by, purpose=round_)
    return run


def _nobody_listens(step: str, done: int, of: int) -> None:
    """What `tell` is where nobody asked to be told."""


def confirm(*, round_: Round, certificate: str, by: Officer) -> Round:
    """Let the result take effect. `certificate` is the hash the officer has looked at; a newer run needs a new look."""
    return keep_confirmation(run=check_result(round_=round_, certificate=certificate, by=by), by=by)


def refuse_confirming(*, round_: Round, certificate: str, by: Officer) -> Run:
    """The run that may be confirmed now as far as that can be told without checking it. Refused otherwise."""
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
    return run


def check_result(*, round_: Round, certificate: str, by: Officer, tell: Tell | None = None) -> Run:
    """The long part, which writes nothing: both editions hold, child by child. Refused where they do not."""
    run = refuse_confirming(round_=Round.objects.get(pk=round_.pk), certificate=certificate, by=by)
    folder = home_path(run.folder)
    for done, edition in enumerate((placing.FULL, placing.PUBLIC)):
        (tell or _nobody_listens)("checking", done, 2)
        if placing.run_verifier(folder / edition)[0] != 0:
            raise Refused("does_not_hold")
    return run


@transaction.atomic
def keep_confirmation(*, run: Run, by: Officer) -> Round:
    """Write that a run that was checked takes effect. Refused where anything of it changed since the officer's look."""
    round_ = Round.objects.select_for_update().get(pk=run.round_id)
    run = refuse_confirming(round_=round_, certificate=run.certificate, by=by)
    sealed = (home_path(run.folder) / placing.FULL / "certificate.json").read_bytes()
    if placing.content_hash(sealed) != run.certificate:
        raise Refused("does_not_hold")
    round_.state, round_.confirmed_by, round_.confirmed_at = State.CONFIRMED, by, clock.now()
    round_.save(update_fields=["state", "confirmed_by", "confirmed_at"])
    record("benefits.confirmed", about=run, by=by, purpose=round_)
    return round_


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
        "ways": list(one.ways),
    }
