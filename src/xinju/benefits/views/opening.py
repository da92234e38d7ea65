"""Opening a round with the district's rules."""

from pathlib import Path

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify

from xinju.benefits import access, actions
from xinju.benefits.bridge import offers
from xinju.benefits.folders import home_path
from xinju.benefits.forms import OpenForm
from xinju.benefits.presenters import letters as words
from xinju.benefits.presenters import refusals
from xinju.benefits.views.office import works
from xinju.packs.problems import Unreadable
from xinju.web import clock


@works
def open_round(request: HttpRequest) -> HttpResponse:
    """Choose the rules, the day, and what the points are computed from."""
    district = Path(settings.XINJU_DISTRICT)
    if not access.may_open(request.user, offers.division_of(district)):
        raise PermissionDenied("the district lies outside the officer's region")
    rules = {one.code: one for one in offers.rules_offered(district)}
    sheets = offers.sheets_offered(district)
    form = OpenForm(
        request.POST or None,
        rules=[(one.code, one.title) for one in rules.values()],
        sheets=sheets,
        facts=offers.facts_offered(home_path("")),
    )
    if request.method != "POST" or not form.is_valid():
        return render(request, "benefits/open.html", {"form": form})
    try:
        round_ = _open(form, rules[form.cleaned_data["rules"]], sheets, district, request)
    except actions.Refused as error:
        form.add_error("rules", refusals.refused(error))
    except Unreadable as error:
        form.add_error(None, words.unreadable(error))
    else:
        return redirect("benefits:round", key=round_.key)
    return render(request, "benefits/open.html", {"form": form}, status=409)


def _open(form: OpenForm, chosen: offers.RulesOffered, sheets: dict[str, Path], district: Path, request: HttpRequest):
    name, facts = form.cleaned_data["sheet"], form.cleaned_data["facts"]
    key, _, version = name.partition("@")
    return actions.create_round(
        key=slugify(chosen.code),
        district=district.name,
        division=offers.division_of(district),
        title=chosen.title,
        rules=chosen.folder,
        as_of=form.cleaned_data["as_of"],
        known_at=clock.today(),
        facts=home_path(facts) if facts else None,
        sheet=sheets[name] if name else None,
        sheet_key=key,
        sheet_version=version,
        service=offers.service_of(sheets[name], chosen.folder) if name else "",
        by=request.user,
    )
