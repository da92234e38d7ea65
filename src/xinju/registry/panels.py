"""What the pages of cases show of merges: what was done on two who are two again."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from xinju.cases import panels
from xinju.cases.access import Asker
from xinju.cases.panels import Panel
from xinju.cases.queries import CaseFile
from xinju.registry.presenters import merges as presenters
from xinju.registry.queries import merges as queries


def register() -> None:
    """Called once the apps are loaded."""
    panels.register("undone_merge", _undone)


def _undone(file: CaseFile, asker: Asker) -> Panel | None:
    _, _, pk = file.row.subject.partition(":")
    link = queries.link_of(pk, asker=asker)
    if link is None:
        return None
    until = link.superseded_at or timezone.now()
    acts = presenters.acts(queries.parting(link, on=timezone.localdate(), until=until, asker=asker))
    page = reverse("registry:merges-of", args=[link.first.own.key])
    return Panel("registry/merges/acts.html", {"acts": acts}, page)
