"""The first screen of the window: one field, and the people who are meant."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from xinju.accounts.access import Role, has_role, purpose_of, require_purpose, require_role
from xinju.audit.actions import record_look
from xinju.registry.access.people import FINDERS
from xinju.registry.forms.search import SearchForm
from xinju.registry.presenters import search as presenters
from xinju.registry.queries.search import find


@require_role(*FINDERS)
@require_http_methods(["GET", "POST"])
@require_purpose
@never_cache
@sensitive_post_parameters()
@sensitive_variables()
def search(request: HttpRequest) -> HttpResponse:
    """The list while somebody types; a whole number or phone with Enter leads to the person at once."""
    form = SearchForm(request.POST or None, asker=request.user)
    may_compare = has_role(request.user, Role.REGISTRAR)
    if request.method != "POST":
        return render(request, "registry/persons/search.html", {"form": form, "may_compare": may_compare})
    meant = form.meant()
    found = find(meant["typed"], asker=request.user, within=meant["within"])
    if found.only and not request.htmx:
        return redirect("registry:person", key=found.only.key)
    shown = presenters.page_of(found, meant["page"])
    if meant["typed"]:
        record_look(about=presenters.references(shown.object_list), by=request.user, purpose=purpose_of(request))
    template = "registry/persons/found.html" if request.htmx else "registry/persons/search.html"
    values = {"form": form, "may_compare": may_compare, **presenters.answer(found, meant["page"])}
    return render(request, template, values)
