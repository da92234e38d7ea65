"""The resident's registration and permit; and, for anybody, is this permit genuine and in force?"""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_POST

from xinju.accounts.access import any_person
from xinju.audit.actions import record_look
from xinju.documents.permits import permit_pdf
from xinju.portal.forms.permits import AskForm, CodeForm
from xinju.portal.presenters import permits as presenters
from xinju.registry.actions.permit_acts import Act, MayNot
from xinju.registry.actions.permits import ask_endorsement
from xinju.registry.presenters import permit_papers
from xinju.registry.presenters.permits import cannot
from xinju.registry.queries import permits as queries
from xinju.vault import public_keys
from xinju.vault.permit_papers import check as check_paper
from xinju.vault.permit_papers import read_list
from xinju.web.clock import now, today
from xinju.web.doors import public
from xinju.web.language import chosen

OWN = "own_data"  # the purpose of reading one's own file


@any_person
@require_GET
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """My registration, my permit, what I lose and when, my application."""
    day = today()
    file = queries.my_file(request.user, on=day)
    values = presenters.my_permit(file, day, request.build_absolute_uri)
    if file is not None:
        record_look(about=[file.person], by=request.user, purpose=OWN)
    return render(request, "portal/my_permit.html", {**values, "form": AskForm()})


@any_person
@require_GET
@never_cache
def mine_pdf(request: HttpRequest) -> HttpResponse:
    """My electronic permit."""
    day = today()
    file = queries.my_file(request.user, on=day)
    permit = file.current.permit if file and file.current else None
    paper = permit_papers.paper_of((permit, file), day, request.build_absolute_uri) if permit and file else None
    if paper is None:
        raise Http404
    response = HttpResponse(permit_pdf(paper), content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(True, f"permit-{paper.number}.pdf")
    return response


@any_person
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for the year's endorsement where the registry itself shows the conditions; otherwise the window needs papers."""
    day = today()
    file = queries.my_file(request.user, on=day)
    form = AskForm(request.POST)
    permit = file.current.permit if file and file.current else None
    if file is None or permit is None or not form.is_valid():
        raise Http404
    if not queries.may_ask_online(file, day):
        messages.error(request, presenters.needs_window())
        return redirect("portal:my-permit")
    act = Act(request.user, day, now(), form.cleaned_data["client_id"])
    try:
        ask_endorsement(permit=permit, papers=queries.papers_online(file), act=act)
    except MayNot as error:
        messages.error(request, " ".join(cannot(error.codes, error.values)))
    else:
        messages.success(
            request, chosen("已申请签注，办好后这里会显示。", "The endorsement is asked for; it will be shown here.")
        )
    return redirect("portal:my-permit")


@public
@never_cache
@sensitive_post_parameters()
@sensitive_variables()
def check(request: HttpRequest) -> HttpResponse:
    """Is it genuine and in force? The page's script answers without sending the code; without a script the server does."""
    form, day = CodeForm(request.POST or None), today()
    found = None
    if request.method == "POST" and form.is_valid():
        keys = queries.public_keys()
        papers = read_list(queries.signed_status_list(day), keys)
        found = check_paper(form.cleaned_data["code"], keys, on=day, papers=papers)
    values = presenters.permit_check(found, day)
    return render(request, "portal/permit_check.html", {**values, "form": form})


@public
@require_GET
@cache_control(max_age=3600, public=True)
def keys(request: HttpRequest) -> HttpResponse:
    """The public keys, for whoever checks without asking us."""
    return HttpResponse(public_keys.written(queries.public_keys()) + "\n", content_type="application/json")


@public
@require_GET
@cache_control(max_age=3600, public=True)
def status_list(request: HttpRequest) -> HttpResponse:
    """The signed list of papers that are not in force today."""
    text = queries.signed_status_list(today())
    response = HttpResponse(text + "\n", content_type="text/plain")
    response["Content-Disposition"] = content_disposition_header(True, "status-list.txt")
    return response


@public
@require_GET
@never_cache
def published(request: HttpRequest) -> HttpResponse:
    """Keys and list as the page's script takes them."""
    text = presenters.published(queries.public_keys(), queries.signed_status_list(today()), settings.XINJU_DEMO_DAY)
    return HttpResponse(text, content_type="text/javascript")
