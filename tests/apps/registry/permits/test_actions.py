"""A permit from the application to its end, as the Interim Regulations order it."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from tests.apps.registry.conftest import number, wang
from tests.apps.registry.permits.conftest import OURS, PAPERS, POLICES

from xinju.accounts.access import Role
from xinju.audit.added import OnlyAdded
from xinju.audit.queries import events
from xinju.cases import queries as cases
from xinju.registry.actions.linking import judge, undo
from xinju.registry.actions.permit_acts import MayNot
from xinju.registry.actions.permit_applications import (
    Asked,
    apply_for_permit,
    approve,
    hand_over,
    plan_station,
    refuse,
    supplement,
    withdraw,
)
from xinju.registry.actions.permits import (
    ask_endorsement,
    change_address,
    end_permit,
    endorse,
    open_endorsements,
    refuse_endorsement,
    replace_paper,
)
from xinju.registry.bridge.between import acts_between
from xinju.registry.models import PaperCheck, Permit, PermitApplication, PermitEvent, PermitPaper, Person, Record
from xinju.registry.queries import permits as queries

MAY = date(2025, 5, 12)


def asked(division=OURS, **more):
    return Asked(**{"division": division, "ground": "work", "papers": PAPERS, **more})


def case_of(key):
    return cases.case(key, "job:test")


def test_a_complete_application_is_accepted_and_has_fifteen_days(lives, staff, act):
    identity = lives(date(2024, 11, 2))

    row = apply_for_permit(identity=identity, asked=asked(), act=act(staff.window, MAY))

    case = case_of(row.case)
    assert (case.state, case.due_clock, case.due_on) == ("accepted", "issue", date(2025, 5, 27))
    assert (row.master, PaperCheck.objects.get(case=row.case).number[:6]) == ("self", "JC2025")


def test_what_is_missing_is_told_once_and_the_application_waits(lives, staff, act):
    identity = lives(date(2024, 11, 2))
    lacking = {**PAPERS, "photo": "missing", "work": "missing"}

    row = apply_for_permit(identity=identity, asked=asked(papers=lacking), act=act(staff.window, MAY))

    assert case_of(row.case).state == "gaps"
    file = queries.application_file(row.case, asker=staff.window, on=MAY)
    assert (file.missing, file.case.evidence["gap_notice"]) == (("photo", "work"), file.checks[0].number)


def test_papers_brought_later_let_it_go_on(lives, staff, act):
    identity = lives(date(2024, 11, 2))
    row = apply_for_permit(
        identity=identity, asked=asked(papers={**PAPERS, "photo": "missing"}), act=act(staff.window, MAY)
    )

    supplement(application=row, papers={**PAPERS, "photo": "missing"}, act=act(staff.window, date(2025, 5, 13)))
    assert case_of(row.case).state == "gaps"
    supplement(application=row, papers=PAPERS, act=act(staff.window, date(2025, 5, 14)))

    assert case_of(row.case).state == "accepted"


def test_sent_twice_it_is_one_application(lives, staff, act):
    identity, once = lives(date(2024, 11, 2)), uuid4()

    rows = [apply_for_permit(identity=identity, asked=asked(), act=act(staff.window, MAY, once)) for _ in range(2)]

    assert rows[0] == rows[1] and PermitApplication.objects.count() == 1


def test_a_second_application_beside_an_open_one_is_not_taken(lives, staff, act):
    identity = lives(date(2024, 11, 2))
    apply_for_permit(identity=identity, asked=asked(), act=act(staff.window, MAY))

    with pytest.raises(MayNot, match="already_open"):
        apply_for_permit(identity=identity, asked=asked(), act=act(staff.window, MAY))


def test_whoever_has_a_permit_does_not_get_a_second_one(permit, staff, act):
    with pytest.raises(MayNot, match="has_permit"):
        apply_for_permit(identity=permit.identity, asked=asked(), act=act(staff.window, date(2025, 6, 1)))


@pytest.mark.parametrize("more", [{"age": 15}, {"age": 80, "is_infirm": True}])
def test_for_a_child_or_an_infirm_person_somebody_else_must_come(lives, staff, act, more):
    identity = lives(date(2024, 11, 2))

    with pytest.raises(MayNot, match="proxy_needed"):
        apply_for_permit(identity=identity, asked=asked(**more), act=act(staff.window, MAY))


def test_a_proxy_is_kept_with_the_application(lives, enter, staff, act):
    identity = lives(date(2024, 11, 2))
    [mother] = enter("police", wang(name="王母", number=number(date(1960, 1, 1), 221), birth_date=date(1960, 1, 1)))

    row = apply_for_permit(identity=identity, asked=asked(age=15, proxy=mother.pk), act=act(staff.window, MAY))

    assert row.proxy == mother


def test_under_half_a_year_it_is_not_approved_but_can_be_refused_with_reason_and_remedy(lives, told, staff, act):
    identity = lives(date(2025, 1, 10))
    told(identity, "employment", date(2025, 1, 10), division="990102", kind="contract")
    row = apply_for_permit(identity=identity, asked=asked(), act=act(staff.window, MAY))

    with pytest.raises(MayNot, match="under_half_year"):
        approve(application=row, checked="x", act=act(staff.registrar, MAY))
    decision = refuse(
        application=row, reason="under_half_year", explained="2025年7月10日满半年", act=act(staff.registrar, MAY)
    )

    file = queries.application_file(row.case, asker=staff.registrar, on=MAY)
    assert (file.case.row.state, file.case.evidence["decision"]) == ("refused", decision)
    assert "行政复议" in file.case.evidence["remedy"]
    assert file.findings.half_year.values["full_on"] == "2025-07-10"


def test_without_work_in_the_registry_and_without_a_paper_it_is_not_approved(lives, staff, act):
    identity = lives(date(2024, 11, 2))
    row = apply_for_permit(identity=identity, asked=asked(), act=act(staff.window, MAY))

    with pytest.raises(MayNot, match="no_condition"):
        approve(application=row, checked="x", act=act(staff.registrar, MAY))


def test_issued_it_has_number_paper_and_first_year(permit):
    assert permit.number.startswith("JZ99010225") and permit.number.isalnum()
    assert (permit.issued_on, permit.due, permit.residence_since) == (MAY, date(2026, 5, 12), date(2024, 11, 2))
    assert PermitPaper.objects.get(permit=permit).until == date(2026, 5, 12)
    assert case_of(permit.application.case).state == "issued"


def test_the_number_finds_the_person(permit):
    assert Person.objects.get(permit_number=permit.number) == permit.identity.person


def test_the_points_read_the_permit_as_a_record_of_this_office(permit):
    row = Record.objects.current().get(type="residence_permit")

    assert (row.start, row.end, row.verification, row.source) == (MAY, date(2026, 5, 12), "verified", "window")


def test_where_the_police_issue_the_permit_comes_by_file_and_nothing_is_made_here(lives, told, staff, act):
    identity = lives(date(2024, 11, 2), division=POLICES)
    row = apply_for_permit(identity=identity, asked=asked(POLICES), act=act(staff.window, MAY))
    approve(application=row, checked="公安反馈：同意", act=act(staff.registrar, MAY))

    made = hand_over(application=row, number="GA-2025-77", act=act(staff.window, MAY))

    file = queries.application_file(row.case, asker=staff.window, on=MAY)
    assert (made, Permit.objects.count(), file.case.evidence["permit"]) == (None, 0, "GA-2025-77")


def test_the_polices_permit_is_read_with_number_suspension_and_due_day(lives, told, staff):
    identity = lives(date(2022, 1, 1), division=POLICES)
    told(
        identity, "residence_permit", date(2022, 3, 1), date(2025, 9, 30), source="police", division="990102",
        permit_number="GA9901",
    )  # fmt: skip
    told(identity, "permit_suspension", date(2023, 3, 2), date(2023, 3, 20), source="police")
    told(identity, "endorsement", date(2025, 9, 3), source="police")

    [held] = queries.permits_of(identity.person.key, asker=staff.window, on=MAY)

    assert (held.number, held.master, held.permit) == ("GA9901", "police", None)
    assert (held.terms.counts_from, held.terms.due, held.terms.opens) == (
        date(2023, 3, 21), date(2025, 9, 30), date(2025, 8, 30),
    )  # fmt: skip
    assert [held.standing(day) for day in (MAY, date(2023, 3, 10), date(2025, 9, 1), date(2025, 10, 1))] == [
        "valid", "suspended", "due", "suspended",
    ]  # fmt: skip


def test_endorsed_in_the_window_nothing_is_lost(permit, staff, act):
    ask_endorsement(permit=permit, papers=PAPERS, act=act(staff.window, date(2026, 4, 20)))
    endorse(permit=permit, act=act(staff.registrar, date(2026, 5, 2)))

    permit.refresh_from_db()
    assert permit.due == date(2027, 5, 12) and PermitPaper.objects.filter(permit=permit).count() == 2
    assert Record.objects.current().get(type="residence_permit").end == date(2027, 5, 12)
    assert not Record.objects.filter(type="permit_suspension").exists()


def test_an_office_that_takes_its_time_costs_nobody_a_year(permit, staff, act):
    ask_endorsement(permit=permit, papers=PAPERS, act=act(staff.window, date(2026, 5, 12)))
    endorse(permit=permit, act=act(staff.registrar, date(2026, 5, 25)))

    [held] = queries.permits_of(permit.identity.person.key, asker=staff.window, on=date(2026, 5, 25))

    assert (held.terms.due, held.terms.counts_from) == (date(2027, 5, 12), date(2024, 11, 2))


def test_too_early_the_window_s_first_day_is_said(permit, staff, act):
    with pytest.raises(MayNot) as refused:
        ask_endorsement(permit=permit, papers=PAPERS, act=act(staff.window, date(2026, 4, 11)))

    assert refused.value.codes == ("too_early",) and refused.value.values["opens"] == date(2026, 4, 12)


def test_endorsed_late_it_was_suspended_in_between_and_the_points_know_it(permit, staff, act):
    ask_endorsement(permit=permit, papers=PAPERS, act=act(staff.window, date(2026, 8, 1)))
    endorse(permit=permit, act=act(staff.registrar, date(2026, 8, 3)))

    stopped = Record.objects.current().get(type="permit_suspension")
    assert (stopped.start, stopped.end) == (date(2026, 5, 13), date(2026, 7, 31))
    [held] = queries.permits_of(permit.identity.person.key, asker=staff.window, on=date(2026, 8, 3))
    assert (held.terms.counts_from, held.terms.due) == (date(2026, 8, 1), date(2027, 8, 1))


def test_conditions_that_no_longer_hold_are_refused_with_reason(permit, told, staff, act):
    told(permit.identity, "employment", date(2024, 11, 5), date(2026, 1, 1), division="990102", kind="contract")
    nothing = {"identity": "seen"}
    key = ask_endorsement(permit=permit, papers=nothing, act=act(staff.window, date(2026, 4, 20)))

    with pytest.raises(MayNot, match="no_condition"):
        endorse(permit=permit, act=act(staff.registrar, date(2026, 4, 21)))
    refuse_endorsement(
        permit=permit,
        reason="no_condition",
        explained="已离职且无住所材料",
        act=act(staff.registrar, date(2026, 4, 21)),
    )

    assert case_of(key).state == "refused"
    again = ask_endorsement(permit=permit, papers=PAPERS, act=act(staff.window, date(2026, 5, 1)))
    assert again != key and case_of(again).state == "checking"


def test_the_year_s_cases_are_opened_when_their_windows_open_and_once(permit):
    assert open_endorsements(on=date(2026, 4, 11), by="job:permits") == 0
    assert [open_endorsements(on=date(2026, 4, 12), by="job:permits") for _ in range(2)] == [1, 0]

    [case] = cases.about(f"registry.permit:{permit.pk}", "job:test")
    assert (case.state, case.due_on, case.region) == ("due", date(2026, 5, 12), OURS)


def test_a_forgotten_endorsement_s_case_is_opened_late_too_and_noted_as_suspended(permit, staff, act):
    assert open_endorsements(on=date(2026, 9, 1), by="job:permits") == 1
    assert open_endorsements(on=date(2026, 9, 2), by="job:permits") == 0
    [case] = cases.about(f"registry.permit:{permit.pk}", "job:test")
    assert case.state == "suspended"

    ask_endorsement(permit=permit, papers=PAPERS, act=act(staff.window, date(2026, 9, 3)))

    assert case_of(case.key).state == "checking"


def test_a_missed_year_is_noted_on_its_open_case(permit):
    open_endorsements(on=date(2026, 4, 12), by="job:permits")
    open_endorsements(on=date(2026, 5, 12), by="job:permits")
    assert [case.state for case in cases.about(f"registry.permit:{permit.pk}", "job:test")] == ["due"]

    open_endorsements(on=date(2026, 5, 13), by="job:permits")

    assert [case.state for case in cases.about(f"registry.permit:{permit.pk}", "job:test")] == ["suspended"]


def test_somebody_may_withdraw_an_application_and_apply_again(lives, staff, act):
    identity = lives(date(2024, 11, 2))
    row = apply_for_permit(identity=identity, asked=asked(), act=act(staff.window, MAY))

    withdraw(application=row, request="本人到窗口提出", act=act(staff.window, date(2025, 5, 13)))

    assert case_of(row.case).state == "withdrawn"
    assert apply_for_permit(identity=identity, asked=asked(), act=act(staff.window, date(2025, 5, 14))) != row


@pytest.mark.parametrize("reason", ["died", "hukou", "left", "wish"])
def test_it_ends_in_four_ways_and_an_open_endorsement_ends_with_it(permit, staff, act, reason):
    key = ask_endorsement(permit=permit, papers=PAPERS, act=act(staff.window, date(2026, 4, 20)))

    end_permit(permit=permit, reason=reason, act=act(staff.registrar, date(2026, 4, 25)))

    permit.refresh_from_db()
    assert (permit.ended_on, case_of(key).state) == (date(2026, 4, 25), "ended")
    assert Record.objects.current().get(type="residence_permit").end == date(2026, 4, 25)
    assert Person.objects.get(pk=permit.identity.person_id).permit_number == ""
    with pytest.raises(MayNot, match="has_ended"):
        change_address(permit=permit, division=OURS, act=act(staff.window, date(2026, 5, 1)))


def test_after_an_end_somebody_may_apply_again(permit, staff, act):
    end_permit(permit=permit, reason="left", act=act(staff.registrar, date(2025, 8, 1)))

    row = apply_for_permit(identity=permit.identity, asked=asked(), act=act(staff.window, date(2025, 8, 2)))

    assert case_of(row.case).state == "accepted"


def test_a_move_and_a_lost_card_make_new_papers(permit, staff, act):
    change_address(permit=permit, division="990102100002", act=act(staff.window, date(2025, 6, 1)))
    replace_paper(permit=permit, reason="lost", act=act(staff.window, date(2025, 7, 1)))

    permit.refresh_from_db()
    assert (permit.division, permit.due) == ("990102100002", date(2026, 5, 12))
    first, second, third = PermitPaper.objects.filter(permit=permit)
    assert queries.status_list(date(2025, 7, 1)).papers == {first.pk: 3, second.pk: 3}
    assert queries.status_list(date(2026, 5, 13)).papers[third.pk] == 2


def test_an_act_before_the_issue_is_refused(permit, staff, act):
    with pytest.raises(MayNot, match="before_issue"):
        replace_paper(permit=permit, reason="lost", act=act(staff.window, date(2025, 5, 11)))


def test_acts_sent_twice_count_once(permit, staff, act):
    once = uuid4()
    for _ in range(2):
        replace_paper(permit=permit, reason="lost", act=act(staff.window, date(2025, 7, 1), once))

    assert PermitEvent.objects.filter(permit=permit, act="replaced").count() == 1


def test_the_list_of_an_ended_permit_revokes_its_paper(permit, staff, act):
    end_permit(permit=permit, reason="wish", act=act(staff.registrar, date(2025, 8, 1)))

    assert set(queries.status_list(date(2025, 7, 31)).papers.values()) == set()
    assert set(queries.status_list(date(2025, 8, 1)).papers.values()) == {1}


def test_a_mobile_station_takes_the_approved_permits_along(lives, told, staff, act):
    identity = lives(date(2024, 11, 2))
    told(identity, "employment", date(2024, 11, 5), division="990102", kind="contract")
    row = apply_for_permit(identity=identity, asked=asked(), act=act(staff.window, MAY))
    approve(application=row, checked="符合", act=act(staff.registrar, MAY))
    waiting = queries.applications_to_hand_over(staff.registrar, on=MAY)

    made = plan_station(
        on=date(2025, 5, 16), place="苇汀文化礼堂", division=OURS, applications=waiting, act=act(staff.registrar, MAY)
    )

    station, rows = queries.station(made.key, asker=staff.registrar)
    assert (station.place, rows) == ("苇汀文化礼堂", [row])


def test_a_merge_leaves_the_permit_with_its_identity_and_undoing_gives_it_back(permit, enter, staff):
    [other] = enter("grid", wang(name="王方", number=number(date(1991, 1, 1), 222), birth_date=date(1991, 1, 1)))
    at = permit.events.get().recorded_at
    link = judge(
        first=permit.identity, second=other, verdict="same", how="clerk", by=staff.registrar, at=at, purpose="test"
    )
    assert [one.number for one in queries.permits_of(other.own.key, asker=staff.registrar, on=MAY)] == [permit.number]

    undo(link=link, by=staff.registrar, at=at, because="错", purpose="test")

    assert queries.permits_of(other.own.key, asker=staff.registrar, on=MAY) == []
    assert Permit.objects.get().identity == permit.identity


def test_valid_numbers_are_those_that_can_be_used_on_that_day(permit):
    ids = [permit.identity_id]

    assert queries.valid_numbers(ids, date(2026, 5, 12)) == {permit.number}
    assert queries.valid_numbers(ids, date(2026, 5, 13)) == frozenset()
    assert queries.valid_numbers(ids, date(2025, 5, 11)) == frozenset()


def test_an_officer_of_another_region_sees_nothing(permit, officer):
    neighbour = officer(Role.REGISTRAR, region="990202")

    assert queries.file_of_person(permit.identity.person.key, asker=neighbour, on=MAY) is None
    assert queries.permits_of(permit.identity.person.key, asker=neighbour, on=MAY) == []
    assert queries.file_of_permit(permit.key, asker=neighbour, on=MAY) is None
    assert queries.application_file(permit.application.case, asker=neighbour, on=MAY) is None


def test_no_event_of_the_audit_names_the_person_or_the_number(permit):
    text = " ".join(f"{one.kind} {one.about} {one.by} {one.purpose}" for one in events(asker="job:test"))

    assert "registry.permit_handed_over" in text
    assert "王芳" not in text and permit.number not in text


def test_the_database_itself_holds_that_a_permit_is_issued_once(permit, staff, act):
    twice = {"permit": permit, "act": "issued", "on": MAY, "door": "window", "by": "job:test", "client_id": uuid4()}

    with pytest.raises(IntegrityError):
        PermitEvent.objects.create(**twice, recorded_at=permit.events.get().recorded_at)


def test_what_happened_to_a_permit_is_only_added(permit):
    event = permit.events.get()
    event.reason = "lost"
    rows = PermitEvent.objects.filter(pk=event.pk)

    for change in (
        event.save,
        event.delete,
        rows.delete,
        permit.events.all().delete,
        lambda: rows.update(reason="lost"),
        lambda: PermitEvent.objects.bulk_update([event], ["reason"]),
        lambda: PermitEvent.objects.bulk_create(
            [event], update_conflicts=True, unique_fields=["id"], update_fields=["reason"]
        ),
        lambda: PermitEvent.objects.update_or_create(pk=event.pk, defaults={"reason": "lost"}),
    ):
        with pytest.raises(OnlyAdded), transaction.atomic():
            change()
    assert permit.events.get().reason == ""


def test_what_was_done_to_a_permit_of_a_merged_person_is_shown_to_whoever_undoes_the_merge(permit, enter, staff, act):
    [other] = enter("grid", wang(name="王方", number=number(date(1991, 1, 1), 222), birth_date=date(1991, 1, 1)))
    merged = permit.events.get().recorded_at + timedelta(days=1)
    link = judge(
        first=permit.identity, second=other, verdict="same", how="clerk", by=staff.registrar, at=merged, purpose="test"
    )
    event = replace_paper(permit=permit, reason="lost", act=act(staff.window, date(2025, 6, 1)))

    acts = acts_between(link, until=event.recorded_at)

    assert [(one.reference, one.identity) for one in acts if one.kind == "permit"] == [
        (f"registry.permitevent:{event.pk}", permit.identity_id)
    ]
