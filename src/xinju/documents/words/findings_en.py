"""Findings of the checker of sheets in English."""

from __future__ import annotations

from xinju.documents.words.amounts_en import AMOUNTS
from xinju.documents.words.findings import FindingWords
from xinju.documents.words.rounding_en import WAYS
from xinju.documents.words.shapes import FindingShape, Names

WORDS = FindingWords(
    AMOUNTS,
    titles={
        "overlap": "{where}: {of}, {stretch}, is in more than one band",
        "boundary": "{where}: {of}, {stretch}, counts in one place and does not in another",
        "silent": "{where}: the table is silent on {of}, {stretch}",
        "level_missing": "{where}: the table leaves out {of} {stretch}",
        "open": "{where}: the text is incomplete ({why}); the number lies between {low} and {high}",
        "open_key": "{where}: the text is incomplete ({why}); who is equal up to here cannot be ranked",
        "rounding": "the text does not say how points are rounded (with fractions: {names})",
        "ties": "{where}: it is not said what happens to those who are still equal after the last key “{label}”",
        "version_overlap": "versions {versions} both apply from {first} to {until}",
        "version_hole": "no version applies from {first} to {until} (between {versions})",
        "never_holds": "{where}: {of} has to be {bounds}, but lies between {lowest} and {highest}: nobody can meet this",
        "too_large": "{where}: the number can reach {highest} (denominator {denominator}), beyond exact computing; limit (cap) or round it first, or declare a lower `high` for the column",
        "always_limit": "{where}: the number lies between {lowest} and {highest}, so with the limit {limit} it is never anything else",
        "dead_cap": "{where}: the cap {limit} never takes effect, the most is {highest}",
        "dead_floor": "{where}: the floor {limit} never takes effect, the least is {lowest}",
        "dead_row": "{where}: nobody can be in the row “{bounds}”; {of} lies between {lowest} and {highest}",
        "never_wins": "{where}: “{member}” is never higher than “{better}” and so has no effect",
        "not_counted": "{where}: no subtotal and no total counts it",
        "indicator_missing": "the indicator “{indicator}” is missing (Zhejiang's regulation on residence registration, art. 28, wants "
        "years of residence, employment and insurance among the main indicators)",
        "no_article": "{where}: no article is given",
        "no_evidence": "{where}: no evidence is given",
        "no_verifier": "{where}: no verifying department is given",
        "unused_measure": "{where}: defined and not used",
        "unused_condition": "{where}: defined and not used",
        "stale_decision": "the finding “{decision}” that was answered is not there any more ({by}, {day}, “{reading}”)",
    },
    readings={
        "row": "by the row “{bounds}”: {amount}",
        "service": "goes to “{service}” ({bounds})",
        "none": "not covered: {amount}",
        "neither": "in neither",
        "level_missing.none": "no points",
        "included": "{n} itself counts ({places})",
        "excluded": "{n} itself does not count ({places})",
        "lowest": "at the lowest: {amount}",
        "highest": "at the highest: {amount}",
        **WAYS,
        "lottery": "drawn by lot",
        "all_tied": "all who are equal are admitted",
        "earlier": "by the earlier version {version}",
        "later": "by the later version {version}",
        "version_hole.none": "nothing is accepted in that time",
    },
    spots={"": "", "gate": " (gate)", "pays": " (payment)", "rank": " (ranking)", "beside": " (number beside)"},
    other={
        "and": ", ", "yes": "yes", "no": "no", "on": "now on", "the_value": "the value",
        "residence": "length of residence", "employment": "employment", "insurance": "insurance",
    },
)  # fmt: skip


def finding(finding: FindingShape, names: Names) -> tuple[str, tuple[str, ...]]:
    """The finding with its place and values, and each way to read the text."""
    return WORDS.told(finding, names)
