"""What a placement has come to, as pages and files show it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from xinju.benefits.bridge import rows, sentences
from xinju.benefits.bridge.letters import line_of
from xinju.benefits.bridge.results import Child, Results, Wish
from xinju.benefits.bridge.words import rules as rule_words
from xinju.benefits.models import Application, Result, Round, Run
from xinju.documents import charts
from xinju.documents.figures import Language, points_text
from xinju.documents.spreadsheets.writing import ListColumn, ListSheet, write_csv, write_xlsx
from xinju.web.language import chosen, is_english

CHART_WIDTH = 720


def language() -> Language:
    return "en" if is_english() else "zh"


def rules_of(round_: Round) -> dict[str, Any]:
    """How this round gives its places, in sentences."""
    stages = [
        {"name": stage.name, "mechanism": str(stage.mechanism), "ties": str(stage.ties)}
        for stage in rows.rules_of(round_).round.stages
    ]
    rules = {"stages": stages, "round": {"keys": rows.rules_of(round_).round.key_names}}
    return {"mechanisms": rule_words.mechanisms(rules, language()), "ties": rule_words.ties(rules, language())}


def school_choices(run: Run) -> list[tuple[str, str]]:
    return [(school.code, school.name) for school in rows.results_of(run).schools.values()]


def distribution(totals: Sequence[Fraction], run: Run | None, *, school: str) -> dict[str, Any]:
    """Histogram of totals: of all children in the list, or of those who wished for one school with its cut-off."""
    results = rows.results_of(run) if run else None
    place = results.schools.get(school) if results else None
    if results and place:
        totals = [
            one.total
            for one in results.children.values()
            if one.total is not None and any(wish.school == school for wish in one.wishes)
        ]
    title = place.name if place else chosen("名单中的全部儿童", "All children in the list")
    chart = charts.histogram_of(title, totals, _lowest_total(place) if place else None)
    return {
        "svg": _safe(charts.histogram_svg(chart, "points", language(), CHART_WIDTH)),
        "table": charts.histogram_table(chart, language()),
        "school": school,
        "place": place,
        "cutoff_text": sentences.cutoff_text(results, place, language()) if results and place else "",
        "choices": school_choices(run) if run else [],
        "count": len(totals),
    }


def placed_totals(run: Run) -> list[Fraction]:
    """The totals that were ranked."""
    return [one.total for one in rows.results_of(run).children.values() if one.total is not None]


def totals_of(round_: Round, applications: Iterable[Application]) -> list[Fraction]:
    """The known totals of a list, before any placing; a total that is not known counts with its least."""
    return rows.totals_of(round_, applications)


def _lowest_total(place) -> Fraction | None:
    totals = [cut.keys[0] for cut in place.cutoffs if cut.keys and cut.keys[0] is not None]
    return min(totals, default=None)


def _safe(svg: str) -> SafeString:
    return mark_safe(svg)  # noqa: S308 - made by documents.charts, which escapes every text


def schools(run: Run) -> dict[str, Any]:
    """Schools as a chart and a table with the whole cut-off key."""
    results, left = rows.results_of(run), run.counts["left_over"]
    bars = [charts.SchoolBar(one.name, one.places, one.applicants) for one in results.schools.values()]
    title = chosen("各校学位与填报人数", "Places and applicants by school")
    return {
        "svg": _safe(charts.school_bars_svg(title, bars, "schools", language(), CHART_WIDTH)),
        "schools": [
            (one, left.get(one.code, 0), sentences.cutoff_text(results, one, language()).split("\n"))
            for one in results.schools.values()
        ],
    }


def public_cutoffs(run: Run) -> dict[str, Any]:
    """Schools with their lines: totals only, for the further keys are the last child's own affair."""
    results = rows.results_of(run)
    return {"schools": [(one, _total_lines(results, one)) for one in results.schools.values()]}


def _total_lines(results: Results, place) -> list[tuple[str, str]]:
    """Stage and band in the rules' own words, where there are several, and the points."""
    bands = results.rules["round"]["bands"]
    lines = []
    for cut in place.cutoffs:
        stage = [results.stage_names[cut.stage]] if len(results.stage_names) > 1 else []
        band = [bands[cut.band - 1]] if len(bands) > 1 and cut.band <= len(bands) else []
        lines.append((" · ".join([*stage, *band]), points_text(cut.keys[0] or Fraction(0))))
    return lines


def child(round_: Round, run: Run, number: str) -> dict[str, Any] | None:
    """One application on one page; None if the run knows no such number."""
    results = rows.results_of(run)
    found = results.children.get(number)
    if found is None:
        return None
    return {
        "child": found,
        "headline": sentences.result(results, found, language()),
        "keys": [
            (name, sentences.key_text(results, position, found.keys[position], language()))
            for position, name in enumerate(results.key_names)
            if found.keys
        ],
        "wishes": [_shown_wish(results, found, wish) for wish in found.wishes],
        "statement": _item_rows(round_, run, number),
    }


def _item_rows(round_: Round, run: Run, number: str) -> list[tuple[Any, str]]:
    """The sheet's items with the points that were ranked, as the run's folder holds them."""
    points = rows.item_points(run, number)
    return [(item, _points_of(points[item.key])) for item in rows.items_of(round_) if item.key in points]


def _points_of(text: str) -> str:
    ends = text.removesuffix("?").split("..")
    return "–".join("—" if end == "-" else points_text(Fraction(end)) for end in ends)


def paper(round_: Round, number: str, on: date):
    """The statement with its reasons, as it is printed; None where there is none."""
    return rows.paper_of(round_, number, language=language(), on=on)


def _shown_wish(results: Results, found: Child, wish: Wish) -> dict[str, Any]:
    place = results.schools.get(wish.school)
    line = line_of(place.cutoffs, wish) if place else None
    return {
        "stage": results.stage_names[wish.stage],
        "number": wish.number,
        "school": place.name if place else "—",
        "rank": wish.rank,
        "applicants": wish.applicants,
        "places": place.places if place else None,
        "own": sentences.keys_text(results, wish.own, "", language()) if wish.own != found.keys else "",
        "cutoff": sentences.keys_text(results, line.keys, line.lottery, language()) if line else "",
        "missing": None if wish.missing is None else points_text(wish.missing),
        "why": sentences.why(wish, language()),
        "is_placed": wish.reason == "placed",
    }


def _labels() -> list[str]:
    words = sentences.words_in(language()).HEADINGS
    return [words[name] for name in ("application", "rank", "school", "wish", "why")]


def _row(results: Results, row: Result) -> list[Any]:
    found = results.children[row.number]
    return [row.number, row.rank, row.school_name, row.wish, sentences.result(results, found, language())]


def _rows(run: Run, found: Iterable[Result]) -> Iterator[list[Any]]:
    results = rows.results_of(run)
    for row in found.iterator(chunk_size=2_000) if hasattr(found, "iterator") else found:
        first, *rest = _row(results, row)
        yield [first, Fraction(row.total_text) if row.total_text else None, *rest]


def list_labels(run: Run) -> list[str]:
    first, *rest = _labels()
    return [first, rows.results_of(run).key_names[0], *rest]


def csv_lines(run: Run, found: Iterable[Result]) -> Iterable[bytes]:
    """The list as text, one row at a time."""
    return write_csv(list_labels(run), _rows(run, found))


def workbook(run: Run, found: Iterable[Result], on: date) -> bytes:
    widths = (18, 10, 10, 24, 8, 40)
    columns = [ListColumn(label, width) for label, width in zip(list_labels(run), widths, strict=True)]
    heading = rows.results_of(run).rules["round"]["name"]
    return write_xlsx([ListSheet(chosen("安排结果", "Results"), columns, _rows(run, found), heading)], on)
