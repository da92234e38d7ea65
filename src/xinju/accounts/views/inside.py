"""Pages of whoever is in: the first page, the purpose of a search, the way out."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from xinju.accounts import actions, presenters
from xinju.accounts.access import any_account, any_officer_for_people, is_officer, purpose_of
from xinju.accounts.forms import PurposeForm
from xinju.accounts.views.ways import wanted, where_to


@any_account
def home(request: HttpRequest) -> HttpResponse:
    """The sections that the account's role opens, on a wide page for an officer; a resident has a first page elsewhere."""
    if is_officer(request.user):
        return render(request, "accounts/home.html")
    if first := settings.XINJU_FIRST_PAGES.get(request.user.role):
        return redirect(first)
    return render(request, "accounts/person_home.html", presenters.person_home(request.user))


@any_officer_for_people
def purpose(request: HttpRequest) -> HttpResponse:
    """Ask once why the officer looks at people, and lead back."""
    form = PurposeForm(request.POST or None, initial={"purpose": purpose_of(request)})
    if not form.is_valid():
        return render(request, "accounts/purpose.html", {"form": form, "next": wanted(request)})
    actions.choose_purpose(request, purpose=form.cleaned_data["purpose"], by=request.user)
    return redirect(where_to(request))


@any_account
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    door = "accounts:sign-in" if settings.IS_DEMO or is_officer(request.user) else "accounts:enter"
    actions.leave(request, by=request.user)
    return redirect(door)
