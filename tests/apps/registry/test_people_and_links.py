"""Every source keeps its own view of a person; links make persons of them, and an undone link leaves no trace in them."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests.apps.registry.conftest import NOON, number, wang

from xinju.audit import queries as audit
from xinju.registry.actions.linking import AlreadyJudged, judge, refresh, undo
from xinju.registry.actions.people import Origin, enter_people
from xinju.registry.bridge import secrets
from xinju.registry.bridge.told import Told
from xinju.registry.models import Identity, Link, Particulars, Person
from xinju.registry.models.identities import How, Verdict


def same(first: Identity, second: Identity) -> Link:
    return judge(
        first=first, second=second, verdict=Verdict.SAME, how=How.CLERK, by="job:test", at=NOON, purpose="test"
    )


def test_one_number_and_name_from_two_sources_is_one_person(enter):
    (police,) = enter("police", wang())

    (insurance,) = enter("social_security", wang(phone="13900000000"))

    police.refresh_from_db()
    assert insurance.person == police.person
    assert Particulars.objects.count() == 2


def test_one_number_under_another_name_is_left_to_a_clerk(enter):
    enter("police", wang())

    origin = Origin(source="grid", door="grid", by="job:test", at=NOON, verification="pending")
    (entered,) = enter_people(told=[wang(name="李芳")], origin=origin, observed_on=date(2026, 5, 12), purpose="test")

    assert len(entered.ask) == 1
    assert Person.objects.filter(into__isnull=True).count() == 2


def test_a_guardians_number_on_a_childs_record_joins_nobody(enter):
    (mother,) = enter("police", wang())

    (child,) = enter("education", wang(name="王小满", birth_date=date(2019, 9, 1), is_guardians=True))

    mother.refresh_from_db()
    assert child.person != mother.person


def test_a_parents_number_on_a_childs_record_overwrites_nobody_of_the_same_source(enter):
    (mother,) = enter("education", wang())

    (child,) = enter("education", wang(name="王小满", birth_date=date(2019, 9, 1)))

    assert child != mother
    assert mother.particulars.get().name == "王芳"
    assert child.particulars.get().is_guardians


def test_the_dead_and_the_living_are_never_joined_by_themselves(enter):
    (living,) = enter("police", wang())

    (dead,) = enter("civil_affairs", wang(died_on=date(2025, 1, 1)))

    assert Identity.objects.get(pk=living.pk).person != dead.person


def test_the_same_telling_again_changes_nothing(enter):
    (first,) = enter("police", wang())

    (again,) = enter("police", wang(), at=NOON + timedelta(days=30))

    assert again == first
    assert Particulars.objects.count() == 1


def test_a_newer_telling_supersedes_and_keeps_what_it_does_not_repeat(enter):
    enter("police", wang(phone="13900000000"))

    (identity,) = enter("police", wang(sex="", hukou="990421"), at=NOON + timedelta(days=30))

    (old, new) = identity.particulars.order_by("id")
    assert old.superseded_at == NOON + timedelta(days=30)
    assert secrets.opened(new, "phone") == "13900000000"
    assert (new.hukou, new.sex) == ("990421", "female")


def test_number_and_phone_are_not_in_the_table_in_clear(enter, home):
    told = wang(phone="13900000000", hukou_address="稻香里1号")

    enter("police", told)

    row = Particulars.objects.get()
    held = b"".join(bytes(row.__dict__[column]) for column in ("number_sealed", "phone_sealed", "hukou_address_sealed"))
    assert told.number.encode() not in held
    assert told.phone.encode() not in held
    assert secrets.opened(row, "hukou_address") == "稻香里1号"


def test_the_best_source_speaks_and_an_undone_merge_gives_back_both(enter):
    (grid,) = enter("grid", Told(name="王方", birth_date=date(1990, 3, 4)))
    (police,) = enter("police", wang())

    link = same(grid, police)
    merged = Person.objects.get(into__isnull=True)
    undo(link=link, by="job:test", at=NOON, because="不是同一人", purpose="test")

    assert merged.name == "王芳"
    assert sorted(Person.objects.filter(into__isnull=True).values_list("name", flat=True)) == ["王方", "王芳"]
    assert audit.events(asker="test").filter(kind="registry.judgement_undone").count() == 1


def test_the_second_of_two_officers_sees_the_firsts_judgement(enter):
    (one,) = enter("grid", Told(name="王方"))
    (other,) = enter("police", wang())
    same(one, other)

    with pytest.raises(AlreadyJudged) as refused:
        judge(first=other, second=one, verdict=Verdict.DIFFERENT, how=How.CLERK, by="job:b", at=NOON, purpose="test")

    assert refused.value.link.made_by == "job:test"


PAIRS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)).filter(lambda pair: pair[0] != pair[1]), max_size=8)


@pytest.mark.slow
class AnyOrder(TestCase):
    """Merges and undos in any order: the persons follow from the links that are left."""

    @settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.data())
    def test_persons_follow_from_the_links_in_force(self, data):
        identities = self.six_people()
        before = self.shown()
        links = {}
        for first, second in data.draw(PAIRS):
            link = same(identities[first], identities[second])
            links[link.pk] = link
        undone = data.draw(st.permutations(sorted(links)))
        kept = undone[: data.draw(st.integers(0, len(undone)))]
        for pk in undone:
            if pk not in kept:
                undo(link=links[pk], by="job:test", at=NOON, because="test", purpose="test")
        after_some = self.shown()
        for pk in data.draw(st.permutations(kept)):
            undo(link=links[pk], by="job:test", at=NOON, because="test", purpose="test")

        assert self.shown() == before
        again = [same(links[pk].first, links[pk].second) for pk in sorted(kept, reverse=True)]
        assert self.shown() == after_some, again

    def six_people(self) -> list[Identity]:
        told = [
            Told(name=f"欧阳{name}", number=number(date(1990, 1, 1), at), birth_date=date(1990, 1, 1))
            for at, name in enumerate("一二三四五六", start=1)
        ]
        sources = ("grid", "police", "self", "window", "education", "health")
        found = []
        for source, one in zip(sources, told, strict=True):
            origin = Origin(source=source, door="file", by="job:test", at=NOON, verification="verified")
            (entered,) = enter_people(told=[one], origin=origin, observed_on=date(2026, 1, 1), purpose="test")
            found.append(Identity.objects.get(pk=entered.identity))
        return found

    def shown(self) -> list[tuple]:
        persons = Person.objects.order_by("pk").values_list("pk", "into", "name", "birth_date", "last_sign_on")
        return [*persons, *Identity.objects.order_by("pk").values_list("pk", "person")]


@pytest.mark.parametrize(
    "second", [{}, {"sex": ""}, {"name": "王 芳"}, {"birth_date": None}, {"birth_date": date(1990, 3, 5)}]
)
def test_whatever_a_second_source_says_the_person_is_as_if_made_anew(enter, second):
    (police,) = enter("police", wang(), on=date(2026, 5, 1))
    enter("social_security", wang(**second), on=date(2026, 5, 12))
    shown = list(Person.objects.order_by("pk").values())

    refresh([police.pk], on=date(2026, 5, 12))

    assert list(Person.objects.order_by("pk").values()) == shown
    assert Person.objects.get(into__isnull=True).last_sign_on == date(2026, 5, 12)
