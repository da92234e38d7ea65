"""English words for rules in the official table."""

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "points": "{points} points",
    "open": "open ({why})",
    "when": "if the condition holds: {then}",
    "each_sum": "each by itself, then added: {then}",
    "each_best": "each by itself, the best {n} added: {then}",
    "each_highest": "each by itself, the highest counts: {then}",
    "chosen": "the applicant chooses one of: {parts}",
    "highest": "the highest of: {parts}",
    "least": "the lowest of: {parts}",
    "measured": "as measured",
    "rate": "{points} per {per} full {unit}",
    "rate_prorated": "{points} per {per} {unit}, parts in proportion",
    "start_after": "beyond {start} {unit}: {rate}",
    "row": "{bounds}: {then}",
    "at_least": "{end} and more",
    "over": "more than {end}",
    "up_to": "up to {end}",
    "under": "less than {end}",
    "and": ", ",
    "or": ", ",
    "days": "day(s)",
    "months": "month(s)",
    "years": "year(s)",
    "times": "time(s)",
    "units": "unit(s)",
}
