"""A code reaches the phone that asked while it is good; a message reaches whom the account still stands for, and nobody else."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from xinju.accounts import actions, queries
from xinju.accounts.access import Role
from xinju.accounts.models import Phone, PhoneCode, User
from xinju.audit.models import Event
from xinju.messages import posting
from xinju.messages.actions import send
from xinju.messages.models import Message

pytestmark = pytest.mark.django_db
PHONE = "19900000001"


@pytest.fixture
def sent(home):
    """Post what is due; answers with the texts of all messages so far."""

    def post() -> list[str]:
        posting.post_due()
        return sorted(path.read_text() for path in (home / "messages").glob("*.txt"))

    return post


@pytest.fixture
def resident(db):
    """A resident's account with a phone, bound to a person."""
    account = actions.open_person_account(phone=PHONE, by="job:test")
    actions.bind(account=account, person="P1", evidence="demo", by="job:demo")
    return account


def tell(account: User) -> Message:
    to = queries.standing_for(["P1"], asker="job:test")
    assert to is not None and to.account == account
    message = send("objection_answered", to=to, about="test.case:1", by="job:test", key=uuid4(), values={"case": "K7"})
    assert message is not None
    return message


def fate(message: Message) -> str:
    message.refresh_from_db()
    return message.fate


def test_a_code_goes_out_once_to_the_phone_that_asked_and_its_text_is_erased(sent):
    made = actions.send_code(phone=PHONE, visitor="10.0.0.1")

    (text,) = sent()
    again = sent()

    assert text.startswith(f"to: {PHONE}\n") and made.shown in text and "5 分钟" in text and again == [text]
    held = PhoneCode.objects.get()
    assert held.code_sealed is None and held.handed_on_at is not None
    assert made.shown not in str(Message.objects.values().get())


def test_a_code_older_than_its_life_is_never_sent_and_its_text_is_erased(sent):
    actions.send_code(phone=PHONE, visitor="10.0.0.1")
    past = timezone.now() - timedelta(seconds=1)
    PhoneCode.objects.update(made_at=past - timedelta(minutes=5), expires_at=past)
    Message.objects.update(good_until=past)

    assert sent() == []
    held = PhoneCode.objects.get()
    assert fate(Message.objects.get()) == "given_up"
    assert held.code_sealed is None and held.handed_on_at is None


def test_a_code_that_was_used_already_is_not_sent_late(sent):
    actions.send_code(phone=PHONE, visitor="10.0.0.1")
    PhoneCode.objects.update(used_at=timezone.now())

    assert sent() == []
    assert fate(Message.objects.get()) == "withdrawn"


def test_a_code_that_was_asked_for_in_english_is_english(sent):
    client = Client()
    client.post("/page/choose/", {"language": "en"})
    client.post("/account/enter/", {"phone": PHONE})

    assert "Your code is" in sent()[0]


def test_a_message_reaches_the_phone_of_the_account_that_stands_for_the_person(resident, sent):
    message = tell(resident)

    assert sent()[0].startswith(f"to: {PHONE}\n")
    assert fate(message) == "sent"


def test_a_phone_that_changed_hands_gets_nothing(resident, sent):
    message = tell(resident)
    actions.phone_changed_hands(phone=PHONE, by="job:test")
    actions.open_person_account(phone=PHONE, by="job:test")

    assert sent() == []
    assert fate(message) == "withdrawn"


def test_a_phone_silent_for_too_long_gets_nothing(resident, sent, settings):
    message = tell(resident)
    Phone.objects.update(used_at=timezone.now() - timedelta(days=settings.XINJU_PHONE_SILENT_DAYS, minutes=1))

    assert sent() == []
    assert fate(message) == "withdrawn"


def test_whoever_is_bound_anew_does_not_get_what_was_meant_for_the_person_before(resident, sent):
    message = tell(resident)
    actions.bind(account=resident, person="P2", evidence="demo", by="job:demo")

    assert sent() == []
    assert fate(message) == "withdrawn"


def test_an_officer_gets_mail_at_work_while_the_account_is_open(officer, sent):
    clerk = officer(Role.REGISTRAR)
    values = {"count": 2, "due": "2026-05-15"}
    User.objects.filter(pk=clerk.pk).update(mail="clerk@district.example")
    first = send("cases_due", to=clerk, about="cases:due", by="job:test", key=uuid4(), values=values)
    assert sent()[0].startswith("to: clerk@district.example\nsubject: 2 件")

    User.objects.filter(pk=clerk.pk).update(is_active=False)
    second = send("cases_due", to=clerk, about="cases:due", by="job:test", key=uuid4(), values=values)
    sent()

    assert (fate(first), fate(second)) == ("sent", "withdrawn")


def test_an_account_without_a_phone_gets_nothing_outside_a_demo(sent):
    account = User.objects.create_user("person-1", name="", role=Role.PERSON, office="")
    actions.bind(account=account, person="P1", evidence="demo", by="job:demo")
    message = tell(account)

    assert sent() == [] and fate(message) == "withdrawn"


def test_the_demos_residents_get_files(home, sent):
    from xinju.accounts.demo_accounts import DemoPersonKind

    account = actions.open_demo_person(DemoPersonKind.RESIDENT)
    actions.bind(account=account, person="P1", evidence="demo", by="job:demo")
    tell(account)

    assert sent()[0].startswith("to: demo\n")


class TestLanguage:
    """Messages go out in the language that their recipient chose last."""

    @pytest.fixture
    def reads(self, resident):
        """The resident signs in, may use the switch, and opens a page: reads("en")."""

        def choose(*languages: str) -> User:
            client = Client()
            client.force_login(resident)
            for language in languages:
                client.post(reverse("web:choose"), {"language": language, "next": "/"})
                client.get("/")
            client.get("/")
            resident.refresh_from_db()
            return resident

        return choose

    def test_who_never_used_the_switch_is_told_in_chinese_whoever_sets_it_off(self, reads):
        account = reads()

        with translation.override("en"):  # an officer's English page
            assert tell(account).text.startswith("【")

    def test_who_chose_english_is_told_in_english_by_a_job_that_speaks_chinese(self, reads):
        account = reads("en")

        message = tell(account)

        assert message.language == "en" and message.text.startswith("[Herun services] Your objection K7 was answered")

    def test_the_last_choice_counts(self, reads):
        assert tell(reads("en", "zh-hans")).language == "zh-hans"

    def test_a_choice_that_is_not_offered_changes_nothing(self, reads):
        assert reads("en", "fr").language == "en"

    def test_a_language_that_was_chosen_before_signing_in_counts_from_then_on(self, resident):
        client = Client()
        client.post(reverse("web:choose"), {"language": "en", "next": "/"})
        client.force_login(resident)
        client.get("/")

        assert tell(resident).language == "en"

    def test_a_choice_is_written_once(self, reads):
        reads("en")

        assert Event.objects.filter(kind="accounts.language_chosen").count() == 1

    def test_an_officers_mail_too(self, officer):
        by = officer(Role.REGISTRAR)
        actions.read_in(language="en", by=by)

        message = send("cases_due", to=by, about="cases:due", by="job:t", key=uuid4(),
                       values={"count": 2, "due": "2026-05-12"})  # fmt: skip

        assert message.subject.startswith("2 cases soon due")

    def test_a_phone_that_asks_for_a_code_is_answered_in_the_language_of_the_page(self):
        with translation.override("en"):
            actions.send_code(phone=PHONE, visitor="10.0.0.1")

        assert Message.objects.get().language == "en"
