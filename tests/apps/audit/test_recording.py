"""Audit: an event belongs to its act, is only ever added, and says nothing of a person."""

import pytest
from django.db import IntegrityError, transaction

from xinju.accounts.access import Role
from xinju.audit import actions, queries
from xinju.audit.added import OnlyAdded
from xinju.audit.models import Event


@pytest.mark.django_db
def test_an_event_names_rows_by_opaque_references(officer):
    person = officer(Role.AUDITOR)

    with transaction.atomic():
        actions.record("points.confirmed", about="points.score:7", by=person, purpose="round:2026")

    event = queries.events(asker="job:test", about="points.score:7").get()
    assert (event.kind, event.by, event.purpose) == ("points.confirmed", f"accounts.user:{person.pk}", "round:2026")
    assert person.name not in str(event)


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_refused():
    with pytest.raises(actions.OutsideTransaction, match="points.confirmed"):
        actions.record("points.confirmed", about="a", by="b", purpose="c")


@pytest.mark.django_db(transaction=True)
def test_an_act_that_fails_leaves_no_event():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        actions.record("points.confirmed", about="a", by="b", purpose="c")
        _ = 1 / 0

    assert queries.events(asker="job:test").count() == 0


@pytest.mark.django_db
def test_an_event_is_never_changed_and_never_removed():
    actions.record("points.confirmed", about="a", by="b", purpose="c")
    event = Event.objects.get()

    for attempt in (event.save, event.delete, Event.objects.all().delete, lambda: Event.objects.update(by="d")):
        with pytest.raises(OnlyAdded):
            attempt()


@pytest.mark.django_db
@pytest.mark.parametrize("missing", ["about", "by", "purpose"])
def test_an_event_without_a_purpose_or_an_actor_is_refused(missing):
    said = {"about": "a", "by": "b", "purpose": "c"} | {missing: ""}

    with pytest.raises(IntegrityError):
        actions.record("points.confirmed", **said)
