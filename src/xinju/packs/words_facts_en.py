"""English sentences for what is wrong in a folder of facts."""

from collections.abc import Mapping

SENTENCES: Mapping[str, str] = {
    "no_facts_folder": "a folder with files of facts is expected here",
    "two_files": "this and {first} hold the same table; keep one",
    "no_members": "members.csv (or members.parquet) is missing: who belongs to which application",
    "not_a_record_file": "no record type is called “{value}”; declared are: {expected}",
    "not_parquet": "this is no readable Parquet file ({why})",
    "missing_columns": "columns are missing: {value}; the file has: {expected}",
    "columns_unread": "these columns are not declared and were not read: {value}",
    "open_quote": "a quotation mark is left open on this line",
    "wrong_cells": "this line has {found} cells, the heading has {expected}",
    "line_too_long": "this line is longer than {most} bytes and was not read",
    "undecodable": "this line holds bytes that are no text (read as {encoding}); save the file as UTF-8 or GB 18030",
    "bad_number": "“{value}” is no number; expected for example 85 or 85.5, without thousands separators or units",
    "out_of_range": "“{value}” is out of range; expected between {low} and {high}",
    "too_fine": "“{value}” has too many decimals; expected a multiple of 1/{scale}",
    "bad_flag": "“{value}” found; expected true/false, 1/0 or 是/否",
    "bad_day": "“{value}” is no day; expected for example 2023-04-30",
    "bad_month": "“{value}” is no month; expected for example 2023-04",
    "number_through_float": "“{value}” looks like a long number that went through a spreadsheet's numeric cell and lost its last "
    "digits; format the column as text, enter the numbers again and save",
    "wrong_check": "“{value}” has a wrong check character; expected a citizen identity number",
    "unknown_status": "“{value}” found; expected verified, pending or disputed",
    "ends_before_start_row": "it ends on “{value}”, before it starts",
    "recorded_in_future": "recorded on “{value}”, after {today}",
    "future_fact": "“{value}” is after {today}: a fact of the future",
    "dated_after_recorded": "“{value}” is after the day on which it was recorded",
    "unknown_subject": "“{value}” is not in members (for records about applications: not in applications)",
    "unknown_application": "application “{value}” is not in applications",
    "unknown_member_role": "there is no role “{value}”; the roles: {expected}",
    "unknown_record_type": "no record type is called “{value}”; declared are: {expected}",
    "same_row_twice": "the same record as on line {first}",
    "same_record_differs": "lines {lines} are the same record with different content; none of them was taken",
}
REASON: Mapping[str, str] = {"line": "line", "reason": "reason"}
