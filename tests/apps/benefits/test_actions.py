"""Every write to a round: what it changes, and when it is refused."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from tests.apps.benefits.invented import GOOD

from xinju.accounts import actions as accounts
from xinju.accounts.access import Role
from xinju.audit.queries import events
from xinju.benefits import actions, queries
from xinju.benefits.bridge import issuing
from xinju.benefits.bridge.codes import code_of
from xinju.benefits.models import Application, Letter, State
from xinju.vault.sealing import NotOpened

pytestmark = pytest.mark.slow

ADDRESS = "https://example.invalid"


def kinds():
    return [event.kind for event in events(asker="job:test") if event.kind.startswith("benefits.")]


def test_the_same_upload_sent_twice_changes_nothing(opened, send):
    once = uuid4()

    first, second = send(opened, *GOOD, client_id=once), send(opened, *GOOD, client_id=once)

    assert first == second
    assert Application.objects.count() == 3
    assert kinds() == ["benefits.round_opened", "benefits.list_uploaded"]


def test_a_new_list_supersedes_the_old_one_and_destroys_nothing(opened, send, clerk):
    send(opened, *GOOD)

    send(opened, GOOD[0])

    assert [one.number for one in queries.applications(opened, asker=clerk)] == ["A1"]
    assert Application.objects.count() == 4


def test_good_rows_go_on_and_a_bad_one_says_where_and_why(opened, send):
    unknown = ("A4", "周四禾", "2019-10-04", "东村", "S9", None, None, None, None, "60", "1")

    upload = send(opened, *GOOD, unknown)

    assert (upload.good_rows, upload.bad_rows) == (3, 1)
    assert [(fault["cell"], fault["code"], fault["value"]) for fault in upload.faults] == [
        ("E5", "unknown_school", "S9")
    ]


def test_a_list_of_nothing_but_faults_leaves_the_earlier_list_in_force(opened, send, clerk):
    send(opened, *GOOD)

    send(opened, ("A4", None, None, None, None, None, None, None, None, None, None))

    assert len(queries.applications(opened, asker=clerk)) == 3


def test_placing_keeps_a_folder_that_anyone_can_check(placed, clerk):
    run = queries.latest_run(placed, asker=clerk)

    files = queries.edition_files(run, "public", asker=clerk)

    assert {"certificate.json", "verify.py", "ranks.csv", "assignment.csv"} <= files.keys()
    assert b"\xe5\x91\xa8" not in b"".join(content for name, content in files.items() if name.endswith(".csv"))
    assert {row.number: row.school for row in run.results.all()} == {"A1": "S1", "A2": "S2", "A3": ""}


def test_a_tie_without_a_seed_is_refused_with_the_hash_to_publish(opened, send, clerk):
    twin_keys = ("A9", "周九禾", "2019-10-09", "东村", "S1", "S2", None, None, None, "90", "10")
    send(opened, *GOOD, twin_keys)

    with pytest.raises(actions.Refused) as refusal:
        actions.run_placement(round_=opened, by=clerk)

    assert refusal.value.code == "needs_lottery"
    assert len(refusal.value.values["frozen_list"]) == 64


def test_who_uploaded_does_not_confirm_outside_a_demo(placed, clerk, settings):
    settings.IS_DEMO = False
    certificate = placed.runs.first().certificate

    with pytest.raises(actions.Refused) as refusal:
        actions.confirm(round_=placed, certificate=certificate, by=clerk)

    assert refusal.value.code == "four_eyes"


def test_another_officer_confirms(placed, settings):
    settings.IS_DEMO = False
    other = accounts.open_account(
        username="second", name="第二人", role=Role.EDUCATION_OFFICER, office="测试科", by="job:test"
    )

    actions.confirm(round_=placed, certificate=placed.runs.first().certificate, by=other)

    placed.refresh_from_db()
    assert (placed.state, placed.confirmed_by) == (State.CONFIRMED, other)


def test_a_result_made_anew_after_the_look_is_not_confirmed(placed, clerk):
    with pytest.raises(actions.Refused) as refusal:
        actions.confirm(round_=placed, certificate="0" * 64, by=clerk)

    assert refusal.value.code == "another_run"


def test_an_altered_folder_is_not_confirmed(placed, clerk, settings, home):
    settings.IS_DEMO = True
    run = placed.runs.first()
    seats = home / run.folder / "full" / "assignment.csv"
    seats.write_text(seats.read_text().replace("A1,S1", "A1,S2"))

    with pytest.raises(actions.Refused) as refusal:
        actions.confirm(round_=placed, certificate=run.certificate, by=clerk)

    assert refusal.value.code == "does_not_hold"


def test_after_the_confirmation_nothing_moves(confirmed, send):
    with pytest.raises(actions.Refused) as refusal:
        send(confirmed, GOOD[0])

    assert refusal.value.code == "final"


def test_an_unknown_key_that_decides_nothing_stops_nothing(opened, send, clerk):
    open_key = ("A4", "周四禾", "2019-10-04", "东村", "S1", "S2", None, None, None, "85", "?")
    send(opened, *GOOD, open_key)

    run = actions.run_placement(round_=opened, by=clerk)

    assert run.questions == []


def test_an_unknown_key_that_decides_an_order_stops_the_placing(opened, send, clerk):
    open_key = ("A4", "周四禾", "2019-10-04", "东村", "S1", "S2", None, None, None, "80", "?")
    send(opened, *GOOD, open_key)

    with pytest.raises(actions.Refused) as refusal:
        actions.run_placement(round_=opened, by=clerk)

    assert refusal.value.code == "unknown_key"


def test_letters_come_only_after_a_confirmation(placed, clerk):
    with pytest.raises(actions.Refused) as refusal:
        actions.issue_letters(round_=placed, check_address=ADDRESS, on=date(2026, 7, 1), by=clerk)

    assert refusal.value.code == "not_confirmed"


def test_every_child_gets_a_letter_whose_code_is_nowhere_in_clear_but_on_paper(confirmed, clerk, home):
    run = actions.issue_letters(round_=confirmed, check_address=ADDRESS, on=date(2026, 7, 1), by=clerk)

    letters = list(Letter.objects.filter(run=run))
    folder = home / run.folder / "letters"
    texts = [path.read_text() for path in folder.iterdir() if path.suffix != ".pdf"]
    found = [code_of(letter) for letter in letters]
    assert len(set(found)) == 3 and all(len(code.replace("-", "")) == 26 for code in found)
    for letter, code in zip(letters, found, strict=True):
        assert code.encode() not in bytes(letter.code_sealed)
        assert not any(code in text or code.replace("-", "") in text for text in texts)
        assert letter.code_digest == issuing.digests_of(code, actions.letter_key())


def test_a_sealed_code_moved_to_another_letter_does_not_open(confirmed, clerk):
    actions.issue_letters(round_=confirmed, check_address=ADDRESS, on=date(2026, 7, 1), by=clerk)
    one, other = Letter.objects.all()[:2]
    Letter.objects.filter(pk=one.pk).update(code_sealed=other.code_sealed)
    one.refresh_from_db()

    with pytest.raises(NotOpened):
        code_of(one)


def test_the_birthday_opens_the_letter_and_wrong_ones_close_it_for_a_day(confirmed, clerk):
    run = actions.issue_letters(round_=confirmed, check_address=ADDRESS, on=date(2026, 7, 1), by=clerk)
    code = code_of(run.letters.get(application__number="A1"))
    letter = queries.letter_by_digest(issuing.digests_of(code, actions.letter_key()), asker="public")
    now = timezone.now()

    def try_day(born, at=now):
        digest = issuing.birthday_digest_of(code, born, actions.letter_key())
        return actions.try_birthday(letter=letter, digest=digest, at=at, by="public")

    assert try_day(date(2019, 10, 1))
    assert not any(try_day(date(2018, 1, day)) for day in range(1, 6))
    assert not try_day(date(2019, 10, 1))
    assert try_day(date(2019, 10, 1), at=now + timedelta(days=1, minutes=1))
