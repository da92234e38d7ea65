"""A district's messages: every fault is named with its line, and the library's own are sound in both languages."""

from pathlib import Path

import pytest

from xinju.packs.message_templates import message_templates_of, read_message_templates
from xinju.packs.problems import Unreadable

HERUN = Path(__file__).parents[2] / "districts" / "herun"
SOUND = """
message: try
label: {zh: 试, en: Try}
channel: sms
values: {due: day, code: secret}
zh: {text: "【{sender}】{due} {code}"}
en: {text: "[{sender}] {due} {code}"}
"""


def codes(text: str) -> list[str]:
    with pytest.raises(Unreadable) as caught:
        read_message_templates(text, "m.yaml")
    return [problem.code for problem in caught.value.problems]


def test_a_sound_message_says_what_it_takes_and_whether_its_text_may_be_kept():
    one = read_message_templates(SOUND, "m.yaml")["try"]

    assert one.values == {"due": "day", "code": "secret"} and one.keeps_no_text
    assert one.wording["en"].text == "[{sender}] {due} {code}"


@pytest.mark.parametrize(
    ("was", "becomes", "code"),
    [
        ("{due} {code}", "{name} {code}", "message_value"),
        ("{due} {code}", "{due.year} {code}", "message_value"),
        ("{due} {code}", "{due!r} {code}", "message_value"),
        ("{due} {code}", "{due:>9} {code}", "message_value"),
        ("{due} {code}", "{due", "message_braces"),
        ("{due} {code}", "x" * 301, "message_too_long"),
        ("channel: sms", "channel: pigeon", "unknown_choice"),
        ("due: day", "due: money", "unknown_choice"),
        ("message: try", "message: Try it", "bad_key"),
        ('en: {text: "[{sender}] {due} {code}"}\n', "", "missing_key"),
        ("channel: sms", "channel: mail", "missing_key"),
        ("label:", "lable:", "unknown_key"),
    ],
)
def test_a_fault_is_named(was, becomes, code):
    assert code in codes(SOUND.replace(was, becomes, 1))


def test_two_of_one_key_in_a_file_and_an_empty_file_are_faults():
    assert codes(f"{SOUND}---{SOUND}") == ["message_twice"]
    assert codes("") == ["empty_file"]


def test_a_districts_own_message_takes_the_place_of_the_librarys(tmp_path):
    for place, text in (("library", SOUND), ("own", SOUND.replace("【{sender}】", "本区 "))):
        (tmp_path / place / "messages").mkdir(parents=True)
        (tmp_path / place / "messages" / "m.yaml").write_text(text, encoding="utf-8")

    assert message_templates_of(tmp_path / "own")["try"].wording["zh"].text == "本区 {due} {code}"


def test_the_library_has_every_message_that_the_program_sends():
    assert set(message_templates_of(HERUN)) >= {"code", "reminder", "objection_answered", "cases_due"}
