"""Every write to accounts: opening, coming in, phones and their codes, bindings."""

from xinju.accounts.actions.bindings import MayNotBind, bind, unbind
from xinju.accounts.actions.demo import open_demo_account, open_demo_person
from xinju.accounts.actions.phones import (
    Sent,
    TooManyCodes,
    enter_by_code,
    hand_on_codes,
    not_mine,
    open_person_account,
    phone_changed_hands,
    send_code,
)
from xinju.accounts.actions.sessions import choose_purpose, enter, leave
from xinju.accounts.actions.staff import UnfitPost, open_account

__all__ = [
    "MayNotBind",
    "Sent",
    "TooManyCodes",
    "UnfitPost",
    "bind",
    "choose_purpose",
    "enter",
    "enter_by_code",
    "hand_on_codes",
    "leave",
    "not_mine",
    "open_account",
    "open_demo_account",
    "open_demo_person",
    "open_person_account",
    "phone_changed_hands",
    "send_code",
    "unbind",
]
