"""Every write to accounts: opening, coming in, phones and their codes, second factors, bindings."""

from xinju.accounts.actions.bindings import MayNotBind, bind, bind_by_answer, unbind
from xinju.accounts.actions.demo import open_demo_account, open_demo_person
from xinju.accounts.actions.factors import (
    MayNotReset,
    begin_factor,
    confirm_factor,
    link_identity,
    prove_factor,
    reset_factor,
)
from xinju.accounts.actions.passkeys import add_passkey, end_passkey, prove_passkey
from xinju.accounts.actions.phones import (
    Sent,
    TooManyCodes,
    code_has_gone,
    enter_by_code,
    not_mine,
    open_person_account,
    phone_changed_hands,
    send_code,
)
from xinju.accounts.actions.sessions import choose_purpose, enter, leave, read_in
from xinju.accounts.actions.staff import (
    NameTaken,
    NotTheDuty,
    UnfitPost,
    choose_password,
    close_account,
    first_password,
    new_password,
    open_account,
    reopen_account,
    set_mail,
)

__all__ = [
    "MayNotBind",
    "MayNotReset",
    "NameTaken",
    "NotTheDuty",
    "Sent",
    "TooManyCodes",
    "UnfitPost",
    "add_passkey",
    "begin_factor",
    "bind",
    "bind_by_answer",
    "choose_password",
    "choose_purpose",
    "close_account",
    "code_has_gone",
    "confirm_factor",
    "end_passkey",
    "enter",
    "enter_by_code",
    "first_password",
    "leave",
    "link_identity",
    "new_password",
    "not_mine",
    "open_account",
    "open_demo_account",
    "open_demo_person",
    "open_person_account",
    "phone_changed_hands",
    "prove_factor",
    "prove_passkey",
    "read_in",
    "reopen_account",
    "reset_factor",
    "send_code",
    "set_mail",
    "unbind",
]
