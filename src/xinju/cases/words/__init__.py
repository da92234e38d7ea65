"""Sentences about cases in the page's language: refusals, deadlines, acts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from xinju.accounts.access import Role
from xinju.cases.access import JOB
from xinju.cases.bridge.course import CaseType, Label, Refusal, Timed
from xinju.cases.words import en, zh
from xinju.documents.figures import date_text
from xinju.values.workdays import Deadline, NotPublished
from xinju.web.language import is_english

_OF_EVIDENCE = "evidence_"
_OF_CLOCKS = ("no_such_clock", "not_extendable", "clock_not_running", "beyond_most", "not_longer", "already_expired")


def label(text: Label) -> str:
    """A label of a case type."""
    return text.en if is_english() else text.zh


def refusal(found: Refusal, kind: CaseType) -> str:
    """Why something cannot be done, for whoever tried."""
    values = dict(found.values)
    words = {key: _value(key, value, found.part, kind) for key, value in values.items()}
    if "one_of" in values:
        words["one_of"] = _words().BETWEEN.join(_named(key, kind) for key in values["one_of"].split(","))
    return _words().REFUSALS[found.code].format(part=_part(found, kind), **words)


def refusals(found: tuple[Refusal, ...], kind: CaseType) -> list[str]:
    return [refusal(each, kind) for each in found]


def deadline(until: Deadline | None) -> str:
    """A deadline as a date; where the calendar is not published, from when it can be and why it is not known."""
    if until is None:
        return ""
    if isinstance(until, NotPublished):
        return not_before(until.not_before, until.year)
    return _day(until.day)


def not_before(day: date, year: int) -> str:
    return _words().NOT_BEFORE.format(day=_day(day), year=year)


def standing(clock: Timed, on: date) -> str:
    """How a clock stands on that day, in words: never only a count, never only a colour."""
    end, since = clock.run.deadline, clock.run.paused_since
    days = abs((end.not_before - on).days) if end is not None else 0
    return _words().STANDING[clock.standing].format(days=days, day=_day(since) if since else "")


def left(due_on: date, on: date) -> str:
    """The same for a list: how far a deadline is on that day."""
    days = (due_on - on).days
    name = "running" if days > 0 else "overdue" if days < 0 else "due_today"
    return _words().STANDING[name].format(days=abs(days))


def length(n: int, unit: str) -> str:
    return _words().UNITS[unit].format(n=n)


def act(kind: str) -> str:
    """What kind of act an event is."""
    return _words().ACTS[kind]


def role(key: str) -> str:
    return _words().JOB if key == JOB else str(Role(key).label) if key in Role.values else key


def _words():  # noqa: ANN202 - a module
    return en if is_english() else zh


def _day(day: date) -> str:
    return date_text(day, "en" if is_english() else "zh")


def _value(key: str, value: str, part: str, kind: CaseType) -> str:
    if key in ("most", "length") and part in kind.clocks and kind.clocks[part].span:
        return length(int(value), kind.clocks[part].span.unit)
    if key == "state":
        return label(kind.states[value].label)
    if key == "role":
        return role(value)
    if key == "day":
        return _day(date.fromisoformat(value))
    return value


def _part(found: Refusal, kind: CaseType) -> str:
    if found.code.startswith(_OF_EVIDENCE) or found.code == "same_as_before":
        return _of(kind.evidence, found.part)
    if found.code in _OF_CLOCKS:
        return _of(kind.clocks, found.part)
    if found.code.startswith("day_"):
        return label(kind.days[found.part]) if found.part in kind.days else found.part
    return _of(kind.moves, found.part) if found.part in kind.moves else _of(kind.states, found.part)


def _of(parts: Mapping[str, object], key: str) -> str:
    return label(parts[key].label) if key in parts else key  # type: ignore[attr-defined]


def _named(key: str, kind: CaseType) -> str:
    """A piece of evidence, a choice or a reason: whatever the list of possible ones names."""
    if key in kind.evidence:
        return label(kind.evidence[key].label)
    choices = [text for piece in kind.evidence.values() for name, text in piece.choices.items() if name == key]
    reasons = [text for move in kind.moves.values() for name, text in move.reasons.items() if name == key]
    return label((choices or reasons)[0]) if choices or reasons else key
