"""Writes of points: applications and frozen facts; decisions that never change, and their reviews."""

from xinju.points.actions.applications import Family, freeze_facts, open_applications
from xinju.points.actions.decisions import Undecidable, decide, review, review_decisions

__all__ = [
    "Family",
    "Undecidable",
    "decide",
    "freeze_facts",
    "open_applications",
    "review",
    "review_decisions",
]
