"""Before a year of residence time is lost its holder hears of it, once; and whoever the phone belongs to now hears nothing."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone
from tests.apps.registry.permits.conftest import OURS, PAPERS

from xinju.accounts import actions as accounts
from xinju.messages import jobs, posting, worker
from xinju.messages.actions import begin
from xinju.messages.models import Message
from xinju.registry.actions.permit_applications import Asked, apply_for_permit
from xinju.registry.actions.permits import open_endorsements
from xinju.registry.actions.reminding import remind_residents
from xinju.registry.bridge.told import Told
from xinju.registry.models import Identity, Permit

pytestmark = pytest.mark.slow

PHONE = "19900000001"
OPENS = date(2026, 4, 12)


@pytest.fixture
def holder(permit):
    """Wang, whose permit's first year is full on 12 May 2026, with an account that stands for her and a phone."""
    account = accounts.open_person_account(phone=PHONE, by="job:test")
    accounts.bind(account=account, person=str(permit.identity.person.key), evidence="demo", by="job:demo")
    open_endorsements(on=OPENS, by="job:test")
    return permit


def remind(on: date, hour: int = 9) -> list[str]:
    """The texts that are new."""
    before = set(Message.objects.values_list("pk", flat=True))
    now = datetime(on.year, on.month, on.day, hour - 8, tzinfo=UTC)
    remind_residents(on=on, at=now, by="job:test")
    return [message.text for message in Message.objects.exclude(pk__in=before).order_by("pk")]


def test_a_month_and_a_week_before_it_is_said_what_is_lost_and_by_when(holder):
    said = {day: remind(day) for day in (date(2026, 4, 11), OPENS, date(2026, 4, 20), date(2026, 5, 5))}

    assert [len(texts) for texts in said.values()] == [0, 1, 0, 1]
    text = said[date(2026, 5, 5)][0]
    assert "2026年5月12日" in text and "居住年限从零起" in text and "居住证签注" in text


def test_a_message_names_nobody(holder):
    (text,) = remind(OPENS)

    assert "王" not in text and PHONE not in text and "99" not in text.replace("199", "")


def test_after_missed_days_the_nearest_reminder_is_sent_and_not_two(holder):
    assert len(remind(date(2026, 5, 8))) == 1


def test_who_has_endorsed_or_ended_hears_nothing_more(holder):
    Permit.objects.update(ended_on=date(2026, 4, 20))

    assert remind(date(2026, 5, 5)) == []


def test_who_has_no_account_gets_no_message(permit):
    open_endorsements(on=OPENS, by="job:test")

    assert remind(date(2026, 5, 5)) == []


def test_a_phone_that_changed_hands_between_asking_and_sending_gets_nothing(holder, home):
    remind(date(2026, 5, 5))
    accounts.phone_changed_hands(phone=PHONE, by="job:test")

    posting.post_due()

    assert Message.objects.get().fate == "withdrawn" and not (home / "messages").exists()


@pytest.mark.parametrize(("hour", "waits"), [(9, 0), (19, 0), (22, 10), (12, 0)])
def test_nobody_is_woken(holder, hour, waits):
    remind(date(2026, 5, 5), hour)

    message = Message.objects.get()
    assert round((message.next_try_at - timezone.now()) / timedelta(hours=1)) == waits
    assert message.good_until - timezone.now() <= timedelta(days=2)


def test_nothing_is_sent_after_the_last_day(holder):
    remind(date(2026, 5, 12), 9)

    message = Message.objects.get()
    assert timedelta(hours=14) < message.good_until - timezone.now() <= timedelta(hours=15)


def test_the_mornings_job_puts_each_message_into_the_outbox_once(holder, settings):
    settings.XINJU_DEMO_DAY = date(2026, 5, 5)
    jobs.find_all()
    for _ in range(2):
        begin("registry.remind", about="test:night", by="job:test", values={"on": "2026-05-05"})
        worker.work_off()

    assert Message.objects.count() == 1


def test_the_account_bound_to_a_person_who_was_merged_away_is_reached(holder, lives):
    other = lives(date(2024, 1, 1), told=Told("王小芳"))
    Identity.objects.filter(pk=holder.identity_id).update(person=other.person)

    assert len(remind(date(2026, 5, 5))) == 1


def test_where_the_police_keep_the_permits_their_days_remind_the_holder_too(lives, told):
    identity = lives(date(2024, 1, 1), division="990102001001")
    told(identity, "residence_permit", date(2025, 6, 1), date(2026, 6, 1), source="police", division="990102001001")
    account = accounts.open_person_account(phone=PHONE, by="job:test")
    accounts.bind(account=account, person=str(identity.person.key), evidence="demo", by="job:demo")

    said = {day: remind(day) for day in (date(2026, 5, 1), date(2026, 5, 12), date(2026, 5, 13), date(2026, 6, 2))}

    assert [len(texts) for texts in said.values()] == [0, 1, 0, 0]
    text = said[date(2026, 5, 12)][0]
    assert "公安系统签发" in text and "2026年6月1日" in text and "居住年限从零起" in text


def test_who_has_to_bring_papers_hears_of_it_a_week_before(lives, staff, act):
    identity = lives(date(2025, 6, 1))
    asked = Asked(OURS, "work", {**PAPERS, "photo": "missing"})
    row = apply_for_permit(identity=identity, asked=asked, act=act(staff.window, date(2026, 5, 12)))
    account = accounts.open_person_account(phone=PHONE, by="job:test")
    accounts.bind(account=account, person=str(identity.person.key), evidence="demo", by="job:demo")

    said = {day: remind(day) for day in (date(2026, 6, 3), date(2026, 6, 4))}

    assert [len(texts) for texts in said.values()] == [0, 1]
    text = said[date(2026, 6, 4)][0]
    assert row.case in text and "2026年6月11日" in text and "半年居住时间不受影响" in text
