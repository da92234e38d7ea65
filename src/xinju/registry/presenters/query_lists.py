"""A query list in the page's language."""

from __future__ import annotations

from datetime import date

from xinju.cases.queries import Case
from xinju.packs.districts import District
from xinju.packs.records import DeclaredRecord
from xinju.packs.registry_rules import RegistryRules
from xinju.registry.models import QueryList
from xinju.registry.presenters.deliveries import source_name, type_name
from xinju.registry.queries.query_lists import Standing
from xinju.web.language import chosen

_STATES = {
    "sent": ("wait", "待部门回复", "with the department"),
    "came_back": ("wait", "已回复，待核对", "came back, to be checked"),
    "incomplete": ("wait", "有缺漏，待补", "rows missing"),
    "done": ("good", "已入库", "taken over"),
    "called_off": ("plain", "已撤销", "called off"),
}


def line(
    rules: RegistryRules, types: dict[str, DeclaredRecord], found: QueryList, case: Case | None, on: date
) -> dict[str, object]:
    """One row of the list of lists, and the head of its page."""
    tone, *words = _STATES[case.state if case else "sent"]
    late = found.closed_at is None and found.due_on < on
    return {
        "list": found,
        "source": source_name(rules, found.source),
        "type": type_name(types, found.record_type),
        "tone": "bad" if late and case is not None and case.state == "sent" else tone,
        "state": chosen(*words),
        "is_late": late,
    }


def figures(found: Standing, *, came_back: bool) -> list[tuple[int, str]]:
    """How the answer stands, for the head of the page: what has landed, and before that what the file says."""
    asked = [(found.asked, chosen("人要核对", "people asked about"))]
    if not came_back:
        return asked
    of_the_file = [
        (found.twice, chosen("行前后不一致", "rows answered in two ways")),
        (found.not_asked, chosen("行没有问到", "rows about people not asked")),
    ]
    if not found.has_landed:
        return [*asked, (found.left_blank, chosen("行没有答复", "rows left blank")), *of_the_file]
    return [
        *asked,
        (found.with_rows, chosen("人有记录", "have records")),
        (found.says_none, chosen("人查无记录", "have none")),
        (found.unanswered, chosen("人没有答复", "unanswered")),
        *of_the_file,
    ]


def counts_text(found: Standing) -> str:
    """The same in one line, as it stands in the case's history."""
    return "；".join(
        (
            f"应答{found.asked}人", f"有记录{found.with_rows}", f"查无{found.says_none}", f"未答{found.unanswered}",
            f"前后不一致{found.twice}行", f"没有问到{found.not_asked}行",
        )
    )  # fmt: skip


def areas(district: District, region: str) -> list[tuple[str, str]]:
    """The district and its towns and communities that lie in an officer's region."""
    every = [(district.code, chosen(district.name, district.english))]
    every += [(one.code, chosen(one.name, one.english)) for one in district.regions]
    return [(code, name) for code, name in every if code.startswith(region)]
