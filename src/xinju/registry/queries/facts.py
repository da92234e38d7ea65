"""What a points run reads: facts of some people under opaque keys. Reading them is one event, not one a person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import pyarrow as pa

from xinju.registry.bridge import rules
from xinju.registry.bridge.scoring_facts import Tables


def fact_tables(
    keys: Iterable[str], *, known_at: datetime, asker: object
) -> tuple[dict[str, pa.Table], dict[str, str]]:
    """Tables by record type as docs/facts.md describes them, and for each person key the subject that stands in them."""
    found = Tables(keys, known_at=known_at, rules=rules.rules(), types=rules.record_types())
    return found.tables(), found.subject_of
