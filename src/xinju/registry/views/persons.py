"""The page of one person: everything held, with source and day; opening it is a look with a purpose."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from xinju.accounts.access import purpose_of, require_purpose, require_role
from xinju.audit.actions import record_look
from xinju.documents.spreadsheets.writing import write_csv
from xinju.registry.access.people import READERS, REGISTERS
from xinju.registry.models import Person
from xinju.registry.presenters import persons as presenters
from xinju.registry.queries import persons as queries
from xinju.web import clock
from xinju.web.language import chosen


@require_role(*READERS)
@require_safe
@require_purpose
@never_cache
def person(request: HttpRequest, key: UUID) -> HttpResponse:
    """The person's file; the key of one that was merged leads to the one that speaks."""
    found = _person(request, key)
    if found.key != key:
        return redirect("registry:person", key=found.key)
    today = clock.today()
    file = queries.file_of(found, asker=request.user, on=today)
    record_look(about=[found], by=request.user, purpose=purpose_of(request))
    return render(request, "registry/persons/person.html", presenters.page(file, request.user, today))


@require_role(*REGISTERS)
@require_safe
@require_purpose
@never_cache
def typed(request: HttpRequest, key: UUID) -> HttpResponse:
    """What was typed here of this person, to hand on to the system that is master."""
    found = _person(request, key)
    today = clock.today()
    file = queries.file_of(found, asker=request.user, on=today)
    record_look(about=[found], by=request.user, purpose=purpose_of(request))
    rows = presenters.typed_rows(queries.typed_here(found, asker=request.user), is_child=file.is_child)
    headings = [chosen(*pair) for pair in (("项目", "Field"), ("内容", "Value"), ("来源", "Source"),
                                           ("途径", "Door"), ("日期", "Day"), ("核实", "Standing"))]  # fmt: skip
    answer = StreamingHttpResponse(write_csv(headings, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="typed-here.csv"'
    return answer


def _person(request: HttpRequest, key: UUID) -> Person:
    found = queries.person(key, asker=request.user)
    if found is None:
        raise Http404
    return found
