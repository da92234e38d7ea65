"""Merges and undos in any order among everything else that happens: no projection keeps a trace of an undone merge."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests.apps.registry.conftest import NOON, number

from xinju.registry.actions import merging
from xinju.registry.actions.linking import AlreadyJudged, Contradicted, judge
from xinju.registry.actions.people import Origin, enter_people
from xinju.registry.actions.records import keep_records
from xinju.registry.actions.stays import Stayed, enter_stays
from xinju.registry.bridge import linking, rules
from xinju.registry.bridge.moving import seem_to_have_moved
from xinju.registry.bridge.projection import project
from xinju.registry.bridge.recorded import Recorded
from xinju.registry.bridge.told import Told
from xinju.registry.models import Identity, Link, Person
from xinju.registry.models.identities import How, Verdict
from xinju.registry.queries.facts import fact_tables

BORN = date(1990, 1, 1)
SOURCES = ("police", "grid", "self", "window", "education", "health")
PEOPLE = st.integers(0, 5)
PAIR = st.tuples(PEOPLE, PEOPLE).filter(lambda pair: pair[0] < pair[1])
HAPPENS = st.one_of(
    st.tuples(st.just("stay"), PEOPLE, st.integers(1, 28)),
    st.tuples(st.just("month"), PEOPLE, st.integers(1, 12)),
    st.tuples(st.just("told"), PEOPLE, st.sampled_from(("990421", "990422", ""))),
    st.tuples(st.just("new"), PEOPLE, st.integers(0, 999)),
    st.tuples(st.just("same"), PAIR, st.none()),
    st.tuples(st.just("undo"), PAIR, st.none()),
)
QUICK = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}


class World:
    """Six people whom six sources tell of, and what happens to them; each act some hours after the one before."""

    def __init__(self) -> None:
        self.at = NOON
        self.known = [self.tell(at, "") for at in range(6)]

    def told(self, who: int, hukou: str) -> Told:
        name = f"欧阳{'一二三四五六'[who]}"
        return Told(name=name, number=number(BORN, who + 1), birth_date=BORN, hukou=hukou)

    def origin(self, who: int) -> Origin:
        self.at += timedelta(hours=5)
        return Origin(source=SOURCES[who], door="file", by="job:test", at=self.at, verification="verified")

    def tell(self, who: int, hukou: str) -> Identity:
        told, origin = [self.told(who, hukou)], self.origin(who)
        (one,) = enter_people(told=told, origin=origin, observed_on=origin.at.date(), purpose="test")
        return Identity.objects.get(pk=one.identity)

    def happens(self, what: str, who, value) -> None:
        if what == "stay":
            stay = Stayed(self.known[who].pk, date(2026, 4, value), f"99010200{value % 3 + 1}001")
            enter_stays(stays=[stay], origin=self.origin(who), purpose="test")
        elif what == "month":
            values = {"kind": "pension", "division": "990102", "paid": "on_time", "withdrawn": "false"}
            row = Recorded(self.known[who].pk, date(2025, value, 1), date(2025, value, 28), values)
            declared = rules.record_types()["social_insurance"]
            keep_records(declared=declared, rows=[row], origin=self.origin(who), purpose="test")
        elif what == "told":
            self.tell(who, value)
        elif what == "new":
            stranger = Told(name="陌生人", number=number(date(1970, 1, 1), value), birth_date=date(1970, 1, 1))
            enter_people(told=[stranger], origin=self.origin(who), observed_on=BORN, purpose="test")
        elif what == "same":
            self.same(who)
        else:
            self.undo(who)

    def waits(self) -> None:
        self.at += timedelta(hours=5)

    def same(self, pair: tuple[int, int]) -> None:
        self.at += timedelta(hours=5)
        first, second = (self.known[one] for one in pair)
        judge(first=first, second=second, verdict=Verdict.SAME, how=How.CLERK, by="job:t", at=self.at, purpose="t")

    def undo(self, pair: tuple[int, int]) -> None:
        self.at += timedelta(hours=5)
        first, second = (self.known[one].pk for one in pair)
        for link in Link.objects.in_force().filter(first=first, second=second):
            merging.take_back(link=link, because="test", by="job:test", at=self.at, purpose="test")

    def shown(self) -> dict[str, object]:
        """What pages, permits and points read of the six, under names instead of keys."""
        owns = {str(one.own.key): f"P{at}" for at, one in enumerate(self.known)}
        persons = {}
        for at, one in enumerate(self.known):
            person = Identity.objects.select_related("person").get(pk=one.pk).person
            shown = (person.name, person.sex, person.birth_date, person.division, person.permit_number)
            persons[f"P{at}"] = (owns[str(person.key)], *shown, person.last_sign_on)
        tables, subjects = fact_tables(list(owns), known_at=self.at, asker="job:test")
        facts = {name: sorted(map(str, _named(table, owns))) for name, table in tables.items()}
        at = {one.pk: f"P{at}" for at, one in enumerate(self.known)}
        asked = seem_to_have_moved(self.at.date())
        moved = sorted((at[one.before.identity_id], one.anchor, at[one.arrival.identity_id]) for one in asked)
        told = {owns[key]: owns[to] for key, to in subjects.items()}
        return {"persons": persons, "facts": facts, "subjects": told, "moved": moved}


def _named(table, owns):
    return [{key: owns.get(value, value) for key, value in row.items()} for row in table.to_pylist()]


@pytest.mark.slow
class AnyOrder(TestCase):
    @settings(max_examples=15, **QUICK)
    @given(st.lists(HAPPENS, max_size=8), PAIR, st.data())
    def test_an_undone_merge_leaves_everything_as_if_it_had_never_been(self, script, pair, data):
        script = [one for one in script if one[1] != pair]
        start = data.draw(st.integers(0, len(script)))
        end = data.draw(st.integers(start, len(script)))

        assert self.world(script, pair, start, end) == self.world(script, None, start, end)

    def world(self, script, pair, start: int, end: int) -> dict[str, object]:
        """The script with a merge of the pair before step `start` and its undo before step `end`; without a pair nothing
        happens then, on the same clock."""
        with transaction.atomic():
            world = World()
            for at in range(len(script) + 1):
                for act in [world.same] * (at == start) + [world.undo] * (at == end):
                    act(pair) if pair else world.waits()
                if at < len(script):
                    world.happens(*script[at])
            shown = world.shown()
            transaction.set_rollback(True)
        return shown

    @settings(max_examples=15, **QUICK)
    @given(
        st.lists(st.one_of(HAPPENS, st.tuples(st.sampled_from(("differ", "machine")), PAIR, st.none())), max_size=10)
    )
    def test_what_is_shown_follows_from_what_is_in_force_and_nobody_judged_different_is_one(self, script):
        world = World()
        for what, who, value in script:
            try:
                if what == "differ":
                    first, second = (world.known[one] for one in who)
                    judge(
                        first=first, second=second, verdict=Verdict.DIFFERENT, how=How.CLERK, by="job:t", at=world.at,
                        purpose="t",
                    )  # fmt: skip
                elif what == "machine":
                    found = linking.pairs_of([world.known[one].pk for one in who], on=world.at.date())
                    merging.merge_found(found=found, by="job:test", at=world.at, purpose="test")
                else:
                    world.happens(what, who, value)
            except (AlreadyJudged, Contradicted):
                continue

        everyone = list(Identity.objects.values_list("pk", flat=True))
        for one in project(everyone, rules.rules(), on=world.at.date()):
            assert set(Identity.objects.filter(person=one.speaker).values_list("pk", flat=True)) == one.identities
            person = Person.objects.get(pk=one.speaker)
            assert {name: getattr(person, name) for name in one.values} == dict(one.values)
        for link in Link.objects.in_force().filter(verdict=Verdict.DIFFERENT).select_related("first", "second"):
            assert link.first.person_id != link.second.person_id
