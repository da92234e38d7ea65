"""A round's long work: it runs behind the page, can be left and looked at, and is never done twice."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from tests.apps.benefits.invented import GOOD, sheet_of
from tests.taken_work import taken_by

from xinju.accounts.access import Role
from xinju.audit.models import Event
from xinju.audit.references import reference
from xinju.benefits import actions, tasks
from xinju.benefits.models import Application, Letter, Run, State, Upload
from xinju.messages import actions as works
from xinju.messages import worker
from xinju.messages.models import Work, Worker

pytestmark = pytest.mark.slow

OFFICE = "/office/rounds/test-2026/"


@pytest.fixture
def desk(clerk):
    client = Client()
    client.force_login(clerk)
    return client


def the_list(*rows):
    return SimpleUploadedFile("名单.xlsx", sheet_of(*(rows or GOOD)))


def kill_the_worker_of(work):
    """The worker has taken the work, and then no sign came for half a minute."""
    taken = taken_by(works.enrol())
    assert taken == work
    Worker.objects.update(seen_at=timezone.now() - timedelta(seconds=31))
    taken.refresh_from_db()
    return taken


def test_the_page_shows_the_queue_first_and_leads_to_the_result_when_it_is_done(opened, desk):
    asked = desk.post(OFFICE + "upload/", {"client_id": uuid4(), "file": the_list()})
    page = desk.get(asked["Location"])

    waiting = page.content.decode()
    assert "排队等候" in waiting and 'hx-get="' in waiting and 'http-equiv="refresh"' in waiting
    assert Application.objects.count() == 0

    worker.work_off()
    done = desk.get(asked["Location"])
    assert done.status_code == 302 and done["Location"] == f"{OFFICE}uploads/{Upload.objects.get().pk}/"


def test_a_page_that_asks_again_by_itself_gets_the_part_and_then_the_way_on(opened, desk):
    asked = desk.post(OFFICE + "upload/", {"client_id": uuid4(), "file": the_list()})
    part = desk.get(asked["Location"], headers={"HX-Request": "true"})

    assert "<html" not in part.content.decode() and "排队等候" in part.content.decode()

    worker.work_off()
    end = desk.get(asked["Location"], headers={"HX-Request": "true"})
    assert end.headers["HX-Redirect"].startswith(OFFICE + "uploads/")


def test_the_round_shows_what_goes_on_so_that_the_page_can_be_left(opened, desk):
    asked = desk.post(OFFICE + "upload/", {"client_id": uuid4(), "file": the_list()})

    assert asked["Location"] in desk.get(OFFICE).content.decode()
    worker.work_off()
    assert asked["Location"] not in desk.get(OFFICE).content.decode()


def test_a_form_sent_twice_is_done_once(opened, desk):
    once = uuid4()
    first = desk.post(OFFICE + "upload/", {"client_id": once, "file": the_list()})
    second = desk.post(OFFICE + "upload/", {"client_id": once, "file": the_list()})

    assert first["Location"] == second["Location"]
    assert worker.work_off() == 1
    assert Upload.objects.count() == 1


def test_a_forms_key_of_other_work_is_refused_in_one_sentence(opened, desk):
    once = uuid4()
    desk.post(OFFICE + "upload/", {"client_id": once, "file": the_list()})

    answer = desk.post(OFFICE + "place/", {"client_id": once, "seed": ""})

    assert answer.status_code == 409
    assert "这张表单已经用过" in answer.content.decode()


def test_from_the_list_to_the_letters_through_the_queue(opened, desk, after_work, clerk, settings):
    settings.IS_DEMO = True
    after_work(desk, desk.post(OFFICE + "upload/", {"client_id": uuid4(), "file": the_list()}))

    placed = after_work(desk, desk.post(OFFICE + "place/", {"client_id": uuid4(), "seed": ""}))
    after_work(desk, confirming(desk))
    issued = after_work(desk, desk.post(OFFICE + "letters/issue/", {"client_id": uuid4(), "language": "en"}))

    assert "全部成立" in placed.content.decode()
    assert "共 3 份" in issued.content.decode()
    assert set(Work.objects.values_list("state", flat=True)) == {"done"}
    assert Run.objects.get().by == clerk


def confirming(desk, **sent):
    """The officer ticks the box and presses the button."""
    said = {"client_id": uuid4(), "certificate": Run.objects.latest("pk").certificate, "agreed": "on"}
    return desk.post(OFFICE + "confirm/", said | sent)


def test_a_confirmation_is_checked_behind_the_page_and_bears_the_name_of_who_pressed(placed, desk, clerk, settings):
    settings.IS_DEMO = True

    asked = confirming(desk)
    placed.refresh_from_db()
    assert (placed.state, placed.confirmed_by) == (State.PLACED, None)
    assert "核验并确认结果" in desk.get(asked["Location"]).content.decode()
    worker.work_off()

    placed.refresh_from_db()
    assert (placed.state, placed.confirmed_by) == (State.CONFIRMED, clerk)
    assert desk.get(asked["Location"])["Location"] == OFFICE
    event = Event.objects.get(kind="benefits.confirmed")
    assert event.by == reference(clerk)


def test_a_confirmation_sent_twice_is_one(placed, desk, settings):
    settings.IS_DEMO = True
    once = uuid4()

    assert confirming(desk, client_id=once)["Location"] == confirming(desk, client_id=once)["Location"]
    worker.work_off()

    assert Event.objects.filter(kind="benefits.confirmed").count() == 1


def test_what_can_be_told_at_once_is_refused_without_any_work(placed, desk, settings):
    settings.IS_DEMO = False

    answer = confirming(desk)

    assert answer.status_code == 409 and "上传名单的人不能确认结果" in answer.content.decode()
    assert not Work.objects.filter(kind=tasks.CONFIRMATION).exists()


def test_a_folder_that_was_altered_leaves_the_work_undone_and_the_result_unconfirmed(
    placed, desk, after_work, home, settings
):
    settings.IS_DEMO = True
    asked = confirming(desk)
    seats = home / placed.runs.get().folder / "full" / "assignment.csv"
    seats.write_text(seats.read_text().replace("A1,S1", "A1,S2"))

    page = after_work(desk, asked).content.decode()

    placed.refresh_from_db()
    assert "核验有不符，不能确认" in page and placed.state == State.PLACED


def test_a_round_placed_anew_while_the_confirmation_waits_is_not_confirmed(placed, desk, after_work, clerk, settings):
    settings.IS_DEMO = True
    asked = confirming(desk)
    actions.run_placement(round_=placed, by=clerk, seed="another invented seed of 2026")

    page = after_work(desk, asked).content.decode()

    placed.refresh_from_db()
    assert placed.state == State.PLACED
    assert "重新安排过" in page and f'href="{OFFICE}confirm/"' in page


def test_a_tie_leaves_the_work_undone_with_the_hash_to_publish_and_the_way_back(opened, desk, after_work, send):
    send(opened, *GOOD, ("A9", "周九禾", "2019-10-09", "东村", "S1", "S2", None, None, None, "90", "10"))

    page = after_work(desk, desk.post(OFFICE + "place/", {"client_id": uuid4(), "seed": ""})).content.decode()

    assert "没有办成" in page and "需要抽签" in page
    assert f'href="{OFFICE}place/"' in page and "again/" not in page
    assert Run.objects.count() == 0


def test_the_round_shows_what_failed_until_it_is_asked_for_anew(opened, desk, after_work, send):
    send(opened, *GOOD, ("A9", "周九禾", "2019-10-09", "东村", "S1", "S2", None, None, None, "90", "10"))
    after_work(desk, desk.post(OFFICE + "place/", {"client_id": uuid4(), "seed": ""}))
    assert "没有办成" in desk.get(OFFICE).content.decode()

    after_work(desk, desk.post(OFFICE + "place/", {"client_id": uuid4(), "seed": "an invented seed as drawn"}))

    assert "没有办成" not in desk.get(OFFICE).content.decode()
    assert Run.objects.count() == 1


def test_a_killed_placement_shows_as_interrupted_and_begun_again_gives_one_run(opened, desk, send):
    send(opened, *GOOD)
    asked = desk.post(OFFICE + "place/", {"client_id": uuid4(), "seed": ""})
    kill_the_worker_of(Work.objects.get())

    assert "中断了" in desk.get(asked["Location"]).content.decode()
    desk.post(asked["Location"] + "again/")
    desk.post(asked["Location"] + "again/")

    assert worker.work_off() == 1
    assert Run.objects.count() == 1


def test_a_worker_that_wakes_after_another_has_placed_leaves_that_one_run(opened, desk, send, monkeypatch):
    send(opened, *GOOD)
    desk.post(OFFICE + "place/", {"client_id": uuid4(), "seed": ""})
    slow, prepare = kill_the_worker_of(Work.objects.get()), actions.prepare_placement

    def overtaken_while_it_ranks(**asked):
        monkeypatch.undo()
        prepared = prepare(**asked)
        works.begin_again(slow, by="job:test")
        worker.work_off()
        return prepared

    monkeypatch.setattr(actions, "prepare_placement", overtaken_while_it_ranks)
    with pytest.raises(works.Overtaken):
        tasks.place(slow)

    assert Run.objects.get().results.count() == 3
    assert Work.objects.get().state == "done"


def test_a_list_replaced_meanwhile_is_not_placed_as_if_it_were_the_new_one(opened, send, clerk):
    send(opened, *GOOD)
    prepared = actions.prepare_placement(round_=opened, by=clerk)
    send(opened, GOOD[0])

    with pytest.raises(actions.Refused) as refusal:
        actions.keep_placement(prepared=prepared, by=clerk)

    assert refusal.value.code == "another_list"
    assert Run.objects.count() == 0


def test_letters_that_were_printed_half_are_issued_to_nobody(confirmed, clerk, home, monkeypatch):
    def die(done, of):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        actions.issue_letters(
            round_=confirmed, check_address="https://example.invalid", on=timezone.localdate(), by=clerk, progress=die
        )

    folder = home / Run.objects.get().folder
    assert [path.name for path in folder.glob("letters*")] == []
    assert Letter.objects.count() == 0
    confirmed.refresh_from_db()
    assert confirmed.state == State.CONFIRMED


def test_work_of_another_round_is_not_found_here(opened, desk, clerk):
    other = works.begin("benefits.placement", about="benefits.round:0", by=clerk)

    assert desk.get(f"{OFFICE}work/{other.key}/").status_code == 404


def test_an_auditor_sees_the_work_and_begins_none_again(opened, desk, signed_in, send):
    send(opened, *GOOD)
    asked = desk.post(OFFICE + "place/", {"client_id": uuid4(), "seed": ""})
    kill_the_worker_of(Work.objects.get())
    auditor = signed_in(Role.AUDITOR)

    page = auditor.get(asked["Location"])
    assert page.status_code == 200 and "again/" not in page.content.decode()
    assert auditor.post(asked["Location"] + "again/").status_code == 403


def test_a_broken_spreadsheet_is_an_answer_and_not_a_failure_of_the_program(opened, desk, after_work):
    broken = SimpleUploadedFile("名单.xlsx", b"PK\x03\x04 not a spreadsheet")

    page = after_work(desk, desk.post(OFFICE + "upload/", {"client_id": uuid4(), "file": broken}))

    assert page.status_code == 200
    assert Work.objects.get().state == "done"
    assert "要改的地方" in page.content.decode()


def test_progress_speaks_english_to_whoever_reads_english(opened, desk):
    asked = desk.post(OFFICE + "upload/", {"client_id": uuid4(), "file": the_list()})
    desk.cookies["language"] = "en"

    page = desk.get(asked["Location"]).content.decode()

    assert "Reading the list of applicants" in page and "waiting in the queue" in page
