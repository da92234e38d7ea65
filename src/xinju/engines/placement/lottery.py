"""The lottery number that breaks a tie: anyone can recompute it, nobody could foresee it while the list was open."""

from __future__ import annotations

from hashlib import sha256


def lottery_number(seed: str, round_code: str, application: str) -> str:
    """SHA-256(seed ‖ round ‖ application number) in hexadecimal; the smaller number goes first."""
    return sha256(f"{seed}{round_code}{application}".encode()).hexdigest()


def commitment_to(seed: str) -> str:
    """What is published before the seed is opened."""
    return sha256(seed.encode()).hexdigest()
