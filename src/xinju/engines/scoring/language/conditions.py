"""Yes, no, or not known: the conditions of a sheet, which stand beside the numbers that they compare and gate."""

from xinju.engines.scoring.language.numbers import All, AnyOf, Compare, Condition, Named, Not

__all__ = ["All", "AnyOf", "Compare", "Condition", "Named", "Not"]
