"""The lottery number that breaks a tie: anyone can recompute it, nobody could foresee it while the list was open."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray


def lottery_number(seed: str, round_code: str, application: str) -> str:
    """SHA-256(seed ‖ round ‖ application number) in hexadecimal; the smaller number goes first."""
    return sha256(f"{seed}{round_code}{application}".encode()).hexdigest()


def lottery_column(seed: str, round_code: str, applications: Iterable[str]) -> NDArray[np.uint64]:
    """The first 64 bits of each lottery number, which is where a city's numbers differ: for simulations, not results."""
    start = f"{seed}{round_code}"
    drawn = (int.from_bytes(sha256(f"{start}{one}".encode()).digest()[:8], "big") for one in applications)
    return np.fromiter(drawn, np.uint64)


def commitment_to(seed: str) -> str:
    """What is published before the seed is opened."""
    return sha256(seed.encode()).hexdigest()
