"""Cases as the desk shows them: dates with words, never a count or a colour alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.urls import NoReverseMatch, reverse

from xinju.cases import queries, words
from xinju.cases.panels import Panel
from xinju.cases.queries import Case, CaseFile, CaseType, Event, Timed, YearOfWorkdays
from xinju.web.doors import lets_in
from xinju.web.language import chosen, is_english

Names = Mapping[str, tuple[str, str]]
ONE_DAY = timedelta(days=1)
TONES = {"overdue": "bad", "due_today": "wait", "paused": "plain", "running": "plain", "met": "good", "met_late": "bad"}


def line(row: Case, today: date, divisions: Names) -> dict[str, Any]:
    """A case in the inbox."""
    kind = queries.kind_of(row)
    return {
        "key": row.key,
        "type": words.label(kind.label),
        "title": row.title,
        "state": words.label(kind.states[row.state].label),
        "region": named(row.region, divisions),
        "assignee": row.assignee.name if row.assignee else "",
        "clock": words.label(kind.clocks[row.due_clock].label) if row.due_clock else "",
        **_due(row, today),
    }


def page(
    file: CaseFile, panel: Panel | None, today: date, divisions: Names, departments: Names, *, role: str
) -> dict[str, Any]:
    """A case on its own page: facts, evidence, what an officer of this role can do."""
    row, kind = file.row, file.kind
    return {
        "case": row,
        "type": words.label(kind.label),
        "source": kind.source,
        "state": words.label(kind.states[row.state].label),
        "is_open": row.closed_on is None,
        "handler": words.role(row.role) if row.role else "",
        "region": named(row.region, divisions),
        "department": named(row.department, departments),
        "days": [(words.label(label), date.fromisoformat(row.days[key])) for key, label in kind.days.items()],
        "clocks": [_clock(clock, kind, today) for clock in file.clocks],
        "reminders": [words.label(reminder.loses) for _, reminder in file.reminders],
        "evidence": evidence(file.evidence, kind, divisions),
        "history": [_event(event, kind, divisions) for event in reversed(file.events)],
        "moves": [
            {"key": key, "label": words.label(kind.moves[key].label), "at": n}
            for n, key in enumerate((key for key in file.moves if not kind.moves[key].on_page), 1)
        ],
        "prolongable": [{"key": key, "label": words.label(kind.clocks[key].label)} for key in file.prolongable],
        "panel": panel,
        "panel_template": panel.template if panel else "",
        "work_page": _work_page(kind, row.key, role),
    }


def evidence(given: Mapping[str, str], kind: CaseType, divisions: Names) -> list[tuple[str, Any]]:
    """Pieces of evidence by name, in the type's order."""
    return [
        (words.label(piece.label), _value(given[key], kind, key, divisions))
        for key, piece in kind.evidence.items()
        if key in given
    ]


def calendar(years: Iterable[YearOfWorkdays]) -> list[dict[str, Any]]:
    """Each year with its days off and worked weekends, days that follow each other as one span."""
    return [
        {"year": one.year, "source": one.source, "off": spans(one.off), "worked": spans(one.worked)} for one in years
    ]


def spans(days: Iterable[date]) -> list[tuple[date, date]]:
    """First and last day of each run of days."""
    found: list[tuple[date, date]] = []
    for day in sorted(days):
        if found and day - found[-1][1] == ONE_DAY:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found


def named(code: str, names: Names) -> str:
    """A division or department by name, or its code where the district's file does not name it."""
    if not code:
        return chosen("未定", "not known")
    return names[code][1 if is_english() else 0] if code in names else code


def listed(names: Names, *, shortest: int = 0) -> list[tuple[str, str]]:
    """Choices by name; `shortest` leaves out codes with fewer digits."""
    return [(code, named(code, names)) for code in names if len(code) >= shortest]


def roles(keys: Iterable[str]) -> list[tuple[str, str]]:
    return [(key, words.role(key)) for key in keys]


def _due(row: Case, today: date) -> dict[str, Any]:
    if row.due_on is None:
        return {"due": "", "left": chosen("暂停计时", "stands still"), "tone": "plain"}
    if not row.due_certain:
        return {"due": words.not_before(row.due_on, row.due_on.year), "left": "", "tone": "plain"}
    tone = "bad" if row.due_on < today else "wait" if row.due_on == today else "plain"
    return {"due": row.due_on, "left": words.left(row.due_on, today), "tone": tone, "is_certain": True}


def _clock(clock: Timed, kind: CaseType, today: date) -> dict[str, Any]:
    run, time = clock.run, kind.clocks[clock.run.clock]
    return {
        "label": words.label(time.label),
        "deadline": words.deadline(run.deadline),
        "standing": words.standing(clock, today),
        "tone": TONES[clock.standing],
        "length": words.length(run.length, time.span.unit) if time.span else "",
        "started": run.started,
        "ended": run.ended,
        "source": time.source,
        "goes_to": words.role(time.escalations[0].role),
        "since": clock.since,
    }


def _event(event: Event, kind: CaseType, divisions: Names) -> dict[str, Any]:
    parts = kind.moves if event.part in kind.moves else kind.clocks
    reasons = kind.moves[event.part].reasons if event.part in kind.moves else {}
    time = kind.clocks.get(event.part)
    return {
        "act": words.act(event.kind),
        "part": words.label(parts[event.part].label) if event.part in parts else "",
        "state": words.label(kind.states[event.state].label),
        "on": event.on,
        "recorded_at": event.recorded_at,
        "role": words.role(event.role),
        "reason": words.label(reasons[event.reason]) if event.reason in reasons else "",
        "why": event.why,
        "length": words.length(event.total, time.span.unit) if event.total and time and time.span else "",
        "to": named(event.to["region"], divisions) + " · " + words.role(event.to["role"]) if "role" in event.to else "",
        "evidence": evidence(event.evidence, kind, divisions),
    }


def _value(value: str, kind: CaseType, key: str, divisions: Names) -> Any:
    piece = kind.evidence[key]
    if piece.kind == "day":
        return date.fromisoformat(value)
    if piece.kind == "choice":
        return words.label(piece.choices[value])
    return named(value, divisions) if piece.kind == "division" else value


def _work_page(kind: CaseType, key: str, role: str) -> str:
    """Where the type's own page is; empty where it has none, this role may not open it, or its app is not installed."""
    try:
        address = reverse(kind.page, args=[key]) if kind.page else ""
    except NoReverseMatch:
        return ""
    return address if address and lets_in(address, role) else ""
