"""English sentences for what is wrong in a file of case types."""

SENTENCES = {
    "case_type_twice": "the case type “{value}” is declared twice",
    "expected_span": "a length of time is expected here (15 days, 10 workdays, 6 months), found “{value}”",
    "unknown_part": "“{value}” is not declared",
    "empty_part": "at least one is expected here",
    "choices_with_choice": "`choices` and `kind: choice` go together",
    "never_reached": "no move leads here from the start",
    "closed_has_role": "a closed state has no role that acts",
    "starts_closed": "a case cannot be opened in the closed state “{value}”",
    "nobody_acts": "say which role acts here",
    "no_way_out": "no way leads from here to an end",
    "no_clock": "no clock runs in this state, so a case could be forgotten; name it in the runs_in of a clock",
    "closes_without_evidence": "closing needs evidence: name it in `needs` or `relies_on`",
    "closes_closed": "a closed case can be opened again, not closed once more",
    "span_or_until": "exactly one of span and until is expected",
    "runs_when_closed": "no clock runs when a case is closed",
    "runs_and_pauses": "a clock cannot both run and pause in one state",
    "fixed_day": "a clock that ends on a given day can be neither paused nor prolonged",
    "extends_nothing": "{value} in all is not longer than the clock itself",
}
