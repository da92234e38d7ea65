"""Officers at the door: password, then the second factor; in a demo everybody, by a button."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from xinju.accounts import actions, presenters, queries
from xinju.accounts.access import Account
from xinju.accounts.forms import DemoSignInForm, NewPasswordForm, SignInForm
from xinju.accounts.networks import staff_network_only
from xinju.accounts.views import pending
from xinju.accounts.views.ways import wanted, where_to
from xinju.web.doors import public


@public
@staff_network_only
@never_cache
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Name and password, then the second factor; in a demo a button per role instead."""
    if settings.IS_DEMO:
        shown = {"people": presenters.demo_people(), "groups": presenters.demo_groups(), "next": wanted(request)}
        return render(request, "accounts/demo_sign_in.html", shown)
    form = SignInForm(request, request.POST or None)
    if not form.is_valid():
        shown = {"form": form, "next": wanted(request), "oidc": settings.XINJU_OIDC}
        return render(request, "accounts/sign_in.html", shown)
    pending.begin(request, form.get_user(), wanted(request))
    return redirect(_step_after_password(form.get_user()))


def _step_after_password(account: Account) -> str:
    if account.password_is_first:
        return "accounts:own-password"
    return "accounts:second-factor" if queries.has_factor(account) else "accounts:enrol"


@pending.after_password
@never_cache
@sensitive_post_parameters()
def own_password(request: HttpRequest, account: Account) -> HttpResponse:
    """A password that somebody else has seen is replaced before anything else opens."""
    if not account.password_is_first:
        return redirect(_step_after_password(account))
    form = NewPasswordForm(account, request.POST or None)
    if not form.is_valid():
        return render(request, "accounts/own_password.html", {"form": form})
    actions.choose_password(password=form.cleaned_data["new_password1"], by=account)
    pending.begin(request, account, pending.address_kept(request))
    return redirect(_step_after_password(account))


def locked_out(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    """Too many wrong passwords: nothing more is tried for a while, not even the right one."""
    return render(request, "accounts/locked.html", {"minutes": presenters.locked_minutes()}, status=429)


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
