"""Passkeys: the officer's own list of them, and the second step with one."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from xinju.accounts import actions, passkeys, queries
from xinju.accounts.access import Account, any_officer
from xinju.accounts.forms import FactorForm
from xinju.accounts.views import pending
from xinju.web.language import say

KEY = "passkey"
REFUSED = say("设备没有给出可信的答复，请再试一次。", "The device gave no sound answer. Try again.")


def site_of(request: HttpRequest) -> passkeys.Site:
    """The site as this browser sees it; ALLOWED_HOSTS has been checked by then."""
    origin = request.build_absolute_uri("/").removesuffix("/")
    return passkeys.Site(request.get_host().partition(":")[0], origin)


@any_officer
@never_cache
def own(request: HttpRequest) -> HttpResponse:
    """The officer's passkeys; a new one is added with the device's own dialogue."""
    if request.method == "POST":
        state, answer = request.session.pop(KEY, None), request.POST.get("credential", "")
        try:
            actions.add_passkey(site=site_of(request), state=state or {}, answer=answer, by=request.user)
        except passkeys.UnsoundPasskey:
            messages.error(request, REFUSED)
        return redirect("accounts:passkeys")
    held = queries.passkeys_of(request.user)
    options, request.session[KEY] = passkeys.ask_to_register(
        site_of(request),
        account=request.user.pk,
        name=request.user.username,
        held=[bytes(key.public) for key in held],
    )
    return render(request, "accounts/passkeys.html", {"held": held, "options": options})


@any_officer
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one out of use."""
    held = queries.passkeys_of(request.user).filter(pk=pk).first()
    if held is None:
        raise Http404
    actions.end_passkey(passkey=held, by=request.user)
    return redirect("accounts:passkeys")


@pending.after_password
@never_cache
def second_step(request: HttpRequest, account: Account) -> HttpResponse:
    """The second step with a passkey instead of the app's code."""
    held = [bytes(key.public) for key in queries.passkeys_of(account)]
    if account.password_is_first or not held:
        return redirect("accounts:second-factor")
    if request.method == "POST":
        state, answer = request.session.pop(KEY, None), request.POST.get("credential", "")
        if actions.prove_passkey(site=site_of(request), state=state or {}, answer=answer, by=account):
            return redirect(pending.come_in(request, account))
        messages.error(request, REFUSED)
        return redirect("accounts:second-factor")
    options, request.session[KEY] = passkeys.ask_to_prove(site_of(request), held)
    return render(request, "accounts/passkey_step.html", {"options": options, "form": FactorForm()})
