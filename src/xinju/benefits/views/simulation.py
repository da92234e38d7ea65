"""Before a new version is published: what it would change in a round, for whom, and at which schools."""

from pathlib import Path
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from xinju.benefits import queries
from xinju.benefits.bridge import trying
from xinju.benefits.folders import below_home, home_path
from xinju.benefits.presenters import simulation as presenter
from xinju.benefits.presenters.work import address_of
from xinju.benefits.tasks import SIMULATION
from xinju.benefits.views.asking import ask
from xinju.benefits.views.office import XLSX, attachment, reads, round_or_404
from xinju.messages.access import State
from xinju.messages.queries import work_about
from xinju.web.language import chosen


@reads
def simulation(request: HttpRequest, key: str) -> HttpResponse:
    """Choose another version; see who gains and loses, what is paid, and how cut-offs and places move."""
    round_ = round_or_404(request, key)
    if not (round_.facts and round_.sheet):
        raise Http404
    versions = {path.stem: path for path in trying.other_versions(round_)}
    asked = request.POST.get("version") or request.GET.get("version", "")
    if asked and asked not in versions:
        raise Http404
    shown: dict[str, object] = {"round": round_, "versions": list(versions), "asked": asked}
    if not asked:
        return render(request, "benefits/simulation.html", shown)
    fingerprint = _fingerprint(request, round_, versions[asked])
    if request.method == "POST":
        return ask(request, round_, SIMULATION, fingerprint, version=below_home(versions[asked]), name=asked)
    work = work_about(round_, asker=request.user, key=fingerprint).first()
    if work is None:
        return render(request, "benefits/simulation.html", shown)
    if work.state != State.DONE:
        return redirect(address_of(round_, work))
    folder, language = home_path(work.outcome), chosen("zh", "en")
    if request.GET.get("form") == "xlsx":
        return attachment(presenter.kept_workbook(folder, language), f"{key}-{asked}.xlsx", XLSX)
    return render(request, "benefits/simulation.html", shown | presenter.kept(folder, language))


def _fingerprint(request: HttpRequest, round_, version: Path) -> UUID:
    """One comparison of one list, sheet and set of facts: worked out once, shown to all who may see the round."""
    upload = queries.latest_upload(round_, asker=request.user)
    return trying.fingerprint(round_, upload.pk if upload else 0, version)
