"""The round's long work: the list read, places given, the result confirmed, letters printed, another version tried."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date
from uuid import UUID

from django.db import transaction

from xinju.benefits import actions, queries
from xinju.benefits.bridge import rows, trying
from xinju.benefits.folders import below_home, home_path
from xinju.benefits.importers import applicants as lists
from xinju.benefits.models import Round
from xinju.benefits.presenters import simulation as simulations
from xinju.messages.access import Work
from xinju.messages.actions import advance, finish
from xinju.messages.jobs import Stopped, job
from xinju.packs.problems import Unreadable, say
from xinju.web import clock
from xinju.web.language import chosen

UPLOAD, PLACEMENT, CONFIRMATION, LETTERS, SIMULATION = (
    "benefits.upload",
    "benefits.placement",
    "benefits.confirmation",
    "benefits.letters",
    "benefits.simulation",
)


@job(UPLOAD)
def read_list(work: Work) -> None:
    """Read the uploaded list and take its good rows."""
    with _mendable():
        round_ = _round_of(work)
        advance(work, "points", 0, 3)
        rows.scores_of(round_)
        advance(work, "reading", 1, 3)
        content = home_path(work.values["file"]).read_bytes()
        found = lists.read_upload(round_, content, work.values["name"], language=chosen("zh", "en"))
        advance(work, "keeping", 2, 3)
        client_id = UUID(work.values["client_id"])
        with transaction.atomic():
            upload = actions.upload_applicants(round_=round_, client_id=client_id, by=work.officer, **found)
            finish(work, outcome=upload)


@job(PLACEMENT)
def place(work: Work) -> None:
    """Rank and place the list that counts."""
    with _mendable():
        prepared = actions.prepare_placement(
            round_=_round_of(work), by=work.officer, seed=work.values["seed"] or None, tell=_teller(work)
        )
        with transaction.atomic():
            finish(work, outcome=actions.keep_placement(prepared=prepared, by=work.officer))


@job(CONFIRMATION)
def confirm(work: Work) -> None:
    """Check the result once more, child by child, then let it take effect by the officer who pressed the button."""
    with _mendable():
        run = actions.check_result(
            round_=_round_of(work), certificate=work.values["certificate"], by=work.officer, tell=_teller(work)
        )
        with transaction.atomic():
            finish(work, outcome=actions.keep_confirmation(run=run, by=work.officer))


@job(LETTERS)
def print_letters(work: Work) -> None:
    """Make every family's letter."""
    with _mendable():
        draft = actions.prepare_letters(
            round_=_round_of(work),
            check_address=work.values["check_address"],
            on=date.fromisoformat(work.values["on"]),
            by=work.officer,
            language=work.values["language"],
            progress=lambda done, of: advance(work, "printing", done, of),
        )
        with transaction.atomic():
            finish(work, outcome=actions.keep_letters(draft=draft, by=work.officer))


@job(SIMULATION)
def try_version(work: Work) -> None:
    """Work out what another version of the sheet would change; what is kept changes nothing of the round."""
    with _mendable():
        round_ = _round_of(work)
        version = home_path(work.values["version"])
        listed = queries.applications(round_, asker=work.by)
        found = trying.simulate_round(round_, listed, version, _teller(work))
        folder = home_path("rounds") / round_.key / "simulations" / str(work.key)
        simulations.keep(found, home_path(round_.sheet), version, folder, clock.today())
        finish(work, outcome=below_home(folder))


def _round_of(work: Work) -> Round:
    return queries.rounds(asker=work.kind).get(pk=work.values["round"])


def _teller(work: Work):
    return lambda step, done, of: advance(work, step, done, of)


@contextmanager
def _mendable():
    """What an officer or the office of rules can mend becomes a code; all else is a fault of the program."""
    try:
        yield
    except actions.Refused as refused:
        raise Stopped(refused.code, **refused.values) from None
    except rows.Undecided as undecided:
        code = "needs_lottery" if undecided.needs_lottery else "unknown_key"
        raise Stopped(code, names="、".join(undecided.names)) from None
    except Unreadable as error:
        words = {language: " ".join(say(one, language) for one in error.problems) for language in ("zh", "en")}
        raise Stopped("unreadable", **words) from None
