"""Why something cannot be done in a case, and how a time limit stands: English sentences."""

REFUSALS = {
    "no_such_move": "there is no step “{part}”",
    "not_from_here": "the case is “{state}”; “{part}” cannot follow",
    "role_may_not": "“{part}” is not for this role: {role}",
    "before_last_step": "the day cannot lie before the last step of this case ({day})",
    "reason_missing": "choose a reason: {one_of}",
    "reason_unknown": "there is no reason “{part}”",
    "evidence_missing": "evidence is missing: {one_of}",
    "evidence_unknown": "this step takes no “{part}”",
    "evidence_empty": "“{part}” is empty",
    "evidence_unprintable": "“{part}” has a character that cannot be kept",
    "evidence_too_long": "“{part}” is too long; at most {most} characters",
    "evidence_no_day": "“{part}” must be a day, such as 2026-05-12",
    "evidence_no_choice": "“{part}” must be one of: {one_of}",
    "evidence_no_division": "“{part}” must be a division code of 2, 4, 6, 9 or 12 to 20 digits",
    "same_as_before": "“{part}” is the same as last time; choose another",
    "day_missing": "a day is missing: {part}",
    "day_unknown": "the day “{part}” is not asked for",
    "no_such_start": "a case cannot begin as “{part}”",
    "no_such_clock": "there is no time limit “{part}”",
    "not_extendable": "“{part}” cannot be prolonged",
    "clock_not_running": "“{part}” is not running and cannot be prolonged",
    "beyond_most": "“{part}” can be {most} at most",
    "not_longer": "“{part}” is {length} now and must become longer",
    "already_expired": "“{part}” ended on {day} and cannot be prolonged",
    "why_missing": "say why",
    "is_closed": "the case is closed",
    "role_has_no_move": "this role can do nothing at this step: {role}",
    "not_an_officer": "a case is assigned to an officer at work only",
    "waits_not_for_role": "the case does not wait for this role ({role}); hand it over first",
    "sees_not_region": "this officer does not work in that region",
    "department_missing": "say which department must answer",
    "client_id_taken": "this number was used for another act; load the page again",
}
STANDING = {
    "running": "{days} days left",
    "due_today": "due today",
    "overdue": "{days} days overdue",
    "paused": "stands still since {day}",
    "met": "in time",
    "met_late": "too late",
}
NOT_BEFORE = "not before {day} (the workdays of {year} are not published yet)"
UNITS = {"days": "{n} days", "workdays": "{n} workdays", "months": "{n} months"}
ACTS = {
    "opened": "opened",
    "moved": "step",
    "prolonged": "time limit prolonged",
    "assigned": "assigned",
    "handed_over": "handed over",
}
BETWEEN = " or "
JOB = "a job"
