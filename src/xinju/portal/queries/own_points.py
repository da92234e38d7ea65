"""A resident's own points as of a day: of each application that is theirs to follow, or of themselves alone before there is one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from xinju.accounts.access import Account
from xinju.points import queries as points
from xinju.points.bridge import ScoreBook
from xinju.points.bridge.today import Reckoned
from xinju.portal.queries.public import book_on, district
from xinju.registry.queries.own import family_keys
from xinju.registry.queries.people import persons_under


@dataclass(frozen=True)
class OwnPoints:
    """What was reckoned, for which application (none before there is one), and everybody whom it is about."""

    number: str
    reckoned: Reckoned
    people: tuple[object, ...]


def own_points(account: Account, *, on: date) -> list[OwnPoints] | None:
    """The account's statements as of a day; None while it stands for nobody. Read-only: a look, which the page records."""
    keys = family_keys(account, on=on)
    if keys is None:
        return None
    edition = book_on(district(), on)
    book = ScoreBook(edition.sheet, edition.edition.path)
    found = list(_of_applications(account, keys.mine, keys.wards, book, on))
    if found:
        return found
    alone = points.points_alone(keys.person, book=book, on=on, asker=account)
    return [OwnPoints("", alone, tuple(persons_under(keys.mine, asker=account)))]


def _of_applications(account: Account, mine, wards, book: ScoreBook, on: date) -> Iterator[OwnPoints]:
    for one in points.applications_of_family(mine, wards, asker=account):
        people = persons_under(points.people_of(one, asker=account), asker=account)
        yield OwnPoints(one.number, points.points_today(one, book=book, on=on, asker=account), tuple(people))
