"""Decisions compared with what is known now, as long work."""

from __future__ import annotations

from datetime import time

from django.db import transaction

from xinju.messages.access import Work
from xinju.messages.actions import advance, finish
from xinju.messages.schedule import daily
from xinju.points import actions, queries
from xinju.web import clock

REVIEW = "points.review"


@daily(REVIEW, at=time(4, 0), zh="已作决定与现有记录对照", en="Compare decisions with what is known now")
def review_all(work: Work) -> None:
    """Open a review for every decision that would come out otherwise today. Begun again it opens nothing twice."""
    keys = list(queries.newest_decisions(asker=work.kind).values_list("key", flat=True))
    opened = 0
    for done, key in enumerate(keys):
        advance(work, "comparing", done, len(keys))
        decision = queries.decision(key, asker=work.kind)
        assert decision is not None
        opened += actions.review(decision=decision, by=work.by, at=clock.now(), purpose=work) is not None
    with transaction.atomic():
        finish(work, outcome=f"points:reviews {opened}")
