"""What the window's pages show, and the receipt that it prints."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from xinju.documents.figures import date_text
from xinju.documents.receipts import ReceiptLine, ReceiptPaper
from xinju.registry.bridge import rules
from xinju.registry.models import Person, Receipt
from xinju.registry.presenters.merge_words import weight_in_words
from xinju.registry.queries.counter import homes_of
from xinju.registry.queries.receipts import declared_day
from xinju.web.language import chosen, is_english


def person(found: Person) -> dict[str, Any]:
    """Who stands there, and where he lives by all sources."""
    sources = rules.rules().sources
    homes = [
        {
            "address": address or "—",
            "since": stay.start,
            "source": chosen(sources[stay.source].name, sources[stay.source].english) if stay.source in sources else "",
            "is_verified": stay.verification == "verified",
        }
        for stay, address in homes_of(found)
    ]
    return {"person": found, "homes": [] if found.is_protected else homes, "is_protected": found.is_protected}


def alike(found: Iterable[tuple[Person, float]]) -> list[dict[str, Any]]:
    """People who may be the one that is being registered."""
    return [{**person(one), "likeness": weight_in_words(weight)} for one, weight in found]


def receipt(found: Receipt) -> dict[str, Any]:
    """A receipt on the page."""
    return {"receipt": found, "moment": _moment(found), "lines": [_line(line) for line in found.lines.all()]}


def paper(found: Receipt, request: HttpRequest) -> ReceiptPaper:
    """The same on A4."""
    language = "en" if is_english() else "zh"
    place = rules.district()
    facts = [(chosen("登记时间", "Registered at"), _moment(found))]
    if found.place:
        facts.append((chosen("住址", "Address"), found.place.address))
    lines = [
        ReceiptLine(one["name"], one["masked"] or "—", one["act"], date_text(one["on"], language), "", "")
        for one in (_line(line) for line in found.lines.all())
    ]
    return ReceiptPaper(
        office=chosen(f"{place.name}新居民服务中心", f"{place.english} service centre for new residents"),
        number=found.number,
        title=chosen("居住登记回执", "Receipt of registration"),
        facts=facts,
        lines=lines,
        next_steps=[
            chosen("住满半年并符合条件的，可以凭本回执申领居住证。搬家请在十日内来更改，离开请来注销。",
                   "After half a year, if the conditions hold, you can apply for a permit with this receipt. Tell us within ten "
                   "days when you move, and when you leave."),
        ],
        address=request.build_absolute_uri(reverse("portal:receipt", args=[found.number])),
        declared_on=declared_day(found),
        language=language,
    )  # fmt: skip


def _line(line: Any) -> dict[str, Any]:
    return {
        "name": line.name,
        "masked": f"{'*' * 14}{line.tail}" if line.tail else "",
        "act": str(line.get_act_display()),
        "on": line.on,
        "key": line.identity.person.key,
    }


def _moment(found: Receipt) -> str:
    local = timezone.localtime(found.declared_at)
    return f"{date_text(local.date(), 'en' if is_english() else 'zh')} {local:%H:%M}"


def household_start(homes: list[tuple[Any, str]], today: date) -> dict[str, Any]:
    """Where a new member most likely lives: where the person does."""
    if not homes:
        return {"start": today}
    stay, address = homes[0]
    return {
        "start": today, "where": address, "community": "" if stay.place_id else stay.division, "dwelling": stay.dwelling,
    }  # fmt: skip
