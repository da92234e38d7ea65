"""What residents see of what is held on them, and on a child in their guardianship; nothing of anybody else."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from xinju.accounts.access import Account
from xinju.accounts.queries import person_of
from xinju.audit import queries as audit
from xinju.audit.queries import Look
from xinju.audit.references import reference
from xinju.cases import queries as cases
from xinju.cases.queries import CaseFile
from xinju.registry.bridge import secrets
from xinju.registry.bridge.held import FIELDS, Held, as_told, held, is_child
from xinju.registry.bridge.rules import rules
from xinju.registry.models import Contest, Identity, Kinship, Particulars, Person, Record, Stay
from xinju.registry.models.known import Known, Verification
from xinju.registry.queries.persons import Lived, PersonFile, read_file, speaker

ASKER = "job:my_data"  # a case of which the person is the subject is the person's to follow, whoever works on it
_TABLES: dict[str, type[Known]] = {table._meta.label_lower: table for table in (Particulars, Stay, Record, Kinship)}


@dataclass(frozen=True)
class FamilyKeys:
    """The person for whom an account stands, all keys under which others keep that person, and those of the wards."""

    person: UUID
    mine: frozenset[UUID]
    wards: frozenset[UUID]


@dataclass(frozen=True)
class EnteredHere:
    """What came in through an account that nobody has identified yet: only that."""

    values: tuple[Held, ...]
    stays: tuple[Lived, ...]


@dataclass(frozen=True)
class Contestable:
    """A value that the account may contest: whose, and which source told it."""

    identity: Identity
    source: str


@dataclass(frozen=True)
class Contested:
    """An objection with its case as it stands, and the person's own words."""

    contest: Contest
    file: CaseFile
    says: str


def own_file(account: Account, *, on: date) -> PersonFile | None:
    """The file of the person for whom the account stands; None while it stands for nobody."""
    person = _own(account)
    return read_file(person, on=on, hides_address=False) if person is not None else None


def child_file(account: Account, key: UUID, *, on: date) -> PersonFile | None:
    """The file of a child whose guardian on record the account is on that day; else None, whatever else the two are.

    Where the child's address is protected, it is so from those at home too.
    """
    child = next((one for one in wards(account, on=on) if one.key == key), None)
    return read_file(child, on=on, hides_address=child.is_protected) if child is not None else None


def wards(account: Account, *, on: date) -> list[Person]:
    """Children whose guardian on record the account is on that day."""
    person = _own(account)
    if person is None:
        return []
    own = _identities(person)
    rows = Kinship.objects.current().filter(other__in=own, is_guardian=True).select_related("identity__person")
    children = {row.identity.person_id: row.identity.person for row in rows}
    return [
        child
        for _, child in sorted(children.items())
        if is_child(child.birth_date, on) and child.died_on is None and is_guardian(own, _identities(child), on)
    ]


def family_keys(account: Account, *, on: date) -> FamilyKeys | None:
    """Keys by which other apps know the account's person and wards; keys kept before a merge are among them."""
    person = _own(account)
    if person is None:
        return None
    return FamilyKeys(person.key, _keys([person]), _keys(wards(account, on=on)))


def _keys(people: Collection[Person]) -> frozenset[UUID]:
    return frozenset(Identity.objects.filter(person__in=people).values_list("own__key", flat=True))


def is_guardian(own: Collection[int], child: Collection[int], on: date) -> bool:
    """Is somebody with these identities the guardian of the child on that day?

    Only what is verified counts: whoever registers by phone may say anything. The most trusted source that knows how the
    two belong together decides; a divorce that the civil affairs have on file goes before what a school once wrote down.
    """
    rows = Kinship.objects.current().filter(other__in=own, identity__in=child, verification=Verification.VERIFIED)
    ranking = rules().ranking_of("guardian")
    by_rank: dict[int, list[Kinship]] = {}
    for row in rows:
        rank = ranking.index(row.source) if row.source in ranking else len(ranking)
        by_rank.setdefault(rank, []).append(row)
    return bool(by_rank) and any(row.is_guardian and _holds(row, on) for row in by_rank[min(by_rank)])


def entered_with(account: Account) -> EnteredHere:
    """What was entered with this account, and nothing that others know of the same person."""
    by = reference(account)
    told = Particulars.objects.current().filter(by=by).order_by("pk")
    stays = Stay.objects.current().filter(by=by).select_related("place").order_by("-start", "-pk")
    lived = (Lived(row, row.place.address if row.place else secrets.opened(row, "address")) for row in stays)
    return EnteredHere(held(list(told), rules()), tuple(lived))


def looks(file: PersonFile, *, asker: Account) -> list[Look]:
    """Every look at the person, alone, in a list or through a case about them, the latest first."""
    through = [
        Look(event.at, event.by, event.purpose, 1)
        for case in _cases_of(file)
        for event in audit.events(asker=asker, about=reference(case)).filter(kind="cases.looked")
    ]
    found = [*audit.looks_at_any(file.references, asker=asker), *through]
    return sorted(found, key=lambda look: look.at, reverse=True)


def contestable(row: str, field: str, *, account: Account, on: date) -> Contestable | None:
    """The value that this reference names, if it stands in the account's own file or in that of a ward."""
    kind, _, pk = row.partition(":")
    table = _TABLES.get(kind)
    if table is None or not (pk.isascii() and pk.isdecimal() and len(pk) < 19) or not _names_a_value(table, field):
        return None
    found = table.objects.current().filter(pk=int(pk)).select_related("identity__person").first()
    if found is None or (table is Record and found.type != field):
        return None
    mine = _own(account)
    people = {one.pk for one in ([mine] if mine else []) + wards(account, on=on)}
    return Contestable(found.identity, found.source) if found.identity.person_id in people else None


def contested_by(account: Account, *, on: date) -> list[Contested]:
    """The account's objections with how they stand, the latest first."""
    return [_contested(one, on) for one in Contest.objects.filter(by=reference(account)).select_related("identity")]


def contested(case: str, *, account: Account, on: date) -> Contested | None:
    """The account's objection with this number."""
    found = Contest.objects.filter(case=case, by=reference(account)).select_related("identity").first()
    return _contested(found, on) if found is not None else None


def open_objection(row: str, field: str, *, account: Account) -> Contest | None:
    """What the account has objected to about this very value and nobody has answered yet; also where the same is told in a row
    of another day by now."""
    rows = Contest.objects.filter(by=reference(account), field=field).select_related("identity").order_by("-pk")
    for one in rows:
        case = cases.case(one.case, ASKER)
        if case is not None and case.closed_on is None and (one.row == row or _says_the_same(one, row)):
            return one
    return None


def _says_the_same(contest: Contest, row: str) -> bool:
    """Do two tellings of one identity give the contested field the same value?"""
    kind, _, pk = row.partition(":")
    if kind != Particulars._meta.label_lower or not contest.row.startswith(f"{kind}:"):
        return False
    told = Particulars.objects.filter(pk__in=[int(pk), int(contest.row.partition(":")[2])], identity=contest.identity)
    values = [(one.kind, one.value) for one in as_told(told) if one.field == contest.field]
    return len(values) == 2 and values[0] == values[1]


def contest_of(case: str) -> Contest | None:
    """What a case is about, for who works on it and has been let into the case already."""
    return Contest.objects.filter(case=case).select_related("identity__person").first()


def words_of(contest: Contest) -> str:
    """What the person says, in clear."""
    return secrets.opened(contest, "says")


def row_of(contest: Contest) -> Known | None:
    """The row that was contested, whether it still holds or not."""
    kind, _, pk = contest.row.partition(":")
    return _TABLES[kind].objects.filter(pk=int(pk)).first()


def _own(account: Account) -> Person | None:
    key = person_of(account)
    try:
        return speaker(UUID(key)) if key else None
    except ValueError:
        return None  # a key of another make stands for nobody here


def _identities(person: Person) -> list[int]:
    return list(person.identities.values_list("pk", flat=True))


def _holds(row: Kinship, on: date) -> bool:
    return (row.start is None or row.start <= on) and (row.end is None or row.end >= on)


def _names_a_value(table: type[Known], field: str) -> bool:
    return field in FIELDS if table is Particulars else True


def _cases_of(file: PersonFile) -> list[cases.Case]:
    return list({row.pk: row for name in file.references for row in cases.about(name, ASKER)}.values())


def _contested(contest: Contest, on: date) -> Contested:
    row = cases.case(contest.case, ASKER)
    assert row is not None  # a contest is written with its case, and cases are never removed
    return Contested(contest, cases.case_file(row, ASKER, on=on), words_of(contest))
