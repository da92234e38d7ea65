"""What the pages of cases show: what was done on two who are two again, and what a resident objects to."""

from __future__ import annotations

from django.urls import reverse

from xinju.cases import panels
from xinju.cases.access import Asker
from xinju.cases.panels import Panel
from xinju.cases.queries import CaseFile
from xinju.registry.access.people import may_open, sees_protected
from xinju.registry.presenters import contests as shown_contests
from xinju.registry.presenters import merges as presenters
from xinju.registry.presenters.words import division_name, town_name
from xinju.registry.queries import merges as queries
from xinju.registry.queries import own as contests
from xinju.registry.queries import visits
from xinju.web import clock


def register() -> None:
    """Called once the apps are loaded."""
    panels.register("undone_merge", _undone)
    panels.register("contested_value", _contested)
    panels.register("verification", _doubtful)


def _undone(file: CaseFile, asker: Asker) -> Panel | None:
    _, _, pk = file.row.subject.partition(":")
    link = queries.link_of(pk, asker=asker)
    if link is None:
        return None
    until = link.superseded_at or clock.now()
    acts = presenters.acts(queries.parting(link, on=clock.today(), until=until, asker=asker))
    page = reverse("registry:merges-of", args=[link.first.own.key])
    return Panel("registry/merges/acts.html", {"acts": acts}, page)


def _contested(file: CaseFile, asker: Asker) -> Panel | None:
    """The desk has let the asker into the case already; a department's clerk has no way to the person's page."""
    found = contests.contest_of(file.row.key)
    if found is None:
        return None
    opens = not isinstance(asker, str) and may_open(asker, found.identity.person)
    link = reverse("registry:person", args=[found.identity.person.key]) if opens else ""
    return Panel("registry/persons/contested.html", shown_contests.contested(found, clock.today()), link)


def _doubtful(file: CaseFile, asker: Asker) -> Panel | None:
    """What is to be verified, where, and who has been there; the address of a protected person only for whose duty it is."""
    found = None if isinstance(asker, str) else visits.task(file.row.key, asker)
    if found is None:
        return None
    person, place = found.person, found.doubt.place
    hidden = person.is_protected and not sees_protected(asker)
    values = {
        "who": visits.as_asked(found, asker=asker),
        "name": visits.name_at_the_door(found, asker=asker),
        "reason": visits.Reason(found.doubt.reason).label,
        "place": None if hidden else place,
        "where": town_name(found.doubt.division) if hidden else division_name(found.doubt.division),
        "visits": visits.visits_at(place, asker=asker)[:5] if place else [],
    }
    link = reverse("registry:person", args=[person.key]) if may_open(asker, person) else ""
    return Panel("registry/houses/doubt.html", values, link)
