"""Facts and a sheet go in, exact points with their reasons come out, and the reasons in words. Saves nothing.

What reads tables (`deciding`, `frozen`) is imported by its own name: the command line scores files without a site.
"""

from xinju.points.bridge.comparing import Comparison, Payment, Shift, compare, open_both
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
    "ScoreBook",
    "Scored",
    "ScoredService",
    "compiled_for",
    "names_of",
    "score_families",
    "score_one",
    "statement_of",
    "told",
]
