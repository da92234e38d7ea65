"""A letter is one page that says why each wish ended as it did, whatever stands in a name."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from tests.documents.sample_letters import ENGLISH, LETTER, wish
from tests.documents.sample_pdfs import pages_of, words_of

from xinju.documents.letters import KeyPart, Letter, Step, Wish
from xinju.documents.pdf import letter_pdf, letters_pdf, surely_fits


def test_a_letter_says_result_wishes_next_steps_and_how_to_object():
    words = words_of(letter_pdf(LETTER))

    for said in (
        "积分入学结果告知单",
        "HR2026-000317",
        "阿依·古丽",
        "安排至禾润区第三小学（第二志愿）",
        "第212位（共600人）",
        "141.5",
        "42/120",
        "接下来怎么办",
        "2026年7月8日24:00前（5个工作日内）",
        "0577-00001234",
        "7K3M-Q9TD-0V5X-HNB2-4RWC-8YEJ-1G",
        "计分标准版本a3f1c09e5b7d",
    ):
        assert said in words, said


@pytest.mark.parametrize("count", [1, 4, 12, 20])
def test_a_letter_is_one_page_up_to_twenty_wishes(count):
    wishes = tuple(wish(number, f"禾润区第{number}实验小学", why="学位已满。" * 6) for number in range(1, count + 1))

    assert pages_of(letter_pdf(replace(LETTER, wishes=wishes))) == 1


def fullest(language: str) -> Letter:
    """The longest letter that is set without being measured first."""
    say = (lambda count: "长" * count) if language == "zh" else (lambda count: ("longer " * count)[: 2 * count])
    key = (KeyPart("积分", "141.5"), KeyPart("居住时间", "1,511 天计"))
    full = Wish(1, say(10), True, 1200, 1200, 1200, key, key, Fraction(27, 2), say(22))
    return replace(
        LETTER,
        language=language,
        office=say(12),
        round_name=say(30),
        child_name=say(4),
        result=say(20),
        explanation=say(36),
        wishes=(full,) * 4,
        next_steps=(Step(say(14), say(15), say(15)),) * 3,
        objection=replace(LETTER.objection, office=say(12), how=say(12), address=say(20)),
    )


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_fullest_letter_that_is_not_measured_still_fits_its_page(language):
    assert surely_fits(fullest(language))
    assert surely_fits(LETTER)
    assert pages_of(letter_pdf(fullest(language))) == 1


@pytest.mark.parametrize(
    "name",
    [
        '#eval("1+1")',
        "*张* _三_",
        "$x^2$",
        "@label <label>",
        "\\ // /* */",
        "[#import]",
        "`raw`",
        "= 题",
        "- 一",
        '"引"',
        "{}",
    ],
)
def test_no_name_can_act_as_markup(name):
    assert "".join(name.split()) in words_of(letter_pdf(replace(LETTER, child_name=name)))


def test_a_rare_character_in_the_font_is_printed_and_one_that_is_not_is_printed_as_its_code():
    words = words_of(letter_pdf(replace(LETTER, child_name="㛃·𠮷")))

    assert "㛃·〔U+20BB7〕" in words
    assert "以户口簿为准" in words


def test_line_breaks_and_direction_marks_in_a_name_cannot_move_the_page():
    words = words_of(letter_pdf(replace(LETTER, child_name="张\n\n三\u202e四")))

    assert "张三〔U+202E〕" in words


def test_the_same_letter_gives_the_same_bytes_in_another_process():
    code = (
        "import hashlib; from tests.documents.sample_letters import LETTER; from xinju.documents.pdf import letter_pdf;"
        "print(hashlib.sha256(letter_pdf(LETTER)).hexdigest())"
    )
    hashes = {
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=env).stdout
        for env in ({"PYTHONPATH": "src:.", "TZ": "UTC"}, {"PYTHONPATH": "src:.", "TZ": "Asia/Shanghai"})
    }

    assert len(hashes) == 1


def test_several_threads_may_print_at_once():
    with ThreadPoolExecutor(4) as threads:
        printed = set(threads.map(lambda _: letter_pdf(LETTER), range(12)))

    assert len(printed) == 1


def test_a_letter_is_fit_for_archives_and_for_screen_readers():
    pdf = letter_pdf(LETTER)

    assert b"<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A" in pdf
    assert b"<pdfuaid:part>1" in pdf


def test_another_day_of_issue_gives_other_bytes():
    assert letter_pdf(LETTER) != letter_pdf(replace(LETTER, issued_on=date(2026, 7, 2)))


def test_letters_for_the_printer_hold_one_page_a_child_in_the_given_order():
    letters = [replace(LETTER, child_name=f"孩子{n}", points=Fraction(n, 3)) for n in range(5)]

    pdf = letters_pdf(letters)

    assert pages_of(pdf) == 5
    words = words_of(pdf)
    assert [words.index(f"孩子{n}") for n in range(5)] == sorted(words.index(f"孩子{n}") for n in range(5))
    assert "11/3" in words


def test_letters_of_two_languages_or_none_at_all_are_refused():
    for letters in ([], [LETTER, ENGLISH]):
        with pytest.raises(ValueError, match="expected at least one"):
            letters_pdf(letters)


def test_the_english_letter_speaks_english():
    words = words_of(letter_pdf(ENGLISH))

    assert "Schoolplacebypoints:result" in words
    assert "8July2026" in words
