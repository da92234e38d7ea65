"""Coming in, going out, and the officer's first page."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from xinju.accounts import actions, presenters
from xinju.accounts.access import any_account, any_officer_for_people, is_officer, purpose_of
from xinju.accounts.forms import DemoSignInForm, PurposeForm, SignInForm
from xinju.web.doors import public


@public
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Name and password; in a demo a button per role instead."""
    if settings.IS_DEMO:
        shown = {"people": presenters.demo_people(), "groups": presenters.demo_groups()}
        shown["next"] = request.GET.get("next", "")
        return render(request, "accounts/demo_sign_in.html", shown)
    form = SignInForm(request, request.POST or None)
    if not form.is_valid():
        shown = {"form": form, "next": request.POST.get("next", request.GET.get("next", ""))}
        return render(request, "accounts/sign_in.html", shown)
    actions.enter(request, by=form.get_user())
    return redirect(_where_to(request))


@public
@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Come in as the demo officer of a role or the demo resident of a kind."""
    form = DemoSignInForm(request.POST)
    if not settings.IS_DEMO or not form.is_valid():
        raise Http404
    role, kind = form.cleaned_data["role"], form.cleaned_data["kind"]
    actions.enter(request, by=actions.open_demo_account(role) if role else actions.open_demo_person(kind))
    return redirect(_where_to(request))


@any_account
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    actions.leave(request, by=request.user)
    return redirect("accounts:sign-in")


@any_account
def home(request: HttpRequest) -> HttpResponse:
    """The sections that the account's role opens; an officer's on a wide page, a resident's on a narrow one."""
    return render(request, "accounts/home.html" if is_officer(request.user) else "accounts/person_home.html")


@any_officer_for_people
def purpose(request: HttpRequest) -> HttpResponse:
    """Ask once why the officer looks at people, and lead back."""
    form = PurposeForm(request.POST or None, initial={"purpose": purpose_of(request)})
    if not form.is_valid():
        shown = {"form": form, "next": request.POST.get("next", request.GET.get("next", ""))}
        return render(request, "accounts/purpose.html", shown)
    actions.choose_purpose(request, purpose=form.cleaned_data["purpose"], by=request.user)
    return redirect(_where_to(request))


def _where_to(request: HttpRequest) -> str:
    address = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure()):
        return address
    return resolve_url(settings.LOGIN_REDIRECT_URL)
