"""The outbox: a message goes out once, an outside service that hangs stalls nothing, and what does not go out is given up and told."""

import logging
import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.db import connection, transaction
from django.utils import timezone
from tests.fake_gateway import SECRET, FakeGateway

from xinju.config.outgoing import USUAL_BODY, gateways
from xinju.messages import actions, posting, recipients
from xinju.messages.gateways.parcels import NotNow
from xinju.messages.models import Message
from xinju.messages.recipients import Address

pytestmark = pytest.mark.django_db
PHONE, MAIL = "19900000001", "clerk@district.example"
SMTP = {"by": "smtp", "sender": "xinju@district.example"}


@pytest.fixture
def gateway(settings):
    """A gateway on this machine, named by the environment as a site would."""
    made = FakeGateway()
    said = {"XINJU_SMS": "http", "XINJU_SMS_URL": made.url, "XINJU_SMS_SECRET": SECRET.decode(),
            "XINJU_SMS_ACCEPTS": "code=0,duplicate"}  # fmt: skip
    settings.XINJU_GATEWAYS = gateways("production", said)
    yield made
    made.close()


@pytest.fixture(autouse=True)
def people(monkeypatch):
    """Somebody who is reached by phone, an officer by mail; remove one and he is not."""
    reached = {"1": PHONE, "2": MAIL}
    ended = []
    monkeypatch.setattr(recipients, "_FINDERS", dict(recipients._FINDERS))
    monkeypatch.setattr(recipients, "_ENDERS", dict(recipients._ENDERS))
    monkeypatch.setattr(posting, "_resting_until", {})

    def find(key, at):
        return Address(reached[key], {"code": "123456"}) if key in reached else None

    recipients.register("test.person", "sms", find, ended=lambda key, sent: ended.append((key, sent)))
    recipients.register("test.person", "mail", find)
    reached["ended"] = ended
    return reached


def put(template="objection_answered", *, to="test.person:1", key=None, **more):
    values = {"objection_answered": {"case": "K7"}, "code": {"minutes": 5},
              "cases_due": {"count": 3, "due": "2026-05-15"}}[template]  # fmt: skip
    return actions.send(
        template, to=to, about="test.case:7", by="job:test", key=key or uuid4(), values=values, **more
    )  # fmt: skip


def fate(message) -> tuple[str, str]:
    message.refresh_from_db()
    return message.fate, message.why


def later(message, **by):
    """Its next try is due, and nobody rests any more."""
    posting._resting_until.clear()
    Message.objects.filter(pk=message.pk).update(next_try_at=timezone.now() - timedelta(**by or {"seconds": 1}))


def test_a_message_goes_out_once_however_often_it_is_asked_for_and_posted(gateway):
    key = uuid4()

    first, second = put(key=key), put(key=key)
    posted = [posting.post_due(), posting.post_due()]

    assert second is None and posted == [1, 0]
    assert gateway.asked == 1 and fate(first) == ("sent", "")
    assert gateway.taken[str(key)]["phone"] == PHONE and "K7" in gateway.taken[str(key)]["text"]


def test_an_act_that_is_rolled_back_sends_nothing(gateway):
    with pytest.raises(ValueError), transaction.atomic():
        put()
        raise ValueError

    assert posting.post_due() == 0 and gateway.asked == 0


def test_a_message_holds_no_number_and_no_secret_and_neither_does_the_log(gateway, caplog):
    with caplog.at_level(logging.DEBUG):
        message = put("code")
        posting.post_due()

    kept = str(Message.objects.values().get())
    assert gateway.taken[str(message.key)]["text"].count("123456") == 1
    assert PHONE not in kept + caplog.text and "123456" not in kept + caplog.text


@pytest.mark.parametrize("manner", [500, 503, 429, "cut", "no"])
def test_a_gateway_in_trouble_is_asked_again_later_with_the_same_id(gateway, manner):
    gateway.manner = manner
    message = put()
    posting.post_due()
    assert fate(message)[0] == "waiting" and message.why and message.next_try_at > timezone.now()

    gateway.manner = "good"
    assert posting.post_due() == 0  # not yet
    later(message)

    assert posting.post_due() == 1
    assert fate(message) == ("sent", "") and list(gateway.taken) == [str(message.key)]


def test_an_answer_that_it_was_taken_before_is_a_yes(gateway):
    message = put()
    gateway.taken[str(message.key)] = {}  # the first try arrived, its answer was lost

    assert posting.post_due() == 1
    assert fate(message) == ("sent", "")


def test_what_the_gateway_refuses_for_good_is_not_tried_again(gateway, people):
    gateway.manner = 400
    message = put()

    posting.post_due()
    later(message)
    posting.post_due()

    assert fate(message) == ("given_up", "http_400") and gateway.asked == 1
    assert people["ended"] == [("1", False)]


@pytest.mark.slow
@pytest.mark.parametrize("manner", ["slow", "drips"])
def test_a_gateway_that_hangs_is_cut_off_and_left_alone_and_no_record_waits(gateway, monkeypatch, manner):
    monkeypatch.setattr(posting, "WHOLE_TRY", 0.4)
    gateway.manner = manner
    first, second = put(), put()

    posting.post_due()  # the gateway would hold it for ever

    assert gateway.asked == 1
    assert fate(first) == ("waiting", "no_answer") and fate(second) == ("waiting", "")
    assert not connection.needs_rollback


@pytest.mark.slow
def test_mail_goes_out_while_the_sms_gateway_hangs(gateway, settings, monkeypatch):
    monkeypatch.setattr(posting, "WHOLE_TRY", 0.4)
    settings.XINJU_GATEWAYS = {**settings.XINJU_GATEWAYS, "mail": SMTP}
    gateway.manner = "slow"
    put(good_until=timezone.now() + timedelta(minutes=5))
    letter = put("cases_due", to="test.person:2")

    posting.post_due()

    assert fate(letter) == ("sent", "")
    (one,) = mail.outbox
    assert one.to == [MAIL] and "5月15日" in one.subject and "3 件" in one.body


def test_no_transaction_is_open_while_a_gateway_is_asked(gateway, monkeypatch):
    seen = []
    monkeypatch.setattr(
        posting, "within", lambda seconds, act: seen.append(len(connection.savepoint_ids)) or act()
    )  # fmt: skip
    depth = len(connection.savepoint_ids)  # of the test itself

    put()
    posting.post_due()

    assert seen == [depth]


def test_a_message_is_given_up_at_its_time_and_says_why(gateway, people):
    gateway.manner = 503
    message = put()
    posting.post_due()
    Message.objects.update(good_until=timezone.now())

    assert posting.post_due() == 0
    assert fate(message) == ("given_up", "http_503") and people["ended"] == [("1", False)]


def test_what_is_too_old_before_its_first_try_is_never_sent(gateway):
    message = put("code", good_until=timezone.now())

    posting.post_due()

    assert gateway.asked == 0 and fate(message) == ("given_up", "too_late")


def test_each_pause_is_longer_than_the_one_before(gateway):
    gateway.manner = 503
    message, pauses = put(), []
    for _ in range(6):
        posting.post_due()
        message.refresh_from_db()
        pauses.append((message.next_try_at - timezone.now()).total_seconds())
        later(message)

    assert pauses == sorted(pauses) and pauses[0] < 25 and 3500 < pauses[-1] < 3700


def test_whoever_is_not_reached_any_more_gets_nothing(gateway, people):
    message = put()
    del people["1"]

    posting.post_due()

    assert gateway.asked == 0 and fate(message) == ("withdrawn", "no_recipient")


def test_a_code_goes_before_a_thousand_reminders(gateway):
    for _ in range(5):
        put()
    code = put("code", good_until=timezone.now() + timedelta(minutes=5))

    posting.post_due()

    assert next(iter(gateway.taken)) == str(code.key)


def test_a_message_that_another_worker_has_taken_is_left_to_it(gateway):
    message = put()
    assert posting.outbox.take(message, timezone.now())

    assert posting.post_due() == 0 and gateway.asked == 0
    assert not posting.outbox.take(message, timezone.now())


def test_a_worker_that_died_with_a_message_is_overtaken_after_a_minute(gateway):
    message = put()
    posting.outbox.take(message, timezone.now())
    later(message)

    assert posting.post_due() == 1


def test_a_wrong_key_of_ours_does_not_lose_the_message(gateway, settings):
    settings.XINJU_GATEWAYS = {"sms": {**settings.XINJU_GATEWAYS["sms"], "secret": b"another"}}
    message = put()

    posting.post_due()

    assert fate(message) == ("waiting", "http_401")


def test_a_site_without_a_gateway_keeps_the_message_and_says_so(settings):
    settings.XINJU_GATEWAYS = gateways("production", {})
    message = put()

    posting.post_due()

    assert fate(message) == ("waiting", "no_gateway")


def test_a_demo_writes_a_file_that_one_can_read(settings, home):
    settings.XINJU_GATEWAYS = gateways("demo", {})
    message = put(language="en")

    posting.post_due()

    (file,) = (home / "messages").iterdir()
    assert file.read_text().startswith(f"to: {PHONE}\n\n[Herun services] Your objection K7")
    assert fate(message) == ("sent", "")


@pytest.mark.slow
def test_a_mail_server_that_never_says_a_word_is_cut_off(settings, monkeypatch):
    import socket

    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    monkeypatch.setattr(posting, "WHOLE_TRY", 0.4)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_HOST, settings.EMAIL_PORT = silent.getsockname()
        settings.EMAIL_USE_TLS = False
        settings.XINJU_GATEWAYS = {**settings.XINJU_GATEWAYS, "mail": SMTP}
        message = put("cases_due", to="test.person:2")
        posting.post_due()

    assert fate(message) == ("waiting", "no_answer")


def test_a_gateway_that_breaks_is_a_code_and_its_words_stay_out_of_the_log(gateway, monkeypatch, caplog):
    class Broken:
        def send(self, parcel):
            raise RuntimeError(f"cannot send to {parcel.where}")

    monkeypatch.setattr(posting, "gateway_of", lambda channel: Broken())
    message = put()

    posting.post_due()

    assert fate(message) == ("waiting", "broken") and PHONE not in caplog.text


def test_what_runs_too_long_is_left_behind():
    hold = threading.Event()

    with pytest.raises(NotNow, match="no_answer"):
        posting.within(0.1, lambda: hold.wait(5))
    hold.set()


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ({"XINJU_SMS": "pigeon"}, "XINJU_SMS is 'pigeon'"),
        ({"XINJU_SMS": "http"}, "XINJU_SMS_URL"),
        ({"XINJU_SMS": "http", "XINJU_SMS_URL": "http://sms.example/"}, "XINJU_SMS_URL"),
        ({"XINJU_SMS": "http", "XINJU_SMS_URL": "https://sms.example/", "XINJU_SMS_BODY": "{"}, "XINJU_SMS_BODY"),
        (
            {"XINJU_SMS": "http", "XINJU_SMS_URL": "https://sms.example/", "XINJU_SMS_BODY": '{"a": "{text.x}"}'},
            "XINJU_SMS_BODY",
        ),
        (
            {"XINJU_SMS": "http", "XINJU_SMS_URL": "https://sms.example/", "XINJU_SMS_ACCEPTS": "code"},
            "XINJU_SMS_ACCEPTS",
        ),
        ({"XINJU_MAIL": "smtp", "XINJU_SMTP_HOST": "mail.example"}, "XINJU_MAIL_FROM"),
    ],
)
def test_a_wrong_setting_is_named(said, named):
    from django.core.exceptions import ImproperlyConfigured

    with pytest.raises(ImproperlyConfigured, match=named):
        gateways("production", said)


def test_a_text_cannot_break_out_of_the_body():
    import json

    from xinju.messages.gateways.http_sms import _filled

    values = {"id": "1", "phone": PHONE, "text": '", "phone": "110", "x": "{id}'}

    assert _filled(json.loads(USUAL_BODY), values)["text"] == values["text"]
