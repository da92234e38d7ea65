"""Charts hold under a strict CSP, are read aloud, and give the same figures as a table."""

import random
import re
from fractions import Fraction
from xml.etree import ElementTree

import pytest

from xinju.documents.charts import (
    Change,
    SchoolBar,
    changes_svg,
    changes_table,
    histogram_of,
    histogram_svg,
    histogram_table,
    school_bars_svg,
    school_bars_table,
)
from xinju.documents.qr import qr_svg

POINTS = [Fraction(random.Random(5).randrange(80, 340), 2) for _ in range(1)] + [
    Fraction(n, 2) for n in range(120, 320)
]
BARS = [SchoolBar("<甲> & 乙", 45, 120), SchoolBar("丙", 0, 0)]
CHANGES = [Change("柳溪镇", Fraction(12), Fraction(1, 3)), Change("青石街道", Fraction(0), Fraction(0))]
SVGS = {
    "histogram": histogram_svg(histogram_of("分布", POINTS, Fraction(100)), "a"),
    "nobody": histogram_svg(histogram_of("分布", []), "a"),
    "one": histogram_svg(histogram_of("分布", [Fraction(3)], Fraction(3)), "a"),
    "schools": school_bars_svg("学位", BARS, "b"),
    "no schools": school_bars_svg("学位", [], "b"),
    "changes": changes_svg("得失", CHANGES, "c", "en"),
    "qr": qr_svg("https://herun.example/letters/X", "核验码"),
}


@pytest.mark.parametrize("name", SVGS)
def test_a_picture_is_sound_xml_without_style_or_script_and_names_itself(name):
    root = ElementTree.fromstring(SVGS[name])

    assert not re.search(r"style|<script|href|on\w+=", SVGS[name])
    assert root.attrib["role"] == "img"
    assert root.find("{http://www.w3.org/2000/svg}title").text


@pytest.mark.parametrize("name", SVGS)
def test_no_number_in_a_picture_is_missing_or_negative_in_size(name):
    sizes = re.findall(r'(?:width|height)="([^"]*)"', SVGS[name])

    assert all(float(size) >= 0 for size in sizes)
    assert "nan" not in SVGS[name].lower()


def test_a_histogram_counts_everyone_once_with_the_lower_edge_included():
    chart = histogram_of("分布", [Fraction(0), Fraction(10), Fraction(19, 2), Fraction(100)], most_bins=12)

    assert [(one.low, one.count) for one in chart.bins if one.count] == [(0, 2), (10, 1), (100, 1)]
    assert sum(one.count for one in histogram_of("分布", POINTS).bins) == len(POINTS)


def test_points_below_zero_have_bins_of_their_own():
    chart = histogram_of("分布", [Fraction(-5), Fraction(-1, 2), Fraction(0)])

    assert chart.bins[0].low == -5 and sum(one.count for one in chart.bins) == 3


def test_the_sentence_for_screen_readers_says_how_many_reach_the_cut_off():
    chart = histogram_of("分布", [Fraction(n) for n in range(10)], Fraction(7))

    assert "最低准入积分 7，3 人达到" in histogram_svg(chart, "a")
    assert "3 people reach that" in histogram_svg(chart, "a", "en")


def test_each_chart_gives_its_figures_as_a_table():
    assert histogram_table(histogram_of("分布", [Fraction(1), Fraction(1)])).rows == (("1—2", "2"),)
    assert school_bars_table(BARS).rows[0] == ("<甲> & 乙", "45", "120")
    assert changes_table(CHANGES, "en").columns == ("Group", "Gain", "Loss")
    assert changes_table(CHANGES).rows[0] == ("柳溪镇", "12", "1/3")


def test_a_text_too_long_for_a_qr_code_is_refused():
    with pytest.raises(ValueError, match="do not fit"):
        qr_svg("x" * 5000)
