"""The second factor: enrolled at the first sign-in, asked for at every other one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from xinju.accounts import actions, presenters, queries
from xinju.accounts.access import Account
from xinju.accounts.forms import AppCodeForm, FactorForm
from xinju.accounts.views import pending


@pending.after_password
@never_cache
@sensitive_post_parameters()
def enrol(request: HttpRequest, account: Account) -> HttpResponse:
    """The QR code for the app; its first right code opens the door and shows the recovery codes once."""
    if account.password_is_first:
        return redirect("accounts:own-password")
    if queries.has_factor(account):
        return redirect("accounts:second-factor")
    form = AppCodeForm(request.POST or None)
    _, secret = actions.begin_factor(by=account)
    if form.is_valid():
        codes = actions.confirm_factor(code=form.cleaned_data["code"], by=account)
        if codes:
            address = pending.come_in(request, account)
            return render(request, "accounts/recovery_codes.html", {"codes": codes, "address": address})
        form.add_error("code", _why_refused(account))
    return render(request, "accounts/enrol.html", {"form": form, **presenters.enrolment(account, secret)})


@pending.after_password
@never_cache
@sensitive_post_parameters()
def second_factor(request: HttpRequest, account: Account) -> HttpResponse:
    """The app's code of now, or a recovery code."""
    if account.password_is_first or not queries.has_factor(account):
        return redirect("accounts:enrol")
    form = FactorForm(request.POST or None)
    if form.is_valid():
        if actions.prove_factor(code=form.cleaned_data["code"], by=account):
            return redirect(pending.come_in(request, account))
        form.add_error("code", _why_refused(account))
    shown = {"form": form, "has_passkey": queries.passkeys_of(account).exists()}
    return render(request, "accounts/second_factor.html", shown)


def _why_refused(account: Account) -> str:
    return FactorForm.LOCKED if queries.is_locked(account, timezone.now()) else FactorForm.WRONG
