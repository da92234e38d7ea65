"""The tables of accounts: who comes in, with which phone or second factor, and whom an account stands for."""

from xinju.accounts.models.bindings import Binding, Ended, Evidence
from xinju.accounts.models.factors import OutsideIdentity, Passkey, RecoveryCode, SecondFactor
from xinju.accounts.models.phones import PHONE, Phone, PhoneCode
from xinju.accounts.models.user import User

__all__ = [
    "PHONE",
    "Binding",
    "Ended",
    "Evidence",
    "OutsideIdentity",
    "Passkey",
    "Phone",
    "PhoneCode",
    "RecoveryCode",
    "SecondFactor",
    "User",
]
