"""A permit and a once-only notice as the typesetter takes them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from xinju.documents.permits import GapNotice, PermitPaper
from xinju.registry.models.identities import Sex
from xinju.registry.presenters.permits import check_address, day_text, papers, said
from xinju.registry.presenters.words import division_name
from xinju.registry.queries import permits as queries
from xinju.registry.queries.permits import ApplicationFile, Held, PermitFile
from xinju.vault.permit_papers import Card
from xinju.web.language import chosen, is_english


def permit_paper(file: PermitFile, held: Held, card: Card, token: str, absolute: Callable[[str], str]) -> PermitPaper:
    """What the law prints on a permit (art. 4), the number with its last four characters only, and the code."""
    person = file.person
    rows = [
        (chosen("姓名", "Name"), person.name),
        (chosen("性别", "Sex"), str(Sex(person.sex).label)),
        (chosen("出生日期", "Born"), day_text(person.birth_date) if person.birth_date else ""),
        (chosen("证件尾号", "Number ends in"), card.tail),
        (chosen("居住地", "Lives in"), division_name(held.division)),
        (chosen("签发机关", "Issued by"), said(queries.permit_rules().authority)),
        (chosen("签发日期", "Issued on"), day_text(held.issued_on)),
        (chosen("签注有效至", "Endorsed until"), day_text(card.until)),
    ]
    return PermitPaper(
        title=chosen("居住证", "Residence permit"),
        authority=said(queries.permit_rules().authority),
        number=held.number,
        rows=tuple((label, value) for label, value in rows if value),
        code=check_address(absolute, token),
        checks=chosen(
            "扫码核验：不联网也能查，只看真伪和是否有效，不会告诉任何人。序号 ",
            "Scan to check, without a network too: genuine and in force or not, and nobody learns of it. Serial ",
        )
        + str(card.serial),
        made_on=card.issued,
        language="en" if is_english() else "zh",
    )


def paper_of(found: tuple[queries.Permit, PermitFile], on: date, absolute: Callable[[str], str]) -> PermitPaper | None:
    """The paper of a permit issued here; None once it is suspended or has ended: then there is nothing to show."""
    permit, file = found
    held = next((one for one in file.held if one.permit is not None and one.permit.pk == permit.pk), None)
    if held is None or held.standing(on) not in ("valid", "due"):
        return None
    card, token = queries.token_of(permit, on=on)
    return permit_paper(file, held, card, token, absolute)


def gap_notice(file: ApplicationFile, office: str) -> GapNotice:
    """Everything that is missing as the first check found it, with the last day for bringing it."""
    first = file.checks[0]
    run = next((clock.run for clock in file.case.clocks if clock.run.clock == "supplement"), None)
    until = day_text(run.deadline.not_before) if run and run.deadline else ""
    missing = tuple(one["label"] for one in papers(first.papers) if one["state"] == "missing")
    rows = [(chosen("请在此日前补齐", "Bring them by"), until), (chosen("地点", "Where"), office)]
    return GapNotice(
        title=chosen("居住证申请材料一次性告知书", "What is missing for your permit, told once"),
        office=office,
        number=first.number,
        opening=chosen(
            f"{file.person.name}：您在 {day_text(first.on)} 提交的居住证申请（事项 {file.case.row.key}）还缺下列材料，"
            "现一次告知，以后不再提出新的要求。",
            f"{file.person.name}: your application of {day_text(first.on)} (case {file.case.row.key}) still lacks the papers below. "
            "This is told once; nothing else will be asked for.",
        ),
        missing=missing,
        rows=tuple((label, value) for label, value in rows if value),
        closing=chosen(
            "过期没有补齐的，这次申请可能不予受理，需要重新申请；半年居住时间不受影响。办理居住证不收费用。"
            "依据：《居住证暂行条例》第九条。",
            "After that day this application may be refused and you would apply again; your half year is kept. It is free of "
            "charge. Interim Regulations on Residence Permits, article 9.",
        ),
        made_on=first.on,
        made_on_text=day_text(first.on),
        signature=chosen(
            "本人（代办人）签收：______________  日期：____________", "Received by: ______________  Date: ____________"
        ),
        language="en" if is_english() else "zh",
    )
