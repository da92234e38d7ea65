"""Values of the public pages in the visitor's language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from django.forms import Form

from xinju.benefits import queries as rounds
from xinju.documents.figures import date_text, points_text
from xinju.portal.bridge import told
from xinju.portal.bridge.applying import May
from xinju.portal.bridge.counting import Count
from xinju.portal.bridge.place import District, Office, Season
from xinju.portal.bridge.questions import NO, PREFIX, UNKNOWN, Flow, Question, Questionnaire
from xinju.portal.queries.public import ANYONE, language, versions
from xinju.sheets.bridge import tables
from xinju.sheets.bridge.editions import Book, Edition
from xinju.web.language import chosen

ADDRESSES = {"apply": "portal:apply", "points": "portal:points"}


def home(place: District, today: date) -> dict[str, Any]:
    """Dates now running, the window."""
    season = place.season_now(today)
    ahead = [one for one in season.dates if one.end >= today]
    return {**contact(place), **season_shown(place, season), "dates": [_happening(one, today) for one in ahead]}


def _happening(one, today: date) -> dict[str, Any]:
    is_now = one.first <= today <= one.end
    return {"first": one.first, "last": one.last, "what": one.what.in_(language()), "is_now": is_now}


def season_shown(place: District, season: Season) -> dict[str, Any]:
    return {"season": season, "year": season.as_of.year, "grade": place.grade.in_(language())}


def contact(place: District) -> dict[str, Any]:
    """The two windows: for school places, and for points and permits."""
    windows = [place.offices[key] for key in dict.fromkeys((place.window, place.points_window))]
    return {"district": place.name.in_(language()), "windows": [_office(one) for one in windows]}


def _office(one: Office) -> dict[str, str]:
    texts = {key: getattr(one, key).in_(language()) for key in ("name", "address", "hours")}
    return {**texts, "phone": one.phone}


def question(
    flow: Flow, asked: Sequence[Question], question: Question, given: Mapping[str, str], form: Form
) -> dict[str, Any]:
    """One question with the answers so far in hidden fields."""
    position = asked.index(question)
    before = [one.key for one in asked[:position] if one.key in given]
    return {
        "address": ADDRESSES[flow],
        "flow": flow,
        "form": form,
        "question": question,
        "number": position + 1,
        "count": len(asked),
        "unit": question.unit.in_(language()),
        "none": question.no.in_(language()),
        "hidden": [(PREFIX + key, text) for key, text in given.items() if key != question.key],
        "previous": before[-1] if before else "",
        "kept": [(PREFIX + question.key, given[question.key])] if question.key in given else [],
    }


def _given(asked: Sequence[Question], given: Mapping[str, str]) -> dict[str, Any]:
    """Check your answers: each with a button that changes it."""
    told = [
        {"key": one.key, "ask": one.ask.in_(language()), "answer": shown_answer(one, given[one.key])}
        for one in asked
        if one.key in given
    ]
    return {"answers": told, "hidden": [(PREFIX + key, text) for key, text in given.items()]}


def shown_answer(question: Question, text: str) -> str:
    """An answer as the visitor reads it."""
    if text == NO:
        return question.no.in_(language())
    if text == UNKNOWN:
        return chosen("不知道", "I do not know")
    option = question.option(text)
    if option is not None:
        return option.label.in_(language())
    if question.kind == "number":
        return f"{text} {question.unit.in_(language())}".strip()
    return date_text(date.fromisoformat(text), language())


def may_apply(
    place: District, form: Questionnaire, book: Book, may: May, given: Mapping[str, str], today: date
) -> dict[str, Any]:
    """The answer, until when, each condition, what then, and which papers."""
    asked = form.of("apply")
    season = season_shown(place, may.season) if may.season else {}
    then = form.then.get("never" if may.why == "" else may.why)
    records = book.sheet.records
    return {
        **contact(place),
        **season,
        **_given(asked, given),
        "address": ADDRESSES["apply"],
        "may": may,
        "headline": _headline(may),
        "parts": [_part(form, book, one, today) for one in may.parts],
        "then": then.in_(language()) if then and may.kind == "no" else "",
        "papers": [
            (one.name.in_(language()), one.is_held, records[one.record].source if one.record in records else "")
            for one in form.papers
        ],
        "version": book.edition,
        "title": book.title(language()),
        "is_open": bool(may.season and may.season.apply_from <= today),
    }


def _headline(may: May) -> str:
    if may.kind == "yes":
        return chosen("可以报名", "Yes, your child can apply")
    if may.kind == "not_yet":
        return chosen(f"还不能，{_day(may.day)}起可以", f"Not yet: from {_day(may.day)}")
    if may.kind == "unsure":
        return chosen("还说不准", "It cannot be said yet")
    if may.why == "late":
        return chosen("这一轮不能报名", "No, not in this round")
    return chosen("不能报名", "No, your child cannot apply")


def _day(day: date | None) -> str:
    return date_text(day, language()) if day else ""


def _part(form: Questionnaire, book: Book, part, today: date) -> dict[str, Any]:
    """One condition: whether it will hold on the cut-off day, from when, and what to do about it."""
    label, advice = form.gate_labels.get(part.key), form.gate_advice.get(part.key)
    return {
        "label": label.in_(language()) if label else told.condition(book, part.step, language()),
        "holds": part.holds,
        "day": part.from_day if part.from_day and part.from_day > today else None,
        "advice": advice.in_(language()) if advice and part.holds is not True else "",
    }


def table(place: District, book: Book, today: date) -> dict[str, Any]:
    """The table as cards by category, with the versions."""
    shown = tables.table_of(book, language())
    groups = [(category, list(rows)) for category, rows in groupby(shown.rows, key=lambda row: row.category)]
    others = [one for one in versions(place) if one.version != book.edition.version]
    return {
        "edition": book.edition,
        "title": shown.title,
        "authority": book.sheet.authority,
        "source": shown.source,
        "in_force": shown.in_force,
        "is_now": book.edition.is_dated and book.edition.is_in_force(today),
        "groups": groups,
        "columns": shown.columns,
        "services": _services(book),
        "totals": [(one.label, one.cap, one.article) for one in book.sheet.groups.values() if one.cap is not None],
        "others": others,
    }


def _services(book: Book) -> list[tuple[str, str]]:
    return [(one.label, one.article) for one in book.sheet.services.values()]


def count(
    form: Questionnaire,
    book: Book,
    found: Count,
    given: Mapping[str, str],
    last_round: tuple | None,
    other: Edition | None,
) -> dict[str, Any]:
    """The total as a range, each item's line, what was not asked, and last year's cut-offs beside it."""
    missing = [one for one in found.not_asked if one.most > 0]
    return {
        **_given(form.of("points"), given),
        "address": ADDRESSES["points"],
        "count": found,
        "total": span(found.total),
        "total_then": span(found.on_cutoff_day),
        "is_range": not found.total.is_known,
        "groups": [
            (category, list(lines)) for category, lines in groupby(_lines(found), key=lambda one: one["category"])
        ],
        "sums": [(label, span(points)) for label, points in found.sums],
        "could_add": [(one.label, points_text(one.most), one.is_partly_asked) for one in missing],
        "could_cost": [one.label for one in found.not_asked if one.most <= 0],
        "title": book.title(language()),
        "edition": book.edition,
        "other": other,
        **_standing(found, last_round),
    }


def span(points) -> str:
    """42.5, or 42.5 – 60."""
    ends = dict.fromkeys((points.low, points.high))
    return " – ".join(points_text(end) for end in ends)


def _lines(found: Count) -> Iterator[dict[str, Any]]:
    for one in found.lines:
        yield {
            "category": one.category,
            "label": one.label,
            "points": span(one.points),
            "is_range": not one.points.is_known,
            "reason": one.reason,
            "standard": one.standard,
            "article": one.article,
        }


def _standing(found: Count, last_round: tuple | None) -> dict[str, Any]:
    """Where the range lies beside each school's line of the last confirmed round."""
    if last_round is None:
        return {"round": None}
    round_, run = last_round
    lines = [(school, line, _stands(found, line)) for school, line in rounds.cutoffs(run, asker=ANYONE)]
    reached = sum(1 for _, _, stands in lines if stands == "yes")
    return {"round": round_, "cutoffs": lines, "reached": reached, "schools": len(lines)}


def _stands(found: Count, line) -> str:
    """yes, maybe or no: whether the points of the next cut-off day would have been enough. Equal points leave it to later keys."""
    if line is None or found.on_cutoff_day.low > line:
        return "yes"
    return "maybe" if found.on_cutoff_day.high >= line else "no"
