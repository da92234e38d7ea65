"""What the pages at the door show."""

from pathlib import Path

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from xinju.accounts import queries, totp
from xinju.accounts.access import Account, Binding, Ended
from xinju.accounts.demo_accounts import DEMO_GROUPS, DEMO_OFFICERS, DEMO_PEOPLE
from xinju.accounts.roles import Role
from xinju.documents.qr import qr_svg
from xinju.packs.districts import division_names
from xinju.web.language import chosen


def demo_people() -> list[dict[str, str]]:
    """One entry per kind of resident for the demo's buttons."""
    return [{"kind": kind.value, "label": person.label, "work": person.work} for kind, person in DEMO_PEOPLE.items()]


def demo_groups() -> list[dict[str, object]]:
    """The demo's officers, one entry per role, in the groups of the page."""
    return [{"heading": heading, "officers": [_officer(role) for role in roles]} for heading, roles in DEMO_GROUPS]


def _officer(role: Role) -> dict[str, str]:
    officer = DEMO_OFFICERS[role]
    return {
        "role": role.value,
        "label": role.label,
        "name": officer.name,
        "office": officer.office,
        "work": officer.work,
    }


def person_home(account: Account) -> dict[str, bool]:
    """What a resident's first page says of the account."""
    return {"is_bound": queries.person_of(account) is not None, "has_phone": queries.has_phone(account)}


def enrolment(account: Account, secret: str) -> dict[str, str | SafeString]:
    """The QR code for the authenticator app, and the same secret in groups of four for typing."""
    address = totp.address(secret, account=account.username, issuer="Xinju")
    label = chosen("给身份验证应用扫的二维码", "QR code for the authenticator app")
    groups = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return {"qr": mark_safe(qr_svg(address, label)), "secret": groups}


def locked_minutes() -> int:
    """How long the door stays closed after too many wrong passwords."""
    return int(settings.AXES_COOLOFF_TIME.total_seconds()) // 60


def issuer() -> str:
    """The city's own sign-in, or nothing where the site has none."""
    return settings.XINJU_OIDC["issuer"] if settings.XINJU_OIDC else ""


def officer(account: Account) -> dict[str, object]:
    """What the security officer sees of one account."""
    return {
        "account": account,
        "region": region(account),
        "has_factor": queries.has_factor(account),
        "issuer": issuer(),
        "subject": queries.subject_of(account, issuer=issuer()),
    }


def region(account: Account) -> str:
    """The officer's region by its name; its code where the district's file does not name it, nothing for a whole site."""
    names = division_names(Path(settings.XINJU_DISTRICT)).get(account.region)
    return chosen(*names) if names else account.region


def binding(row: Binding) -> dict[str, object]:
    """One binding in the list: keys only, never a name or a number."""
    words = dict(Ended.choices)
    reasons = [(code, text) for code, text in words.items() if code != Ended.BOUND_ANEW]
    return {"row": row, "because": words.get(row.ended_because, ""), "reasons": reasons}
