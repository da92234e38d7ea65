"""Opening a round with a copy of its rules."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

from django.db import transaction

from xinju.accounts.access import Officer
from xinju.audit.actions import record
from xinju.benefits.actions.refusing import Refused
from xinju.benefits.bridge.letter_texts import LETTERS_FILE, load_letter_texts
from xinju.benefits.bridge.sources import ROUND_FILE
from xinju.benefits.folders import below_home, round_folder
from xinju.benefits.models import Round
from xinju.packs.rounds import load_round
from xinju.web import clock


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
    division: str = "",
    facts: Path | None = None,
    sheet: Path | None = None,
    sheet_key: str = "",
    sheet_version: str = "",
    service: str = "",
) -> Round:
    """Open a round. Its rules (round.yaml and what lies beside it) are copied: later edits change no open round.

    `division` is the code of the district whose officers see the round; blank, only those without a region do.
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
        division=division,
        title=title,
        folder=below_home(folder),
        facts=below_home(facts) if facts else "",
        sheet=below_home(sheet) if sheet else "",
        sheet_key=sheet_key,
        sheet_version=sheet_version,
        service=service,
        as_of=as_of,
        known_at=known_at,
        created_at=clock.now(),
    )
    record("benefits.round_opened", about=round_, by=by, purpose=round_)
    return round_
