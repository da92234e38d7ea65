"""Registration and permit as people read them: always the date, what is lost when it passes, and who says so."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import NoReverseMatch, reverse

from xinju.accounts.access import Account, has_role
from xinju.cases import words as case_words
from xinju.cases.queries import CaseFile
from xinju.documents.figures import date_text
from xinju.packs.permit_rules import OURS, Words
from xinju.registry.access.permits import READS
from xinju.registry.bridge import rules
from xinju.registry.models.permits import Master, PermitAct
from xinju.registry.presenters.words import division_name, record_label, source_name, town_name
from xinju.registry.queries import permits as queries
from xinju.registry.queries.permits import ApplicationFile, Finding, Findings, Held, PermitFile, Registration
from xinju.registry.queries.persons import PersonFile
from xinju.web.language import chosen, is_english

STANDING = {
    "valid": ("good", "有效", "in force"),
    "due": ("wait", "有效，待签注", "in force, to be endorsed"),
    "suspended": ("bad", "使用功能中止", "suspended"),
    "ended": ("plain", "已终止", "ended"),
}
PAPER_STATES = {
    "seen": ("good", "已核对", "seen"),
    "held": ("good", "登记已有，不用交", "held already, not asked for"),
    "missing": ("bad", "缺", "missing"),
}
CANNOT = {
    "already_open": ("这个人已有一件在办的申请（{case}）。", "There is an open application already ({case})."),
    "has_permit": ("这个人已有居住证，不再另发。", "There is a permit already: no second one is issued."),
    "proxy_needed": ("未满 {under} 周岁或行动不便的，要由监护人或近亲属代办。", "Under {under} or infirm: a guardian or close relative must apply."),
    "under_half_year": ("登记居住未满半年，不能批准。", "Registered for less than half a year: it cannot be approved."),
    "no_condition": ("就业、住所、就读三项中所申请的一项没有依据，不能批准。", "Nothing shows the ground applied for: it cannot be approved."),
    "papers_missing": ("材料还没有齐。", "Papers are still missing."),
    "too_early": ("还不到签注的时候：{opens}起办理。", "Too early: endorsements begin on {opens}."),
    "has_ended": ("居住证已在 {day} 终止。", "The permit ended on {day}."),
    "before_issue": ("日期不能早于签发日（{day}）。", "The day cannot lie before the issue ({day})."),
    "nothing_open": ("没有待审的签注申请。", "No endorsement waits for a decision."),
}  # fmt: skip


def said(text: Words) -> str:
    """A text of permit.yaml in the page's language."""
    return text.en if is_english() else text.zh


def day_text(day: date) -> str:
    return date_text(day, "en" if is_english() else "zh")


def cannot(codes: Sequence[str], values: Mapping[str, Any]) -> list[str]:
    """Why an act is not possible, as sentences."""
    shown = {key: day_text(value) if isinstance(value, date) else value for key, value in values.items()}
    return [chosen(*CANNOT[code]).format(**shown) for code in codes if code in CANNOT]


def file_page(file: PermitFile, on: date, *, hides_address: bool = False) -> dict[str, Any]:
    """One person's registration, permit, conditions and applications."""
    current = file.current
    applications = [application_line(row, case, on) for row, case in file.applications]
    return {
        "person": file.person,
        "registrations": [_registration(one, hides_address) for one in file.registrations],
        "permit": held_block(current, on) if current else None,
        "earlier": [held_block(one, on) for one in file.held if one is not current],
        "findings": finding_lines(file.findings),
        "may_apply": current is None or current.standing(on) == "ended",
        "applications": applications,
        "has_open": any(one["is_open"] for one in applications),
        "endorsements": [case_line(one, on) for one in file.endorsements],
        "apply_from": _apply_from(file, on),
    }


def held_block(held: Held, on: date) -> dict[str, Any]:
    """A permit with its dates. What a late endorsement costs is said as a date and as months."""
    course, standing = held.terms, held.standing(on)
    tone, zh, en = STANDING[standing]
    has_due = course.due.year < date.max.year and standing != "ended"
    return {
        "permit": held.permit,
        "number": held.number,
        "is_ours": held.master == OURS and held.permit is not None,
        "master": str(Master(held.master).label),
        "source": source_name(held.source) if held.source else "",
        "told_on": held.told_on,
        "standing": standing,
        "tone": tone,
        "zh": zh,
        "en": en,
        "issued_on": held.issued_on,
        "where": division_name(held.division),
        "due": course.due if has_due else None,
        "opens": course.opens if has_due else None,
        "ended_on": course.ended_on,
        "counts_from": course.counts_from,
        "counted": months_text(course.months_counted(on)),
        "loses": loses(held, on) if has_due else "",
        "endorsed": held.endorsed,
        "suspended": [gap for gap in course.suspended if gap.start <= on],
        "points": points_link(),
        "events": _events(held),
    }


def loses(held: Held, on: date) -> str:
    """What is lost after the day, and from when residence would count; or what was lost already."""
    course = held.terms
    if held.standing(on) == "suspended":
        return chosen(
            f"到 {day_text(course.due)} 没有签注，居住证已中止使用。补办之日起恢复，居住年限也从补办之日起重新连续计算。",
            f"Not endorsed by {day_text(course.due)}: the permit is suspended. Made up for, it is good again from that day, "
            "and residence counts anew from that day.",
        )
    stake = months_text(course.months_at_stake)
    if held.standing(on) == "due":
        return chosen(
            f"请在 {day_text(course.due)}（含当日）之前签注。过了这一天，居住证中止使用，到那天连续的 {stake} 不再算入，"
            "居住年限从补办之日起重新计算。",
            f"Have it endorsed by {day_text(course.due)}. After that day it is suspended; the {stake} that count by then are lost, "
            "and residence counts from zero from the day it is made up for.",
        )
    return chosen(
        f"下次签注：{day_text(course.opens)}至 {day_text(course.due)}。过期中止使用，居住年限从补办之日起重新计算。",
        f"Next endorsement: {day_text(course.opens)} to {day_text(course.due)}. Later it is suspended, and residence counts anew "
        "from the day it is made up for.",
    )


def months_text(months: int) -> str:
    """So many months as years and months."""
    years, left = divmod(months, 12)
    if is_english():
        parts = [f"{years} year{'s' * (years != 1)}"] if years else []
        return " and ".join([*parts, f"{left} month{'s' * (left != 1)}"] if left or not parts else parts)
    parts = ([f"{years} 年"] if years else []) + ([f"{left} 个月"] if left or not years else [])
    return " ".join(parts)


def points_link() -> dict[str, str] | None:
    """The item of the score sheet that a lapse touches, with the table where it stands."""
    found = queries.permit_rules().points
    if found is None:
        return None
    try:
        return {"address": reverse("portal:table"), "item": found[1]}
    except NoReverseMatch:
        return None


def finding_lines(found: Findings) -> list[dict[str, Any]]:
    """The half year, then work, home and study, of which one is enough: where one is shown, nothing is asked of the others."""
    enough = any(one.holds for one in found.conditions.values())
    return [finding(one, is_needed=not enough) for one in found.every]


def finding(found: Finding, *, is_needed: bool = True) -> dict[str, Any]:
    """One condition: does the registry show it, and where does it say so?"""
    conditions = queries.permit_rules().conditions
    label = (
        chosen("居住半年", "half a year of residence")
        if found.about == "half_year"
        else said(conditions[found.about].label)
    )
    values = found.values
    days = {key: day_text(date.fromisoformat(values[key])) for key in ("since", "full_on") if values.get(key)}
    where = ""
    if "record" in values:
        declared = rules.record_types()[values["record"]]
        where = chosen("{}（{}）", "{} ({})").format(record_label(declared), source_name(values["source"]))
    texts = {
        "half_year_full": ("自 {since} 起登记，{full_on} 满半年", "registered since {since}, half a year on {full_on}"),
        "half_year_lacks": ("自 {since} 起登记，到 {full_on} 才满半年", "registered since {since}: half a year only on {full_on}"),
        "not_registered": ("现在没有居住登记", "not registered now"),
        "proved": ("{where}", "{where}"),
        "unverified": ("{where}，尚未核实，请带材料", "{where}, not verified yet: bring the paper"),
        "not_known": ("登记里没有，请带材料", "the registry does not know: bring the paper"),
        "not_needed": ("登记里没有；三项有一项即可", "the registry does not know; one of the three is enough"),
    }  # fmt: skip
    code = "not_needed" if found.code == "not_known" and not is_needed else found.code
    tone = "good" if found.holds else "bad" if found.about == "half_year" else "wait" if is_needed else "plain"
    return {
        "label": label,
        "text": chosen(*texts[code]).format(where=where, **days),
        "tone": tone,
        "holds": found.holds,
    }


def case_line(file: CaseFile, on: date) -> dict[str, Any]:
    """A case with its state and the date of its clock."""
    row = file.row
    return {
        "key": row.key,
        "state": case_words.label(file.kind.states[row.state].label),
        "code": row.state,
        "is_open": row.closed_on is None,
        "due": case_words.not_before(row.due_on, row.due_on.year) if row.due_on and not row.due_certain else row.due_on,
        "is_certain": row.due_certain,
        "clock": case_words.label(file.kind.clocks[row.due_clock].label) if row.due_clock else "",
        "left": case_words.left(row.due_on, on) if row.due_on and row.due_certain else "",
        "reminders": [case_words.label(reminder.loses) for _, reminder in file.reminders],
        "explained": file.evidence.get("explained", ""),
        "remedy": said(queries.permit_rules().remedy) if "remedy" in file.evidence else "",
        "decision": file.evidence.get("decision", ""),
        "reason": _reason(file),
        "opened_on": row.opened_on,
        "closed_on": row.closed_on,
    }


def application_line(row: queries.PermitApplication, case: CaseFile, on: date) -> dict[str, Any]:
    ground = queries.permit_rules().conditions[row.ground].label
    return {
        **case_line(case, on),
        "application": row,
        "ground": said(ground),
        "notice": case.evidence.get("gap_notice", ""),
    }


def application_page(file: ApplicationFile, on: date) -> dict[str, Any]:
    """One application: conditions with reasons, papers, clocks, and what the law lacks."""
    row = file.application
    line = application_line(row, file.case, on)
    return {
        **line,
        "application_line": line,
        "proxy": row.proxy.person.name if row.proxy else "",
        "file": file,
        "person": file.person,
        "where": division_name(row.division),
        "master": str(Master(row.master).label),
        "is_ours": row.master == OURS,
        "findings": finding_lines(file.findings),
        "papers": papers(file.papers),
        "lacks": cannot(file.lacks, {}),
        "moves": frozenset(file.case.moves),
        "station": row.station,
    }


def papers(states: Mapping[str, str]) -> list[dict[str, str]]:
    """Papers with how they stand, in the order of permit.yaml."""
    declared = queries.permit_rules().papers
    found = []
    for key, paper in declared.items():
        if key in states:
            tone, zh, en = PAPER_STATES[states[key]]
            found.append(
                {"key": key, "label": said(paper.label), "state": states[key], "tone": tone, "zh": zh, "en": en}
            )
    return found


def _registration(one: Registration, hides_address: bool) -> dict[str, Any]:
    stay = one.stay
    place = stay.place
    hidden = town_name(stay.division)
    return {
        "start": stay.start,
        "end": stay.end,
        "where": hidden if hides_address else place.address if place else division_name(stay.division),
        "source": source_name(stay.source),
        "registered_on": one.registered_on,
        "receipt": one.receipt,
    }


def _events(held: Held) -> list[dict[str, Any]]:
    if held.permit is None:
        return []
    own = queries.permit_rules()
    reasons = {**own.endings, **own.replacing}
    return [
        {
            "act": str(PermitAct(event.act).label),
            "on": event.on,
            "recorded_at": event.recorded_at,
            "reason": said(reasons[event.reason]) if event.reason in reasons else "",
            "where": division_name(event.division) if event.division else "",
        }
        for event in sorted(held.permit.events.all(), key=lambda one: (one.on, one.pk), reverse=True)
    ]


def _reason(file: CaseFile) -> str:
    last = next((event for event in reversed(file.events) if event.reason), None)
    return case_words.label(file.kind.moves[last.part].reasons[last.reason]) if last else ""


def _apply_from(file: PermitFile, on: date) -> date | None:
    """From when somebody who has not lived here for half a year can apply."""
    full = file.findings.half_year.values.get("full_on")
    return date.fromisoformat(full) if full and date.fromisoformat(full) > on else None


def due_line(permit: queries.Permit, on: date) -> dict[str, Any]:
    """A permit in the list of those due."""
    is_late = permit.due < on
    return {
        "person": permit.identity.person,
        "number": permit.number,
        "due": permit.due,
        "where": division_name(permit.division),
        "is_late": is_late,
        "left": case_words.left(permit.due, on),
    }


def waiting_line(row: queries.PermitApplication) -> str:
    return f"{row.identity.person.name} · {division_name(row.division)}"


def station_line(row: queries.PermitApplication) -> dict[str, Any]:
    """Who is handed which permit at a mobile station."""
    return {"name": row.identity.person.name, "where": division_name(row.division), "case": row.case, "on": row.on}


def check_address(absolute: Callable[[str], str], token: str) -> str:
    """What the QR code says. The code stands behind the #, so that no server learns whose permit is checked."""
    try:
        return f"{absolute(reverse('portal:permit-check'))}#{token}"
    except NoReverseMatch:
        return token


def choices(places: Sequence[tuple[str, str, str]]) -> list[tuple[str, str]]:
    return [(code, english if is_english() else name) for code, name, english in places]


def person_part(file: PersonFile, asker: Account, on: date) -> dict[str, Any]:
    """The permit in one line on a person's page, with the way to its own page."""
    found = queries.permits_of(file.person.key, asker=asker, on=on)
    current = next((one for one in found if one.terms.ended_on is None), None)
    return {
        "permit": held_block(current, on) if current else None,
        "key": file.person.key,
        "may_open": has_role(asker, *READS),
    }
