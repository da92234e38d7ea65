"""The plain evaluator: one family, exactly, with reasons. Obvious before fast."""

from xinju.engines.scoring.reference.evaluator import Evaluator, evaluate

__all__ = ["Evaluator", "evaluate"]
