"""Amounts in English."""

from __future__ import annotations

from xinju.documents.words.amounts import Amounts

AMOUNTS = Amounts("en", {
    "and_a_fraction": " ", "points_one": "{n} point", "points_many": "{n} points",
    "days_one": "{n} day", "days_many": "{n} days", "months_one": "{n} month", "months_many": "{n} months",
    "years_one": "{n} year", "years_many": "{n} years",
    "whole_months_one": "{n} whole month", "whole_months_many": "{n} whole months",
    "touched_months_one": "{n} calendar month", "touched_months_many": "{n} calendar months",
    "records_one": "{n} record", "records_many": "{n} records", "periods_one": "{n} period", "periods_many": "{n} periods",
    "persons_one": "{n} person", "persons_many": "{n} persons", "calendar_years_one": "{n} year", "calendar_years_many": "{n} years",
    "events_one": "{n} event", "events_many": "{n} events", "entries_one": "{n} entry", "entries_many": "{n} entries",
    "span": "{low}–{high}", "at_least_amount": "at least {amount}", "empty": "empty", "yes": "yes", "no": "no", "quoted": "“{text}”",
    "at_least": "at least {n}", "over": "more than {n}", "up_to": "at most {n}", "under": "less than {n}",
    "both_ends": " and ", "anything": "any number",
    "exactly": "exactly {n}", "just": "{n}", "from_to": "{first} to {last}", "and_more": "{n} and more", "and_less": "{n} and less",
})  # fmt: skip
