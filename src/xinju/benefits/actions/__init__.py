"""Every write to a round: who did it, one transaction, one event."""

from xinju.benefits.actions.letters import (
    LetterDraft,
    is_locked,
    issue_letters,
    keep_letters,
    letter_key,
    prepare_letters,
    revoke_letter,
    try_birthday,
)
from xinju.benefits.actions.listing import keep_incoming, upload_applicants
from xinju.benefits.actions.opening import create_round
from xinju.benefits.actions.placing import (
    check_result,
    confirm,
    keep_confirmation,
    keep_placement,
    prepare_placement,
    refuse_confirming,
    run_placement,
)
from xinju.benefits.actions.refusing import Refused

__all__ = [
    "LetterDraft",
    "Refused",
    "check_result",
    "confirm",
    "create_round",
    "is_locked",
    "issue_letters",
    "keep_incoming",
    "keep_confirmation",
    "keep_letters",
    "keep_placement",
    "letter_key",
    "prepare_letters",
    "prepare_placement",
    "refuse_confirming",
    "revoke_letter",
    "run_placement",
    "try_birthday",
    "upload_applicants",
]
