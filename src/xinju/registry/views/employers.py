"""Who declares for an employer: set and ended by an officer who has seen the licence and the letter of the firm."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from xinju.accounts.access import require_role
from xinju.accounts.queries import account_with_phone
from xinju.registry.access.people import REGISTERS
from xinju.registry.actions.staffing import appoint_clerk, dismiss_clerk
from xinju.registry.forms.employers import ClerkForm
from xinju.registry.queries.staff import clerk, clerks
from xinju.web.clock import now
from xinju.web.language import say

NO_ACCOUNT = say(
    "这个手机号还没有登录过：请经办人先用手机号登录一次。",
    "This phone has no account yet: the clerk signs in once first.",
)
SET = say("已设定。", "Done.")
GONE = say("已解除。", "Ended.")


@require_role(*REGISTERS)
@never_cache
@sensitive_post_parameters()
def employers(request: HttpRequest) -> HttpResponse:
    """The list, and one more."""
    form = ClerkForm(request.POST or None)
    if form.is_valid():
        account = account_with_phone(form.cleaned_data["phone"], asker=request.user)
        if account is None:
            form.add_error("phone", NO_ACCOUNT)
        else:
            said = form.cleaned_data
            appoint_clerk(
                account=account, credit_code=said["credit_code"], name=said["name"], division=request.user.region,
                by=request.user, at=now(),
            )  # fmt: skip
            messages.success(request, SET)
            return redirect("registry:employers")
    page = Paginator(clerks(asker=request.user), 50).get_page(request.GET.get("page"))
    return render(request, "registry/window/employers.html", {"form": form, "page": page})


@require_role(*REGISTERS)
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """The account no longer declares for its employer."""
    found = clerk(pk, asker=request.user)
    if found is None:
        raise Http404
    dismiss_clerk(clerk=found, by=request.user, at=now())
    messages.success(request, GONE)
    return redirect("registry:employers")
