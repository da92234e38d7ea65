"""A round's lists as files: children with results, every wish, schools; for the office, with names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from xinju.benefits.bridge import sentences
from xinju.benefits.bridge.results import Child, Results
from xinju.benefits.bridge.sources import Family
from xinju.documents.figures import Language
from xinju.documents.spreadsheets.writing import ListColumn, ListSheet, write_csv, write_xlsx


def office_files(results: Results, families: Mapping[str, Family], language: Language, on: date) -> dict[str, bytes]:
    """What stays in the office: the lists as a workbook and as text, and names with birth dates for the letters."""
    return {
        "results.xlsx": workbook(results, families, language, on),
        "results.csv": b"".join(write_csv(child_labels(results, language), child_rows(results, families, language))),
        "families.csv": b"".join(
            write_csv(
                ("application", "name", "birth_date"),
                (
                    [one.application, one.name, one.birth_date and one.birth_date.isoformat()]
                    for one in families.values()
                ),
            )
        ),
    }


def workbook(results: Results, families: Mapping[str, Family], language: Language, on: date) -> bytes:
    """One .xlsx with a sheet for the children, one for their wishes and one for the schools."""
    words = sentences.words_in(language).HEADINGS
    wide = {words["why"], words["name"], words["school"]}
    heading = f"{results.rules['round']['name']}"

    def columns(labels: tuple[str, ...]) -> list[ListColumn]:
        return [
            ListColumn(label, width=40 if label == words["why"] else 20 if label in wide else 14) for label in labels
        ]

    return write_xlsx(
        [
            ListSheet(
                words["children"],
                columns(child_labels(results, language)),
                child_rows(results, families, language),
                heading,
            ),
            ListSheet(words["wishes"], columns(wish_labels(language)), wish_rows(results, language), heading),
            ListSheet(words["schools"], columns(school_labels(language)), school_rows(results, language), heading),
        ],
        on,
    )


def child_labels(results: Results, language: Language) -> tuple[str, ...]:
    words = sentences.words_in(language).HEADINGS
    return (
        words["application"],
        words["name"],
        *results.key_names,
        words["lottery"],
        words["rank"],
        words["school"],
        words["wish"],
        words["why"],
    )


def child_rows(results: Results, families: Mapping[str, Family], language: Language) -> Iterator[list[Any]]:
    for child in results.children.values():
        yield child_row(results, child, families, language)


def child_row(results: Results, child: Child, families: Mapping[str, Family], language: Language) -> list[Any]:
    family = families.get(child.application)
    keys = [results.key_value(position, key) for position, key in enumerate(child.keys)]
    return [
        child.application,
        family.name if family else "",
        *(keys or [None] * len(results.key_names)),
        child.lottery[:8],
        child.rank,
        results.schools[child.school].name if child.school else "",
        child.wish,
        sentences.result(results, child, language),
    ]


def wish_labels(language: Language) -> tuple[str, ...]:
    words = sentences.words_in(language).HEADINGS
    names = ("application", "stage", "wish", "asked", "rank_here", "applicants", "cutoff", "missing", "why")
    return tuple(words[name] for name in names)


def wish_rows(results: Results, language: Language) -> Iterator[list[Any]]:
    for child in results.children.values():
        for wish in child.wishes:
            yield [
                child.application,
                results.stage_names[wish.stage],
                wish.number,
                results.schools[wish.school].name if wish.school else "",
                wish.rank,
                wish.applicants if wish.rank else None,
                sentences.keys_text(results, wish.cutoff, wish.cutoff_lottery, language),
                wish.missing,
                sentences.why(wish, language),
            ]


def school_labels(language: Language) -> tuple[str, ...]:
    words = sentences.words_in(language).HEADINGS
    names = ("code", "school", "town", "places", "first_wishes", "applicants", "admitted", "cutoff")
    return tuple(words[name] for name in names)


def school_rows(results: Results, language: Language) -> Iterator[list[Any]]:
    for place in results.schools.values():
        yield [
            place.code,
            place.name,
            place.town,
            place.places,
            place.first_wishes,
            place.applicants,
            place.admitted,
            sentences.cutoff_text(results, place, language),
        ]
