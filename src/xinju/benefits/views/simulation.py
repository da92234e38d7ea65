"""Before a new version is published: what it would change in a round, for whom, and at which schools."""

from functools import lru_cache
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from xinju.benefits import queries
from xinju.benefits.bridge import trying
from xinju.benefits.folders import home_path
from xinju.benefits.presenters import simulation as presenter
from xinju.benefits.views.office import XLSX, attachment, reads, round_or_404
from xinju.web.language import chosen

JOB = "job:simulation"


@reads
def simulation(request: HttpRequest, key: str) -> HttpResponse:
    """Choose another version; see who gains and loses, what is paid, and how cut-offs and places move."""
    round_ = round_or_404(request, key)
    if not (round_.facts and round_.sheet):
        raise Http404
    versions = {path.stem: path for path in trying.other_versions(round_)}
    asked = request.GET.get("version", "")
    shown: dict[str, object] = {"round": round_, "versions": list(versions), "asked": asked}
    if asked and asked not in versions:
        raise Http404
    if asked:
        language = chosen("zh", "en")
        upload = queries.latest_upload(round_, asker=request.user)
        changed = versions[asked].stat().st_mtime
        found = _simulated(round_.pk, upload.pk if upload else 0, versions[asked], changed)
        named = presenter.labels(home_path(round_.sheet), versions[asked], language)
        if request.GET.get("form") == "xlsx":
            content = presenter.workbook(found, named, language, timezone.localdate())
            return attachment(content, f"{key}-{asked}.xlsx", XLSX)
        total = found.comparison.total
        shown |= {
            "parts": presenter.parts(found, named, language),
            "total": total,
            "children": found.children,
            "moved": len(found.moved),
        }
    return render(request, "benefits/simulation.html", shown)


@lru_cache(maxsize=4)
def _simulated(round_id: int, _upload_id: int, version: Path, _changed: float):
    """Worked out once for the list and the file as they are now."""
    round_ = queries.rounds(asker=JOB).get(pk=round_id)
    return trying.simulate_round(round_, queries.applications(round_, asker=JOB), version)
