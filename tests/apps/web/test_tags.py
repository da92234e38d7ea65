"""The tags that every template has: both languages, dates, points, masked numbers, status, pages."""

import datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.utils import translation

from xinju.web.templatetags import furniture


def rendered(text, language="zh-hans", **values):
    with translation.override(language):
        return Template(text).render(Context(values))


def test_a_sentence_is_said_in_the_pages_language():
    text = '{% t "共有 {n} 个" "{n} in all" n=count %}'

    assert rendered(text, count=3) == "共有 3 个"
    assert rendered(text, "en", count=3) == "3 in all"


def test_a_value_in_a_sentence_is_escaped():
    assert rendered('{% t "见 {name}" "see {name}" name=name %}', name="<b>") == "见 &lt;b&gt;"


def test_a_date_is_written_as_people_write_it():
    assert rendered("{{ date|day }}", date=datetime.date(2026, 3, 1)) == "2026年3月1日"
    assert rendered("{{ date|day }}", "en", date=datetime.date(2026, 3, 1)) == "1 March 2026"
    assert rendered("{{ date|day }}", date=None) == ""


def test_an_instant_becomes_its_day_in_shanghai():
    late = datetime.datetime(2026, 2, 28, 17, 0, tzinfo=datetime.UTC)

    assert rendered("{{ at|day }}", at=late) == "2026年3月1日"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (12, "12"),
        (Fraction(25, 2), "12.5"),
        (Decimal("0.30"), "0.3"),
        (Fraction(10, 3), "3 1/3"),
        (Fraction(-1, 3), "−1/3"),
        (-5, "−5"),
        (0, "0"),
        (Fraction(1, 1000), "0.001"),
        (None, "—"),
    ],
)
def test_points_are_written_exactly(value, shown):
    assert furniture.points(value) == shown


@pytest.mark.parametrize(("number", "shown"), [("9" * 14 + "123X", "*" * 14 + "123X"), ("123", "***"), (None, "")])
def test_a_number_shows_its_last_four_characters_at_most(number, shown):
    assert furniture.masked(number) == shown


def test_a_status_is_said_in_words():
    assert rendered('{% status "good" "已核实" "verified" %}') == '<strong class="status status-good">已核实</strong>'
    with pytest.raises(TemplateSyntaxError, match="tone"):
        rendered('{% status "green" "已核实" "verified" %}')


def test_links_to_other_pages_keep_the_search(rf):
    shown = rendered(
        "{% pages page %}", request=rf.get("/?q=a%26b&page=2"), page=Paginator(range(50), per_page=10).page(2)
    )

    assert 'href="?q=a%26b&amp;page=3"' in shown
    assert "共 50 条" in shown
