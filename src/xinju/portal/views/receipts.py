"""Is this receipt genuine? Number, time and kind, and nothing about anybody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from xinju.portal.presenters import receipts as papers
from xinju.portal.presenters.public import contact
from xinju.portal.queries.public import district
from xinju.registry.queries.receipts import receipt_by_number
from xinju.web.doors import public


@public
@never_cache
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """What the QR code of a receipt opens."""
    found = receipt_by_number(number)
    shown = {"found": found, "number": number[:20]}
    if found is not None:
        shown |= {"title": papers.title(found), "moment": papers.moment(found), "lines": papers.lines(found)}
    return render(request, "receipts/genuine.html", {**contact(district()), **shown}, status=200 if found else 404)
