"""Small charts as SVG for pages under a strict CSP: classes and plain attributes, no style, no script.

Each chart names itself and says its figures in a sentence for screen readers, and gives the same figures as a table.
Colours stand as attributes, so a chart is whole without the stylesheet, and the stylesheet's classes outrank them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from html import escape

from xinju.documents.figures import Language, count_text, points_text
from xinju.documents.words import charts_en, charts_zh

_WORDS = {"zh": charts_zh.LABELS, "en": charts_en.LABELS}
_INK, _SOFT, _LINE = "#1c2326", "#4d585d", "#c9d1d3"
_FIRST, _SECOND, _GOOD, _BAD = "#0b5563", "#9cc3cb", "#14633b", "#a3231b"
_NARROWEST = 280


@dataclass(frozen=True)
class Bin:
    """People with `low` ≤ points < `high`."""

    low: Fraction
    high: Fraction
    count: int


@dataclass(frozen=True)
class Histogram:
    """How points spread over people, with the points of the last child admitted or None."""

    title: str
    bins: tuple[Bin, ...]
    cutoff: Fraction | None = None
    above: int = 0  # people with at least the cut-off


@dataclass(frozen=True)
class SchoolBar:
    """One school's places and how many wished for it."""

    school: str
    places: int
    applicants: int


@dataclass(frozen=True)
class Change:
    """What a group gains and loses under a new version: both counts or points, both zero or more."""

    group: str
    gain: Fraction
    loss: Fraction


@dataclass(frozen=True)
class ChartTable:
    """A chart's figures as text, for the table under it and for files."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def histogram_of(
    title: str, points: Iterable[Fraction], cutoff: Fraction | None = None, most_bins: int = 24
) -> Histogram:
    """Points counted in equal round steps (1, 2, 5, 10, 20 …), at most `most_bins` of them."""
    ordered = sorted(points)
    if not ordered:
        return Histogram(title, (), cutoff)
    steps = (Fraction(factor * 10**power) for power in range(12) for factor in (1, 2, 5))
    step = next(s for s in steps if ordered[-1] // s - ordered[0] // s < most_bins)
    first, last = ordered[0] // step, ordered[-1] // step
    edges = [step * number for number in range(first, last + 2)]
    counts = [0] * (len(edges) - 1)
    for value in ordered:
        counts[bisect_right(edges, value) - 1] += 1
    bins = tuple(Bin(low, low + step, count) for low, count in zip(edges, counts, strict=False))
    above = sum(value >= cutoff for value in ordered) if cutoff is not None else 0
    return Histogram(title, bins, cutoff, above)


def histogram_svg(chart: Histogram, name: str, language: Language = "zh", width: int = 400) -> str:
    """Bars of people by points with the cut-off as a labelled line. `name` is unique on its page; `width` in units
    of which text is 12 high: 400 for a phone, 720 for a desk."""
    words = _WORDS[language]
    height, left, top, bottom = width // 2 + 40, 34, 34, 40
    plot_wide, plot_high = max(width, _NARROWEST) - left - 12, height - top - bottom
    most = max((one.count for one in chart.bins), default=0)
    ceiling = _ceiling(most)
    parts = [_axis_lines(ceiling, left, top, plot_wide, plot_high)]
    slot = plot_wide / max(len(chart.bins), 1)
    for index, one in enumerate(chart.bins):
        high = plot_high * one.count / ceiling
        above = chart.cutoff is not None and one.low >= chart.cutoff
        parts.append(
            _bar(
                left + index * slot + slot * 0.06, top + plot_high - high, slot * 0.88, high, above or not chart.cutoff
            )
        )
    parts.append(_point_labels(chart.bins, left, top + plot_high, slot))
    if chart.cutoff is not None and chart.bins:
        parts.append(_cutoff_line(chart, words["cutoff"], left, top, plot_wide, plot_high))
    parts.append(_text(left + plot_wide, height - 4, words["points"], "end", "chart-label"))
    parts.append(_text(0, 12, words["people"], "start", "chart-label"))
    return _svg(name, chart.title, _histogram_sentence(chart, words), max(width, _NARROWEST), height, parts)


def histogram_table(chart: Histogram, language: Language = "zh") -> ChartTable:
    words = _WORDS[language]
    rows = tuple((_between(one, words), count_text(one.count)) for one in chart.bins)
    return ChartTable((words["points"], words["people"]), rows)


def school_bars_svg(
    title: str, bars: Sequence[SchoolBar], name: str, language: Language = "zh", width: int = 400
) -> str:
    """For each school two bars: places above, wishes below; the name stands above them so that long ones fit a phone."""
    words = _WORDS[language]
    wide = max(width, _NARROWEST)
    most = max((max(bar.places, bar.applicants) for bar in bars), default=1) or 1
    scale = (wide - 60) / most
    parts = [_legend([(words["places"], "chart-bar", _FIRST), (words["applicants"], "chart-bar-second", _SECOND)])]
    for index, bar in enumerate(bars):
        y = 34 + index * 48
        parts.append(_text(0, y + 10, bar.school, "start", "chart-label-strong", _INK))
        for offset, count, css, colour in (
            (15, bar.places, "chart-bar", _FIRST),
            (28, bar.applicants, "chart-bar-second", _SECOND),
        ):
            parts.append(_rect(0, y + offset, count * scale, 11, css, colour))
            parts.append(_text(count * scale + 5, y + offset + 10, count_text(count), "start", "chart-figure", _INK))
    sentence = words["schools"].format(
        schools=len(bars),
        places=count_text(sum(bar.places for bar in bars)),
        applicants=count_text(sum(bar.applicants for bar in bars)),
        short=sum(bar.applicants > bar.places for bar in bars),
    )
    return _svg(name, title, sentence, wide, 40 + 48 * len(bars), parts)


def school_bars_table(bars: Sequence[SchoolBar], language: Language = "zh") -> ChartTable:
    words = _WORDS[language]
    rows = tuple((bar.school, count_text(bar.places), count_text(bar.applicants)) for bar in bars)
    return ChartTable((words["school"], words["places"], words["applicants"]), rows)


def changes_svg(title: str, changes: Sequence[Change], name: str, language: Language = "zh", width: int = 400) -> str:
    """Losses to the left and gains to the right of one line; each figure stands beside its bar."""
    words = _WORDS[language]
    wide = max(width, _NARROWEST)
    middle, room = wide / 2, wide / 2 - 62
    most = max((max(change.gain, change.loss) for change in changes), default=Fraction(1)) or Fraction(1)
    parts = [_legend([(words["loss"], "chart-loss", _BAD), (words["gain"], "chart-gain", _GOOD)])]
    for index, change in enumerate(changes):
        y = 34 + index * 36
        loss, gain = (room * float(value / most) for value in (change.loss, change.gain))
        parts.append(_text(0, y + 10, change.group, "start", "chart-label-strong", _INK))
        parts.append(_rect(middle - loss, y + 15, loss, 12, "chart-loss", _BAD))
        parts.append(_rect(middle, y + 15, gain, 12, "chart-gain", _GOOD))
        parts.append(_text(middle - loss - 5, y + 25, _signed("−", change.loss), "end", "chart-figure", _INK))
        parts.append(_text(middle + gain + 5, y + 25, _signed("+", change.gain), "start", "chart-figure", _INK))
    parts.append(_line(middle, 30, middle, 34 + 36 * len(changes), "chart-axis", _SOFT))
    sentence = words["changes"].format(
        groups=len(changes),
        gain=points_text(sum((change.gain for change in changes), Fraction(0))),
        loss=points_text(sum((change.loss for change in changes), Fraction(0))),
    )
    return _svg(name, title, sentence, wide, 40 + 36 * len(changes), parts)


def changes_table(changes: Sequence[Change], language: Language = "zh") -> ChartTable:
    words = _WORDS[language]
    rows = tuple((change.group, points_text(change.gain), points_text(change.loss)) for change in changes)
    return ChartTable((words["group"], words["gain"], words["loss"]), rows)


def _signed(sign: str, value: Fraction) -> str:
    return f"{sign}{points_text(value)}" if value else "0"


def _between(one: Bin, words: dict[str, str]) -> str:
    return words["between"].format(low=points_text(one.low), high=points_text(one.high))


def _histogram_sentence(chart: Histogram, words: dict[str, str]) -> str:
    if not chart.bins:
        return words["histogram"].format(total=0, most="", count=0)
    most = max(chart.bins, key=lambda one: one.count)
    total = count_text(sum(one.count for one in chart.bins))
    said = words["histogram"].format(total=total, most=_between(most, words), count=count_text(most.count))
    if chart.cutoff is None:
        return said
    return said + words["histogram_cutoff"].format(points=points_text(chart.cutoff), above=count_text(chart.above))


def _ceiling(most: int) -> int:
    """The next round number of four steps at or above `most`."""
    steps = (1, 2, 5, *(factor * 10**power for power in range(12) for factor in (10, 20, 25, 50)))
    return 4 * next(step for step in steps if 4 * step >= most)


def _axis_lines(ceiling: int, left: float, top: float, wide: float, high: float) -> str:
    parts = []
    for step in range(5):
        y = top + high - high * step / 4
        parts.append(_line(left, y, left + wide, y, "chart-grid", _LINE if step else _SOFT))
        parts.append(_text(left - 5, y + 4, count_text(ceiling * step // 4), "end", "chart-figure"))
    return "".join(parts)


def _point_labels(bins: Sequence[Bin], left: float, baseline: float, slot: float) -> str:
    every = max(1, -(-len(bins) // 8))  # at most eight labels, or they run into each other on a phone
    return "".join(
        _text(left + index * slot, baseline + 16, points_text(one.low), "middle", "chart-figure")
        for index, one in enumerate(bins)
        if index % every == 0
    )


def _cutoff_line(chart: Histogram, words: str, left: float, top: float, wide: float, high: float) -> str:
    assert chart.cutoff is not None
    low, far = chart.bins[0].low, chart.bins[-1].high
    x = left + wide * float(min(max((chart.cutoff - low) / (far - low), Fraction(0)), Fraction(1)))
    anchor = "end" if x > left + wide / 2 else "start"
    label = _text(x, top - 8, words.format(points=points_text(chart.cutoff)), anchor, "chart-label-strong", _BAD)
    return _line(x, top - 4, x, top + high, "chart-cutoff", _BAD, 'stroke-width="2" stroke-dasharray="5 3"') + label


def _legend(entries: Sequence[tuple[str, str, str]]) -> str:
    parts = []
    for index, (label, css, colour) in enumerate(entries):
        x = index * 96
        parts.append(_rect(x, 2, 12, 12, css, colour) + _text(x + 17, 13, label, "start", "chart-label"))
    return "".join(parts)


def _bar(x: float, y: float, wide: float, high: float, strong: bool) -> str:
    css, colour = ("chart-bar", _FIRST) if strong else ("chart-bar-second", _SECOND)
    return _rect(x, y, wide, high, css, colour)


def _rect(x: float, y: float, wide: float, high: float, css: str, colour: str) -> str:
    return f'<rect class="{css}" x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}" fill="{colour}"/>'


def _line(x1: float, y1: float, x2: float, y2: float, css: str, colour: str, more: str = "") -> str:
    return f'<line class="{css}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" {more}/>'


def _text(x: float, y: float, words: str, anchor: str, css: str, colour: str = _SOFT) -> str:
    return f'<text class="{css}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{escape(words)}</text>'


def _svg(name: str, title: str, sentence: str, wide: float, high: float, parts: Sequence[str]) -> str:
    key = escape(name, quote=True)
    return (
        f'<svg class="chart" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:g} {high:g}" role="img"'
        f' font-family="PingFang SC, Noto Sans SC, Microsoft YaHei, sans-serif" font-size="12"'
        f' aria-labelledby="{key}-title {key}-desc"><title id="{key}-title">{escape(title)}</title>'
        f'<desc id="{key}-desc">{escape(sentence)}</desc>{"".join(parts)}</svg>'
    )
