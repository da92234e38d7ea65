"""The statement in English sentences."""

from __future__ import annotations

from xinju.documents.words.amounts_en import AMOUNTS
from xinju.documents.words.rounding_en import WAYS
from xinju.documents.words.shapes import Names, SelectionShape, ServiceShape, StepShape
from xinju.documents.words.statement import StatementWords

WORDS = StatementWords(
    AMOUNTS,
    words={
        "then": ": ", "next": "; ", "list": ", ", "comma": ", ", "and": ", and ", "or": ", or ", "nothing": "none",
        "labelled": "{label} {n}", "length": "length", "not_known": "{label} not known", "no_record": "no record of {label}",
        "measured": "{label} {amount}", "measured_less": "{label} {amount} ({total}, less {excluded})",
        "measured_beside": "{label} {amount} (not counted: {excluded})",
        "is_value": "{label} {value}", "is_value_beside": "{label} {value} (not counted: {excluded})",
        "elapsed_between": "{amount} from {since} to {until}", "elapsed": "{amount} since {since}", "cut_off": "the text is incomplete ({why})",
        "highest": "the highest of {parts}: {amount}", "least": "the lowest of {parts}: {amount}",
        "by_year": "{label} year by year", "by_year_beside": "{label} year by year (not counted: {excluded})", "of_year": "{n} for {year} ({amount})", "from_to": "{first} to {last}",
        "of_group": "{n} for {group}", "year": "{n}", "best_added": "{parts}, the best {n} added = {amount}", "dated": "{label} on {day} is {n}", "figure": "the announced figure",
        "rounded": "{before}, {mode} to {step}: {amount}",
        "mode_half_up": "rounded", "mode_down": "rounded down", "mode_up": "rounded up",
        "row": "in the row “{bounds}”, {then}", "outside": "in no row of the table, {amount}",
        "silent": "the table is silent, {amount}",
        "in_several": "in {n} rows at once, {amount}", "maybe_in": "in one of {n} rows, {amount}",
        "met": "meets the condition ({condition})", "missed": "does not meet the condition ({condition})",
        "unsure": "not known whether the condition is met ({condition})",
        "each_gives": "{points} for each {per}, {amount}", "each_one_gives": "{points} for each, {amount}",
        "not_over": "not more than {start}, {amount}", "only_up_to": "counted up to {n} only, ",
        "full_units": "{n} ÷ {per} is {full} in full, {full} × {points} = {amount}",
        "unit_first": "{n} × {each} ({points}/{per}, rounded first) = {amount}",
        "cap": " of at most {limit}", "cap_passed": ", above the cap, so {limit}",
        "cap_span": " of at most {limit}, so {amount}", "floor_span": ", at least {limit}, so {amount}",
        "floor": ", at least {limit}", "floor_passed": ", below the floor, so {limit}",
        "void": "void, as it does not meet the condition ({condition}): {amount}",
        "maybe_void": "; void unless the condition is met, which is not known ({condition}): {amount}",
        "chosen": "the family chose “{option}”", "best_yet": "the family has not chosen yet, the best so far is “{option}”",
        "not_chosen": "the family has not chosen yet ({ways})", "no_option": "there is no option",
        "role_played": "{role}: {who}", "way": "{label} {amount}",
        "compare": "{found} – wanted: {bounds}", "not": "not {condition}", "not_has": "{condition} (wanted: none)",
        "has": "a record of {label}", "has_not": "no record of {label}", "has_perhaps": "not known whether there is a record of {label}",
        "nested": "({text})", "column": "{record} ({column})",
        "missing_file": "the file of {record} has not been delivered or answered",
        "missing_file_of": "{department} has not delivered or answered {record}", "because": " (because {reasons})",
        "selected_choice": "{role}: {who}, as the family chose ({ways})",
        "selected_best": "{role}: {who}, the best so far; the family has not chosen yet ({ways})",
        "selected_only": "{role}: {who}",
        "selected_nobody": "{role}: nobody in the family can be this",
        "gate_met": "admitted: {condition}", "gate_missed": "not admitted: {condition}",
        "gate_unknown": "not known whether admitted: {condition}",
        "decided": " (the text can be read in several ways; decided by {by} on {day}: {reading})", "reading_row": "row {row} holds",
        "reading_lower": "it is in the lower band", "reading_upper": "it is in the upper band", "reading_none": "it is in no band",
        "reading_included": "the number itself counts", "reading_excluded": "the number itself does not count",
        "reading_lowest": "the least counts", "reading_highest": "the most counts",
        "gate_by_way": "the text does not say how points are rounded, and the gate hangs on it: met with {met}, not met with {missed} "
        "({condition})",
        "pays_by_way": "the text does not say how points are rounded; paid is at least {least}: {ways}",
        "rank_by_way": "the text does not say how points are rounded; rank key {n}: {ways}", "by_way": "{amount} with {ways}",
        "a_way": "“{way}”",
        "barred": "blocked by “{bar}”; the points still show", "maybe_barred": "not known whether “{bar}” blocks this",
        "pays": "payment: {sentence}",
    },
    whys={
        "line": "{record}: {why}", "group": "{n} {why}", "month": "{label} {year}-{month:0>2}", "months": "{label} {year}-{month:0>2} to {last_year}-{last_month:0>2} ({n} months)", "event": "{label} {day}",
        "since": "{label} from {first} until now", "period": "{label} {first} to {last}", "no_day": "none",
        "counted": "counted", "pending": "not yet verified", "disputed": "disputed", "not_yet_recorded": "not yet received then",
        "where": "with {column} {value}", "later": "after the day of measurement", "window": "outside the time that counts",
        "not_current": "not valid on the day", "not_during": "outside the required time", "not_in_set": "outside the stretches that count",
        "run": "outside the continuous run",
    },
    ways=WAYS,
)  # fmt: skip


def sentence(step: StepShape, names: Names, unit: str = "points") -> str:
    """One sentence for a line, group or payment."""
    return WORDS.sentence(step, names, unit)


def condition(step: StepShape, names: Names) -> str:
    """What a gate or veto asks and what was found."""
    return WORDS.condition(step, names)


def record_reasons(step: StepShape, names: Names) -> tuple[str, ...]:
    """Each record that was looked at: counted, or why not."""
    return WORDS.record_reasons(step, names)


def selection(found: SelectionShape, names: Names) -> str:
    """Who plays a role and by whose choice."""
    return WORDS.selection(found, names)


def service(result: ServiceShape, names: Names, unit: str = " yuan") -> tuple[str, ...]:
    """Gate, bars and payment of a service."""
    return WORDS.service(result, names, unit)
