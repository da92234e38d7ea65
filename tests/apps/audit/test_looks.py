"""A look at one person or at a list is one event, and the person can be told of each."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from xinju.audit import lists, queries
from xinju.audit.actions import record_look
from xinju.audit.models import Event, Shown, Waiting

pytestmark = pytest.mark.django_db


def look(*references, by="accounts.user:1", purpose="case:7"):
    record_look(about=references, by=by, purpose=purpose)


def test_a_look_at_one_person_is_one_event_about_that_person():
    look("registry.person:12")

    assert list(Event.objects.values_list("kind", "about", "by", "purpose", "shown")) == [
        ("looked", "registry.person:12", "accounts.user:1", "case:7", "")
    ]
    assert Waiting.objects.count() == 1


def test_a_list_is_one_event_that_holds_all_it_showed():
    look("registry.person:12", "registry.person:9", "housing.dwelling:3")

    event = Event.objects.get()
    assert event.about == "list:3"
    assert event.shown == '{"housing.dwelling":["3"],"registry.person":["12","9"]}'
    assert lists.references(event.shown) == ["housing.dwelling:3", "registry.person:12", "registry.person:9"]


def test_a_search_that_found_nobody_is_a_look_too():
    look()

    assert Event.objects.get().about == "list:0"


def test_a_person_is_told_of_looks_alone_and_in_lists_the_latest_first():
    look("registry.person:12", purpose="case:1")
    look("registry.person:12", "registry.person:13", by="accounts.user:2", purpose="case:2")
    look("registry.person:13", "registry.person:14", purpose="case:3")

    told = queries.looks_at("registry.person:12", asker="job:test")

    assert [(one.by, one.purpose, one.among) for one in told] == [
        ("accounts.user:2", "case:2", 2),
        ("accounts.user:1", "case:1", 1),
    ]


def test_other_acts_about_a_person_are_no_looks(db):
    from django.db import transaction

    from xinju.audit.actions import record

    with transaction.atomic():
        record("registry.corrected", about="registry.person:12", by="job:test", purpose="case:1")

    assert queries.looks_at("registry.person:12", asker="job:test") == []


def test_looks_before_a_moment_can_be_left_out():
    look("registry.person:12")

    assert queries.looks_at("registry.person:12", asker="job:test", since=timezone.now() + timedelta(minutes=1)) == []


def test_a_merged_person_sees_a_list_with_both_records_once():
    look("registry.person:12", "registry.person:13")

    assert len(queries.looks_at_any(["registry.person:12", "registry.person:13"], asker="job:test")) == 1


def test_a_reference_shown_twice_counts_once():
    look("registry.person:12", "registry.person:12")

    assert Shown.objects.count() == 1


def test_a_long_list_costs_as_few_statements_as_a_short_one():
    with CaptureQueriesContext(
        connection,
    ) as short:
        look("registry.person:1", "registry.person:2")
    with CaptureQueriesContext(connection) as long:
        look(*(f"registry.person:{number}" for number in range(100_000)))

    assert len(long) == len(short)
    assert [one.among for one in queries.looks_at("registry.person:99999", asker="job:test")] == [100_000]
