"""What the public pages read: the district's files and rounds that were confirmed. Answers pass through and are not kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from xinju.benefits import queries as rounds
from xinju.documents.figures import Language
from xinju.portal.bridge import applying, counting
from xinju.portal.bridge.applying import May
from xinju.portal.bridge.counting import Count
from xinju.portal.bridge.place import District, load_district
from xinju.portal.bridge.questions import Questionnaire, load_questionnaire
from xinju.sheets import queries as sheets
from xinju.sheets.bridge.editions import Book, Edition
from xinju.web.language import is_english

ANYONE = "public"


def language() -> Language:
    """The language of the page that is being made."""
    return "en" if is_english() else "zh"


def district() -> District:
    """The district of this site."""
    return load_district(sheets.district_folder())


def questionnaire() -> Questionnaire:
    return load_questionnaire(sheets.district_folder())


def versions(place: District) -> list[Edition]:
    """All versions of the district's table, the newest first."""
    return list(reversed(sheets.versions_of(place.sheet, asker=ANYONE)))


def book_on(place: District, day: date) -> Book:
    """The table in force on a day. LookupError if the district has none at all."""
    found = sheets.in_force(place.sheet, day, asker=ANYONE)
    if found is None:
        raise LookupError(f"no sheet {place.sheet}")
    return sheets.book(found, asker=ANYONE)


def sheet_for(place: District, born: date | None, today: date) -> Book:
    """The table that will apply when the child's round takes applications."""
    season = place.season_of(born) if born else None
    return book_on(place, max(today, season.apply_from) if season else today)


def is_settled(place: District, form: Questionnaire, given: Mapping[str, str], *, today: date) -> bool:
    """Whether the answers decide already whether the child may apply."""
    book = sheet_for(place, form.born(given), today)
    return applying.is_settled(place, book.sheet, form, given, today=today)


def may_apply(place: District, form: Questionnaire, given: Mapping[str, str], *, today: date) -> tuple[May, Book]:
    """May the child apply, and the table that says so."""
    book = sheet_for(place, form.born(given), today)
    return applying.may_apply(place, book.sheet, form, given, today=today), book


def count(
    place: District, form: Questionnaire, given: Mapping[str, str], *, today: date, language: Language
) -> tuple[Count, Book]:
    """The points for these answers, and the table that they come from."""
    book = book_on(place, today)
    return counting.count(place, book, form, given, today=today, language=language), book


def next_version(place: District, now: Edition, day: date) -> Edition | None:
    """The version that will be in force on the next cut-off day, if it is another than now."""
    found = sheets.in_force(place.sheet, place.next_to_apply(day).as_of, asker=ANYONE)
    return found if found is not None and found.version != now.version else None


def last_round(place: District):
    """The latest confirmed round whose ranks come from this district's table, with its run; None if there is none."""
    for found in rounds.published_rounds(asker=ANYONE):
        run = rounds.latest_run(found, asker=ANYONE) if found.sheet_key == place.sheet else None
        if run is not None:
            return found, run
    return None
