"""Every page is visited as every role, as a visitor and from the neighbouring region; the table beside this file judges."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import IntConverter, UUIDConverter
from tests.house.known_rows import KNOWN

from xinju.accounts import actions
from xinju.accounts.access import OFFICERS, Account, Role
from xinju.accounts.demo_accounts import DEMO_OFFICERS, DemoPersonKind

TABLE = Path(__file__).with_name("access_matrix.txt")
GROUPS = {"anyone": frozenset(Role), "signed-in": frozenset(Role), "officers": frozenset(OFFICERS)}
NEIGHBOUR = "990202"
HERE = "990102"


def named(patterns: list, namespace: str = "") -> Iterator[tuple[str, dict]]:
    """Every URL name with its converters; a pattern without a name counts as one with an empty name."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from (
                (name, {**pattern.pattern.converters, **rest}) for name, rest in named(pattern.url_patterns, inner)
            )
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name or ''}", pattern.pattern.converters


ADDRESSES = dict(named(get_resolver().url_patterns))


def rows() -> dict[str, list[str]]:
    """The table: URL name → who."""
    lines = (line.partition("#")[0].split() for line in TABLE.read_text(encoding="utf-8").splitlines())
    return {name: who for name, *who in filter(None, lines)}


ROWS = rows()
REGIONAL = {name for name, who in ROWS.items() if "regional" in who}
WHO = {name: [word for word in who if word != "regional"] for name, who in ROWS.items()}


def allowed(name: str) -> frozenset[Role]:
    """The roles that the table lets in."""
    return frozenset().union(*(GROUPS.get(word) or {Role(word)} for word in WHO[name]))


def unknown(converter: object) -> object:
    """A plausible key that belongs to nothing."""
    if isinstance(converter, IntConverter):
        return 999_999
    return uuid.UUID(int=7) if isinstance(converter, UUIDConverter) else "nothing"


def address(name: str) -> str:
    return reverse(name, kwargs={key: unknown(converter) for key, converter in ADDRESSES[name].items()})


def came_in(response) -> bool:
    """Was the door open? What lies behind it may well be missing (404) or want a form (405)."""
    return response.status_code != 403 and not response.headers.get("Location", "").startswith(
        reverse("accounts:sign-in")
    )


def officer(role: Role, region: str | None = None) -> Account:
    """An officer of a role, at the demo's post or at the same post of the neighbouring district."""
    post = DEMO_OFFICERS[role]
    moved = post.region if region is None else region + post.region.removeprefix(HERE)
    return actions.open_account(
        username="test", name="测试员", role=role, office="测试科", region=moved, source=post.source, by="job:test"
    )


VISITORS = {
    "a visitor": None,
    **{role.value: lambda role=role: officer(role) for role in OFFICERS},
    **{f"{role.value} of the next district": lambda role=role: officer(role, NEIGHBOUR) for role in OFFICERS},
    **{f"{kind} of the demo": lambda kind=kind: actions.open_demo_person(kind) for kind in DemoPersonKind},
}


def fault(name: str, account: Account | None, client: Client) -> str | None:
    """What is wrong with the answer that this account gets."""
    answer = client.get(address(name))
    role = Role(account.role) if account else None
    is_neighbour = account is not None and account.region.startswith(NEIGHBOUR)
    expected = "anyone" in WHO[name] if role is None else role in allowed(name)
    expected = expected and not (name in REGIONAL and is_neighbour)
    if answer.status_code >= 500:
        return f"{name}: {answer.status_code}"
    if came_in(answer) != expected:
        return f"{name}: {answer.status_code}, expected {'to come in' if expected else 'to be refused'}"
    if role is not None and not expected and answer.status_code != 403:
        return f"{name}: {answer.status_code}, expected 403"
    return None


def test_every_address_has_a_name_and_a_row_and_every_row_an_address():
    assert {name for name in ADDRESSES if not name or name.endswith(":")} == set()
    assert set(ADDRESSES) - set(WHO) == set(), "add one line for each to tests/house/access_matrix.txt"
    assert set(WHO) - set(ADDRESSES) == set(), "these rows of tests/house/access_matrix.txt have no page any more"


def test_every_word_of_the_table_is_a_role_or_a_group():
    assert {word for who in WHO.values() for word in who} <= set(Role.values) | set(GROUPS)
    assert [name for name, who in WHO.items() if not who] == []


def pages_for(account: Account | None) -> list[str]:
    """All of them; a neighbour, who is refused by the role's door like everybody, tries those of the own role only."""
    names = sorted(set(WHO) & set(ADDRESSES))
    if account is None or not account.region.startswith(NEIGHBOUR):
        return names
    return [name for name in names if Role(account.role) in allowed(name)]


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("visitor", list(VISITORS))
def test_pages_open_to_whom_the_table_names_and_to_nobody_else(visitor):
    client = Client(raise_request_exception=False)
    account = VISITORS[visitor]() if VISITORS[visitor] else None

    faults = []
    for name in pages_for(account):
        if account:
            client.force_login(account)  # each page anew: one of them signs out
        faults.append(fault(name, account, client))

    assert [text for text in faults if text] == []


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("name", KNOWN)
def test_a_row_of_this_district_is_there_for_its_officers_and_not_for_those_of_the_next(name):
    page = reverse(name, kwargs=KNOWN[name]())

    here, there = (
        {role: opens(page, role, region) for role in allowed(name) & set(OFFICERS)} for region in (None, NEIGHBOUR)
    )

    assert any(status < 400 for status in here.values()), here
    assert set(there.values()) <= {403, 404}, there


def opens(page: str, role: Role, region: str | None) -> int:
    """The answer that an officer of this role gets, with a purpose given and no account left behind."""
    with transaction.atomic():
        client = Client(raise_request_exception=False)
        client.force_login(officer(role, region))
        client.post(reverse("accounts:purpose"), {"purpose": "visit"})
        status = client.get(page).status_code
        transaction.set_rollback(True)
    return status
