"""The linkage run: what it merges, what it asks, what it leaves apart whatever it finds."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from tests.apps.registry.conftest import NOON, number, wang

from xinju.cases import queries as cases
from xinju.engines.linkage.scheme import PEOPLE
from xinju.messages.actions import begin
from xinju.messages.worker import work_off
from xinju.registry import acts
from xinju.registry.actions import merging
from xinju.registry.actions.linking import Contradicted, judge, undo
from xinju.registry.actions.people import Origin
from xinju.registry.actions.records import keep_records
from xinju.registry.bridge import linking
from xinju.registry.bridge.recorded import Recorded
from xinju.registry.bridge.rules import record_types
from xinju.registry.bridge.told import Told
from xinju.registry.models import Identity, LearnedModel, Link, Particulars, Person, Question
from xinju.registry.models.identities import How, Verdict
from xinju.registry.tasks_linking import link_newcomers

BORN = date(1990, 3, 4)
DAY = NOON.date()


def speak(identity: Identity) -> int:
    return Identity.objects.get(pk=identity.pk).person_id


def run(*identities: Identity) -> merging.Merged:
    pairs = linking.pairs_of([one.pk for one in identities], on=DAY)
    return merging.merge_found(found=pairs, by="job:test", at=NOON, purpose="test")


def decide(first, second, verdict=Verdict.SAME) -> Link:
    return judge(first=first, second=second, verdict=verdict, how=How.CLERK, by="job:test", at=NOON, purpose="test")


def with_phone(**changes) -> Told:
    return wang(phone="13900000000", **changes)


@pytest.fixture
def twice(enter):
    """One person whom two sources tell of, the second without a number but with name, birth and phone."""
    (police,) = enter("police", with_phone())
    (grid,) = enter("grid", Told(name="王芳", birth_date=BORN, phone="13900000000"))
    return police, grid


def test_the_shipped_model_weighs_every_level():
    model = linking.first_model()

    assert all(isinstance(model.weight(*level), float) for level in PEOPLE.levels())


def test_what_agrees_in_everything_merges_by_itself(twice):
    police, grid = twice

    assert run(grid) == merging.Merged(1, 0)

    assert speak(police) == speak(grid)
    link = Link.objects.get(how=How.MODEL)
    assert {one["code"] for one in link.reasons} >= {"name", "birth", "phone"}
    assert "王芳" not in str(link.reasons)


def test_a_run_again_changes_nothing(twice):
    run(twice[1])

    assert run(twice[1]) == merging.Merged(0, 0)
    assert merging.unjoined(linking.pairs_of([twice[1].pk], on=DAY)) == []


def test_namesakes_born_on_one_day_are_asked_about_once(enter):
    enter("police", wang())
    (grid,) = enter("grid", Told(name="王芳", birth_date=BORN))

    assert run(grid).asked == 1
    assert run(grid).asked == 0

    question = Question.objects.get()
    assert cases.case(question.case, "job:test").type == "merge_review"


def test_a_mistyped_number_is_a_question_or_a_merge_and_never_lost(enter):
    (police,) = enter("police", with_phone())
    right = number(BORN, 128)
    (typed,) = enter("grid", with_phone(number=right[:-2] + ("1" if right[-2] != "1" else "2") + right[-1]))

    found = run(typed)

    assert found.merged + found.asked == 1


def test_those_judged_different_stay_apart_in_every_later_run(twice):
    police, grid = twice
    decide(police, grid, Verdict.DIFFERENT)

    assert run(grid) == merging.Merged(0, 0)
    assert speak(police) != speak(grid)


def test_those_parted_by_an_undo_are_asked_about_and_not_merged_again(twice):
    police, grid = twice
    run(grid)
    undo(link=Link.objects.get(how=How.MODEL), by="job:test", at=NOON, because="错", purpose="test")

    assert run(grid) == merging.Merged(0, 1)
    assert Question.objects.get().why == "parted_before"


def test_nobody_is_joined_by_way_of_a_third(enter, twice):
    police, grid = twice
    decide(police, grid, Verdict.DIFFERENT)
    (third,) = enter("social_security", with_phone())  # the number links it to the police's

    run(third, grid)

    assert speak(police) == speak(third) != speak(grid)


def test_a_clerk_cannot_join_by_way_of_a_third_whom_somebody_judged_different(enter, twice):
    police, grid = twice
    (third,) = enter("employer", Told(name="王芳"))
    decide(police, grid, Verdict.DIFFERENT)
    decide(police, third)

    with pytest.raises(Contradicted) as refused:
        decide(grid, third)

    assert [link.verdict for link in refused.value.links] == [Verdict.DIFFERENT]


def test_the_dead_and_the_living_are_asked_about(enter):
    enter("police", with_phone())
    (dead,) = enter("civil_affairs", Told(name="王芳", birth_date=BORN, phone="13900000000", died_on=date(2026, 1, 1)))

    assert run(dead) == merging.Merged(0, 1)
    assert Question.objects.get().why == "dead_and_living"


def test_two_permits_in_force_are_asked_about(twice):
    for start, identity in zip((date(2025, 10, 1), date(2025, 11, 1)), twice, strict=True):
        origin = Origin(source=identity.source, door="file", by="job:test", at=NOON, verification="verified")
        row = Recorded(identity.pk, start, date(2027, 1, 1), {"division": "990102001"})
        keep_records(declared=record_types()["residence_permit"], rows=[row], origin=origin, purpose="test")

    assert run(twice[1]) == merging.Merged(0, 1)
    assert Question.objects.get().why == "two_permits"


def test_two_applications_in_one_round_are_asked_about(twice, monkeypatch):
    keys = [one.own.key for one in twice]

    def tells(persons):
        return [acts.Act(key, f"app:{at}", NOON, "round:2026") for at, key in enumerate(keys) if key in set(persons)]

    monkeypatch.setitem(acts._TELLERS, "test", tells)

    assert run(twice[1]) == merging.Merged(0, 1)
    assert Question.objects.get().why == "two_applications"


@pytest.mark.slow
def test_the_whole_run_is_long_work_and_finds_the_same(twice):
    work = begin("registry.link_all", about="registry:people", by="job:test", key=uuid4())
    work_off()

    work.refresh_from_db()
    assert (work.state, work.outcome) == ("done", "registry:merged 1 asked 0")
    assert speak(twice[0]) == speak(twice[1])


def test_a_delivery_that_has_landed_is_linked_once(enter, twice):
    (other,) = enter("health", wang(name="李大为"))
    delivery = _delivery([[other.pk, twice[0].pk]])
    Identity.objects.filter(pk=twice[1].pk).update(delivery=delivery)

    for _ in range(2):
        link_newcomers(delivery, by="job:test")
        work_off()

    assert speak(twice[0]) == speak(twice[1])
    assert Question.objects.get().why == "one_number_two_people"


def test_a_known_number_under_another_name_becomes_a_clerks_case(enter):
    (police,) = enter("police", wang())
    (other,) = enter("grid", wang(name="李大为"))
    delivery = _delivery([[other.pk, police.pk]])

    asked = merging.ask_of_delivery(delivery=delivery, by="job:test", at=NOON)
    again = merging.ask_of_delivery(delivery=delivery, by="job:test", at=NOON)

    assert (asked.asked, again.asked) == (1, 0)
    assert Question.objects.get().why == "one_number_two_people"


def test_a_clerks_answers_are_learned_from(enter):
    enter("police", wang())
    (grid,) = enter("grid", Told(name="王芳", birth_date=BORN))
    run(grid)
    before = linking.model_in_force()

    _answer(Question.objects.get(), Verdict.DIFFERENT)

    after = linking.model_in_force()
    assert after.weight("birth", "same") < before.weight("birth", "same")
    assert run(grid) == merging.Merged(0, 0)


AT_13 = {"name": "same_rare", "phone": "same", "address": "same_door"}
AT_15 = {"name": "same_rare", "phone": "same", "address": "same_door", "kin": "same"}


def answered_by_clerks(levels: dict[str, str], is_same: bool, count: int, why: str = "") -> None:
    one, other = Identity.objects.order_by("pk")[:2]
    Question.objects.bulk_create(
        Question(
            first=one, second=other, why=why, case=uuid4().hex[:20], asked_at=NOON, asked_by="job:test", settled_at=NOON,
            settled_by="x", verdict=Verdict.SAME if is_same else Verdict.DIFFERENT,
            reasons=[{"code": code, "level": level, "weight": 1.0} for code, level in levels.items()],
        )
        for _ in range(count)
    )  # fmt: skip


def test_pairs_that_clerks_keep_calling_two_people_are_merged_no_more(twice):
    before = linking.model_in_force()
    answered_by_clerks(AT_15, False, 350)

    after = linking.model_in_force()

    assert _weight(before, AT_15) >= before.merge_at
    assert _weight(after, AT_15) < after.merge_at


def _weight(model, levels) -> float:
    return model.start + sum(model.weight(*each) for each in levels.items())


def test_answers_about_pairs_that_a_rule_holds_back_move_no_threshold(twice):
    answered_by_clerks(AT_15, False, 400, why="two_permits")

    assert linking.model_in_force().merge_at == linking.first_model().merge_at


@pytest.mark.slow
def test_a_whole_run_sets_its_thresholds_from_many_answers_and_keeps_them_without_counting_them_twice(
    twice, monkeypatch
):
    monkeypatch.setattr(linking, "_weights", lambda connection, model: [30.0] * 200_000 + [9.0] * 300 + [-4.0] * 300)
    answered_by_clerks(AT_13, True, 400)
    run = linking.all_pairs(on=DAY)

    merging.keep_model(model=run.learned, records=run.records, by="job:test", at=NOON)

    shipped, kept = linking.first_model(), linking.Model.from_plain(LearnedModel.objects.get().plain)
    assert kept.chances == shipped.chances and kept.prior == pytest.approx(shipped.prior)
    assert kept.merge_at < shipped.merge_at
    assert LearnedModel.objects.get().answers == 400
    assert linking.model_in_force().merge_at == kept.merge_at
    assert linking.all_pairs(on=DAY).learned is None  # nothing new since


@pytest.mark.slow
def test_a_whole_run_with_few_answers_keeps_the_thresholds(twice):
    answered_by_clerks(AT_13, True, 200)

    assert linking.all_pairs(on=DAY).learned is None


def parted(pair, *, are_different: bool, at=NOON) -> None:
    """The model has merged these two, and an officer undoes it."""
    run(pair[1])
    link = Link.objects.in_force().get(how=How.MODEL)
    merging.take_back(
        link=link, because="看错了", by="job:test", at=at, purpose="test", are_different=are_different
    )  # fmt: skip


class TestUndone:
    """What thresholds learn of merges that were undone."""

    def test_a_merge_that_was_undone_as_two_people_teaches_thresholds_and_no_weights(self, twice):
        before = linking.model_in_force()

        parted(twice, are_different=True)

        ((at, one),) = linking.undone()
        assert (at, one.is_same, one.is_bound) == (NOON, False, False)
        assert one.levels["phone"] == "same" and _weight(before, one.levels) >= before.merge_at
        assert linking.answered() == [] and linking.model_in_force() == before

    def test_one_that_was_parted_and_not_judged_teaches_by_the_answer_that_follows(self, twice):
        parted(twice, are_different=False)
        assert linking.undone() == []

        run(twice[1])
        _answer(Question.objects.get(), Verdict.DIFFERENT)

        assert linking.undone() == []
        assert [one.is_same for one in linking.answered()] == [False]

    def test_a_judgement_that_was_taken_back_teaches_no_longer(self, twice):
        parted(twice, are_different=True)

        merging.take_back(link=Link.objects.in_force().get(), because="x", by="job:t", at=NOON, purpose="t")

        assert linking.undone() == []

    def test_what_a_rule_had_merged_moves_no_threshold(self, enter):
        (police,), (grid,) = enter("police", wang()), enter("grid", wang(number=""))
        Link.objects.create(
            first=police, second=grid, verdict=Verdict.SAME, how=How.MODEL, weight=30.0, made_at=NOON, made_by="job:t",
            reasons=[{"rule": "same_number"}, {"code": "phone", "level": "same", "weight": 9.0}],
        )  # fmt: skip
        link = Link.objects.get()
        merging.take_back(link=link, because="x", by="job:t", at=NOON, purpose="t", are_different=True)

        ((_, one),) = linking.undone()

        assert one.is_bound

    @pytest.mark.slow
    def test_a_whole_run_settles_its_thresholds_anew_once_a_merge_was_undone(self, twice, monkeypatch):
        answered_by_clerks(AT_13, True, 400)
        merging.keep_model(model=linking.first_model(), records=2, by="job:test", at=NOON)
        assert linking.all_pairs(on=DAY).learned is None
        parted(twice, are_different=True, at=NOON + timedelta(days=1))
        weight = _weight(linking.model_in_force(), linking.undone()[0][1].levels)
        monkeypatch.setattr(linking, "_weights", lambda connection, model: [60.0] * 9_000 + [weight] * 1_000)

        found = linking.all_pairs(on=DAY)

        assert found.learned.merge_at > weight
        merging.keep_model(model=found.learned, records=2, by="job:test", at=NOON + timedelta(days=2))
        assert linking.all_pairs(on=DAY).learned is None


def test_an_answer_closes_its_case_and_those_that_it_makes_moot(enter):
    (police,) = enter("police", wang())
    (grid,) = enter("grid", Told(name="王芳", birth_date=BORN))
    (self_told,) = enter("self", Told(name="王方", birth_date=BORN))
    first = merging.ask_again(first=police, second=grid, by="job:test", at=NOON)
    second = merging.ask_again(first=grid, second=self_told, by="job:test", at=NOON)
    third = merging.ask_again(first=police, second=self_told, by="job:test", at=NOON)

    _answer(first, Verdict.SAME)
    _answer(second, Verdict.SAME)

    third.refresh_from_db()
    assert third.verdict == "nothing"
    states = [cases.case(one.case, "job:test").state for one in (first, second, third)]
    assert states == ["same", "same", "nothing_to_decide"]


def test_a_new_telling_is_compared_before_anything_is_written(enter):
    enter("police", with_phone())

    ((identity, judged),) = linking.like(Told(name="王芳", birth_date=BORN, phone="13900000000"), address="")

    assert judged.outcome == "merge"
    assert Particulars.objects.count() == Person.objects.count() == 1
    assert identity == Identity.objects.get().pk


def _answer(question: Question, verdict: Verdict) -> Link:
    from django.contrib.auth import get_user_model

    clerk = get_user_model().objects.filter(username="clerk").first() or _clerk()
    return merging.answer(
        question=question, verdict=verdict, compared="姓名、生日", by=clerk, at=NOON + timedelta(minutes=1),
        client_id=uuid4().hex,
    )  # fmt: skip


def _clerk():
    from xinju.accounts import actions
    from xinju.accounts.access import Role

    return actions.open_account(
        username="clerk", name="登记员", role=Role.REGISTRAR, office="测试科", region="", source="", by="job:test"
    )


def _delivery(doubtful):
    from xinju.registry.models import Delivery

    return Delivery.objects.create(
        source="grid", record_type="person", legal_basis="测试", door="file", digest=uuid4().hex, received_at=NOON,
        by="job:test", counts={"to_clerk": doubtful},
    )  # fmt: skip
