"""Residents at the door: a phone, then the code that came."""

from uuid import UUID

from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from xinju.accounts import actions
from xinju.accounts.access import any_person
from xinju.accounts.forms import CodeForm, PhoneForm
from xinju.accounts.networks import address_of
from xinju.accounts.views.ways import wanted, where_to
from xinju.web.doors import public
from xinju.web.language import say

ENTERING = "entering"  # in the session: the key of the code that this browser waits for, never the number

TOO_MANY = say(
    "验证码发得太多了，请一分钟后再试；多次收不到请到窗口。",
    "Too many codes. Try again in a minute, or ask at the window.",
)
CUT_OFF = say("已断开。再次登录会是一个新的空白账户。", "Done. The next sign-in opens a new, empty account.")


@public
@never_cache
@sensitive_post_parameters()
def enter(request: HttpRequest) -> HttpResponse:
    """Which phone? The answer is the same whether it is known or not."""
    form = PhoneForm(request.POST or None)
    if form.is_valid():
        try:
            sent = actions.send_code(phone=form.cleaned_data["phone"], visitor=address_of(request))
        except actions.TooManyCodes:
            form.add_error("phone", TOO_MANY)
        else:
            request.session[ENTERING] = {"key": str(sent.key), "shown": sent.shown, "next": wanted(request)}
            return redirect("accounts:code")
    return render(request, "accounts/enter.html", {"form": form, "next": wanted(request)})


@public
@never_cache
@sensitive_post_parameters()
def code(request: HttpRequest) -> HttpResponse:
    """The code that came opens the account."""
    entering = request.session.get(ENTERING)
    if not entering:
        return redirect("accounts:enter")
    form = CodeForm(request.POST or None)
    if form.is_valid():
        if actions.enter_by_code(request, key=UUID(entering["key"]), code=form.cleaned_data["code"]):
            request.session.pop(ENTERING, None)
            return redirect(where_to(request, entering["next"]))
        form.add_error("code", CodeForm.WRONG)
    return render(request, "accounts/code.html", {"form": form, "shown": entering["shown"]})


@any_person
@require_POST
def not_mine(request: HttpRequest) -> HttpResponse:
    """The phone had another owner before: cut it off from what that owner left."""
    if actions.not_mine(by=request.user):
        auth.logout(request)
        messages.info(request, CUT_OFF)
    return redirect("accounts:enter")
