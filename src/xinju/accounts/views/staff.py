"""Officers at the door; in a demo everybody, by a button."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from xinju.accounts import actions, presenters
from xinju.accounts.forms import DemoSignInForm, SignInForm
from xinju.accounts.views.ways import wanted, where_to
from xinju.web.doors import public


@public
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Name and password; in a demo a button per role instead."""
    if settings.IS_DEMO:
        shown = {"people": presenters.demo_people(), "groups": presenters.demo_groups(), "next": wanted(request)}
        return render(request, "accounts/demo_sign_in.html", shown)
    form = SignInForm(request, request.POST or None)
    if not form.is_valid():
        return render(request, "accounts/sign_in.html", {"form": form, "next": wanted(request)})
    actions.enter(request, by=form.get_user())
    return redirect(where_to(request))


@public
@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Come in as the demo officer of a role or the demo resident of a kind."""
    form = DemoSignInForm(request.POST)
    if not settings.IS_DEMO or not form.is_valid():
        raise Http404
    role, kind = form.cleaned_data["role"], form.cleaned_data["kind"]
    actions.enter(request, by=actions.open_demo_account(role) if role else actions.open_demo_person(kind))
    return redirect(where_to(request))
