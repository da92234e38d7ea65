"""Facts and a sheet go in, exact points with their reasons come out, and the reasons in words. Saves nothing."""

from xinju.points.bridge.comparing import Comparison, Payment, Shift, compare, open_both
from xinju.points.bridge.deciding import NotAsKept, rerun
from xinju.points.bridge.scoring import (
    Engine,
    ScoreBook,
    Scored,
    ScoredService,
    compiled_for,
    score_families,
    score_one,
    statement_of,
)
from xinju.points.bridge.telling import names_of, told

__all__ = [
    "Comparison",
    "Payment",
    "Shift",
    "compare",
    "open_both",
    "Engine",
    "NotAsKept",
    "ScoreBook",
    "Scored",
    "ScoredService",
    "compiled_for",
    "names_of",
    "rerun",
    "score_families",
    "score_one",
    "statement_of",
    "told",
]
