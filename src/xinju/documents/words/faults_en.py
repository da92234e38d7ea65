"""Faults of an uploaded spreadsheet in English: where, what stands there, what is expected."""

from __future__ import annotations

from typing import Any

from xinju.documents.faults import Fault
from xinju.documents.figures import count_text, date_text

_AS_TEXT = 'set the whole column to format "Text" and type the numbers again (or use the template)'

_REASONS = {
    "blank": "must be filled in and is empty",
    "formula": 'holds a formula; copy it and use "paste special – values"',
    "error_value": "holds a failed formula ({shown}); fill in the value itself",
    "number_cell": f"a long number was stored as a figure, its last digits have become zeros; {_AS_TEXT}",
    "digits_lost": f"the number was turned into scientific notation and lost its last digits; {_AS_TEXT}",
    "too_long": "has {length} characters; at most {longest}",
    "not_a_choice": "expected one of: {choices}",
    "not_a_number": "expected a number",
    "not_whole": "expected a whole number",
    "out_of_range": "out of range: {range}",
    "not_a_day": "expected a day such as 2024-03-01, 2024/3/1, 2024年3月1日 or 20240301",
    "no_such_day": "there is no such day",
    "not_a_month": "expected a month such as 2024-03, 202403, 2024.3 or 2024年3月",
    "no_such_month": "there is no such month",
    "month_zero_lost": "2024.1 in a numeric cell may be January or October: set the column to text and write 2024-01 or 2024-10",
    "not_a_flag": "expected yes (是) or no (否)",
    "too_early": "may not be before {earliest}",
    "too_late": "may not be after {latest}",
    "contradicts_number": "the identity number holds another date of birth",
    "not_a_phone": "not a valid phone number",
    "ends_before_start": "ends before it starts on {start}",
    "told_twice": "the same record stands in line {other_line} with other contents; nobody here can know which is right, both go back",
    "not_asked": "nobody asked about this person: who was not asked about is not read; remove the row",
    "unknown_division": "there is no division of this code",
    "division_ended": "this division bore the code until {until} and had ended by then",
    "division_became": "this division bore the code until {until}; of that day it is {successors}",
    "division_not_yet": "there is a division of this code from {since} on only",
    "citizen_id_shape": "an identity number has 18 characters (17 digits, then a digit or X); this has {length}",
    "citizen_id_date": "the birth date inside the identity number does not exist",
    "citizen_id_check": "the last character of the identity number does not fit; look for swapped or wrong digits",
    "repeated": "the same as in line {first_line}",
    "unknown_school": "this round has no such school; expected one of: {schools}",
    "wish_repeated": "the same as wish {wish}",
    "no_wishes": "expected at least one wish",
    "no_catchment": "lies in no school's catchment; check the address",
    "not_accepted": "{because}",
    "column_missing": "this column is missing; add it as in the template. No row was read",
    "column_twice": "this column stands there twice and only the first was read; delete one",
    "second_table": 'this sheet has the same heading, but only "{read}" was read; put all rows on one sheet',
    "line_too_long": "this line has more than {most} characters and was not read; is the file damaged?",
    "unclosed_quote": "a quotation mark is not closed, nothing was read up to line {until}; close or delete it",
    "file_too_large": "the file has {size} bytes, at most {most}; split it",
    "unpacks_too_large": "the file unpacks to {size} bytes, at most {most}; save it anew or split it",
    "too_many_rows": "more than {most} rows, nothing was read from here on; split the file",
    "too_many_faults": "more than {most} faults, nothing was checked from here on; mend these first",
    "empty_file": "the file is empty",
    "damaged_file": "the file is damaged or was not uploaded whole; open it and save it as .xlsx",
    "not_a_spreadsheet": "this is not a spreadsheet; upload .xlsx, .xls or .csv",
    "web_page": "this is a web page under another name; open it in a spreadsheet program and save it as .xlsx",
    "password": "the file has a password; remove it",
    "unknown_encoding": "the text is neither UTF-8 nor GB 18030; save it as .xlsx",
    "no_heading": "no heading was found; expected the columns {expected}. Is this the right table?",
}

IGNORED = {
    "title": "title",
    "blank": "empty",
    "total": "total",
    "signature": "signature",
    "note": "note",
    "heading_again": "heading repeated",
    "no_values": "only a serial number",
    "other_sheet": "another sheet",
    "hidden_sheet": "hidden sheet",
}


def reason(fault: Fault) -> str:
    """What is wrong and how to mend it, without the place: for a comment on the cell itself."""
    return _REASONS[fault.code].format_map(_shown(fault.values))


def sentence(fault: Fault) -> str:
    """The whole message: file, sheet, line, column, value, and what is expected."""
    place = [fault.file]
    if fault.sheet:
        place.append(f'sheet "{fault.sheet}"')
    if fault.line:
        place.append(f"line {fault.line}")
    if fault.column:
        place.append(f'"{fault.column}"' + (f" ({fault.cell})" if fault.cell else ""))
    value = f'"{fault.value}" – ' if fault.value else ""
    return f"{', '.join(place)}: {value}{reason(fault)}."


def _shown(values: Any) -> dict[str, str]:
    shown = {key: _text(value) for key, value in values.items()}
    least, most = values.get("least"), values.get("most")
    bounds = ("" if least is None else f"at least {least}", "" if most is None else f"at most {most}")
    return {**shown, "range": ", ".join(filter(None, bounds))}


def _text(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(value)
    if isinstance(value, int):
        return count_text(value)
    return date_text(value, "en") if hasattr(value, "year") else str(value)
