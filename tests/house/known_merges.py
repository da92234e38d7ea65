"""Rows of merging that lie in the invented district: a question, a judgement, a contradiction, and a person merged of two."""

from collections.abc import Callable
from datetime import UTC, date, datetime

from xinju.cases import queries as cases
from xinju.registry.actions.conflicts import open_conflicts_of
from xinju.registry.actions.linking import judge
from xinju.registry.actions.merging import ask_again
from xinju.registry.actions.people import Origin, enter_people
from xinju.registry.actions.stays import Stayed, enter_stays
from xinju.registry.bridge.told import Told
from xinju.registry.models import Identity
from xinju.registry.models.identities import How, Verdict

VILLAGE = "990102001001"
AT = datetime(2026, 5, 12, tzinfo=UTC)


def _two() -> tuple[Identity, Identity]:
    """Two who live in the village, told of with two dates of birth."""
    found = []
    for source, born in (("police", date(1990, 3, 4)), ("grid", date(1990, 4, 3))):
        origin = Origin(source=source, door="file", by="job:test", at=AT, verification="verified")
        (one,) = enter_people(
            told=[Told("王芳", birth_date=born)], origin=origin, observed_on=AT.date(), purpose="test"
        )
        enter_stays(stays=[Stayed(one.identity, date(2026, 1, 1), VILLAGE)], origin=origin, purpose="test")
        found.append(Identity.objects.get(pk=one.identity))
    return found[0], found[1]


def question() -> dict[str, object]:
    first, second = _two()
    asked = ask_again(first=first, second=second, by="job:test", at=AT)
    assert asked is not None
    return {"key": asked.case}


def judgement() -> dict[str, object]:
    first, second = _two()
    link = judge(
        first=first, second=second, verdict=Verdict.SAME, how=How.CLERK, by="job:test", at=AT, purpose="test"
    )  # fmt: skip
    return {"key": link.key}


def merged() -> dict[str, object]:
    judgement()
    return {"key": Identity.objects.earliest("pk").own.key}


def contradiction() -> dict[str, object]:
    judgement()
    person = Identity.objects.earliest("pk").person
    open_conflicts_of(identities=[Identity.objects.earliest("pk").pk], by="job:test", at=AT)
    return {"key": cases.about(f"registry.person:{person.pk}", "job:test").get(type="conflict").key}


MERGES: dict[str, Callable[[], dict[str, object]]] = {
    "registry:merge": question,
    "registry:merge-next": question,
    "registry:merges-of": merged,
    "registry:merge-undo": judgement,
    "registry:conflict": contradiction,
}
