"""What a receipt says, on the page and on paper."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header

from xinju.documents.figures import date_text
from xinju.documents.receipts import ReceiptLine, ReceiptPaper
from xinju.portal.queries.public import district, language
from xinju.registry.queries.receipts import ShownLine, declared_day, shown_lines
from xinju.web.language import chosen

DOORS = {
    "self": ("居住登记回执", "Receipt of registration"),
    "landlord": ("出租房屋人员申报回执", "Receipt of a landlord's declaration"),
    "employer": ("用工人员申报回执", "Receipt of an employer's declaration"),
}


def title(receipt: Any) -> str:
    """What kind of receipt it is."""
    return chosen(*DOORS.get(receipt.door, ("居住登记回执", "Receipt of registration")))


def lines(receipt: Any) -> list[dict[str, Any]]:
    """The lines as a page shows them: due day, and whether it was in time."""
    return [
        {
            "name": one.line.name,
            "masked": masked(one.line),
            "act": one.line.get_act_display(),
            "on": one.line.on,
            "due": due_text(one),
            "tone": {True: "good", False: "bad", None: "wait"}[one.in_time] if one.duty else "",
            "standing": standing_text(one),
        }
        for one in shown_lines(receipt)
    ]


def masked(line: Any) -> str:
    """The last four characters behind stars; nothing for a child."""
    return f"{'*' * 14}{line.tail}" if line.tail else ""


def due_text(one: ShownLine) -> str:
    """The day the report was due, or that the year's workdays are not published yet."""
    if one.duty is None:
        return ""
    day = date_text(one.duty.day, language())
    if one.duty.is_certain:
        return day
    year = one.duty.year or one.duty.day.year
    return chosen(f"不早于{day}（{year}年工作日尚未公布）", f"not before {day} ({year}: workdays not published yet)")


def standing_text(one: ShownLine) -> str:
    """In time or late, in words; blank where there is no duty."""
    if one.duty is None:
        return ""
    return {
        True: chosen("按时", "in time"),
        False: chosen("逾期", "late"),
        None: chosen("待日历公布后确定", "open until the calendar is out"),
    }[one.in_time]


def moment(receipt: Any) -> str:
    """When it was declared, to the minute, in Shanghai's time."""
    local = timezone.localtime(receipt.declared_at)
    return f"{date_text(local.date(), language())} {local:%H:%M}"


def paper(receipt: Any, request: HttpRequest) -> ReceiptPaper:
    """The receipt for A4."""
    place = district()
    facts = [(chosen("申报时间", "Declared at"), moment(receipt))]
    if receipt.place:
        facts.append((chosen("房屋", "Dwelling"), receipt.place.address))
    if receipt.employer:
        facts.append((chosen("用人单位", "Employer"), f"{receipt.employer.name} {receipt.employer.credit_code}"))
    shown = [
        ReceiptLine(one["name"] or "—", one["masked"] or "—", one["act"], date_text(one["on"], language()), one["due"],
                    one["standing"])
        for one in lines(receipt)
    ]  # fmt: skip
    office = place.offices[place.points_window].name.in_(language())
    return ReceiptPaper(
        office=office, number=receipt.number, title=title(receipt), facts=facts, lines=shown,
        next_steps=next_steps(receipt), address=request.build_absolute_uri(reverse("portal:receipt", args=[receipt.number])),
        declared_on=declared_day(receipt), language=language(),
    )  # fmt: skip


def next_steps(receipt: Any) -> list[str]:
    """What happens after it."""
    if receipt.door == "self":
        return [
            chosen(
                "信息由工作人员核实后生效；核实时请带好证件原件。",
                "What you told counts once it is verified: have your document at hand.",
            )
        ]
    return [
        chosen("本回执证明已在上述时间报告，请妥善保存。", "This receipt proves the report at the time above: keep it.")
    ]


def answer(content: bytes, number: str) -> HttpResponse:
    """The PDF, shown in the browser."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(False, f"{number}.pdf")
    return response
