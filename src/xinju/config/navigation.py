"""The signed-in officer's sections: one line for each page that stands in the bar, with the roles that see it."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from xinju.accounts.access import Officer, Role, has_role, is_officer
from xinju.accounts.roles import SEES_PEOPLE
from xinju.registry.access.people import FINDERS, REGISTERS
from xinju.registry.access.permits import READS as PERMIT_READERS


@dataclass(frozen=True)
class Section:
    """A link in the officer's bar: the page's url name, its words in Chinese and English, who sees it."""

    page: str
    zh: str
    en: str
    roles: frozenset[Role]


SECTIONS: tuple[Section, ...] = (
    Section("registry:search", "找人", "Find a person", frozenset(FINDERS)),
    Section("registry:window", "窗口登记", "Registration", frozenset(REGISTERS)),
    Section("desk:figures", "全局", "Overview", frozenset({Role.HEAD})),
    Section("desk:health", "运行状况", "Health", frozenset({Role.SYSTEM_OPERATOR})),
    Section("desk:chain", "记录链", "Audit chain", frozenset({Role.AUDITOR})),
    Section("desk:inbox", "待办", "Inbox", frozenset(SEES_PEOPLE)),
    Section(
        "registry:deliveries",
        "部门数据",
        "Data",
        frozenset({Role.REGISTRAR, Role.DEPARTMENT_CLERK, Role.AUDITOR}),
    ),
    Section("field:today", "上门", "Visits", frozenset({Role.GRID_WORKER})),
    Section("registry:houses", "房屋", "Houses", frozenset({Role.REGISTRAR, Role.WINDOW_OFFICER, Role.GRID_WORKER})),
    Section("registry:plates", "门牌", "Plates", frozenset({Role.REGISTRAR, Role.GRID_WORKER})),
    Section("registry:permits", "居住证", "Permits", frozenset(PERMIT_READERS)),
    Section("benefits:rounds", "招生批次", "Rounds", frozenset({Role.EDUCATION_OFFICER, Role.AUDITOR})),
    Section(
        "sheets:sheets",
        "计分标准",
        "Score sheets",
        frozenset({Role.POLICY_OFFICE, Role.EDUCATION_OFFICER, Role.AUDITOR}),
    ),
    Section("portal:mine", "我的账户", "My account", frozenset({Role.PERSON})),
    Section("portal:own-points", "我的积分", "My points", frozenset({Role.PERSON})),
    Section("portal:own-data", "登记在我名下的信息", "What is held on me", frozenset({Role.PERSON})),
    Section("portal:my-permit", "居住登记与居住证", "Registration and permit", frozenset({Role.PERSON})),
    Section("portal:my-messages", "发给我的消息", "Messages to me", frozenset({Role.PERSON})),
    Section("portal:landlord", "我的房间（房东）", "My rooms (landlords)", frozenset({Role.PERSON})),
    Section("portal:employer", "我单位的人员（用人单位）", "Our people (employers)", frozenset({Role.PERSON})),
    Section("accounts:staff", "账号", "Accounts", frozenset({Role.SECURITY_OFFICER})),
    Section("api:clients", "接口", "API", frozenset({Role.SECURITY_OFFICER})),
    Section("accounts:bindings", "绑定", "Bindings", frozenset({Role.SECURITY_OFFICER})),
)


def sections(request: HttpRequest) -> dict[str, object]:
    """Template context: the officer (a resident has no bar) and the sections of the role, the present one marked."""
    person = getattr(request, "user", None)
    if not has_role(person, *Role):
        return {"officer": None, "sections": []}
    open_to_role = [section for section in SECTIONS if person.role in section.roles]
    return {
        "officer": _officer(person) if is_officer(person) else None,
        "sections": _links(open_to_role, request.path),
    }


def _officer(person: Officer) -> dict[str, str]:
    return {"name": person.name, "role": person.get_role_display(), "sign_out": reverse("accounts:sign-out")}


def _links(sections: list[Section], path: str) -> list[dict[str, object]]:
    """The present one is that with the longest address under which the page lies: /desk/ has others below it."""
    addresses = [reverse(section.page) for section in sections]
    here = max((address for address in addresses if path.startswith(address)), key=len, default=None)
    return [
        {"address": address, "zh": section.zh, "en": section.en, "is_here": address == here}
        for section, address in zip(sections, addresses, strict=True)
    ]
