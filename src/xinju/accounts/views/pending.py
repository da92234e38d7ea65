"""Between password and second factor: known by name, not in yet. Nothing but the two pages of the factor opens."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from xinju.accounts import actions, queries
from xinju.accounts.access import Account
from xinju.accounts.networks import staff_network_only
from xinju.accounts.views.ways import where_to
from xinju.web.doors import public

KEY = "pending"
GOOD_FOR = timedelta(minutes=10)


def begin(request: HttpRequest, account: Account, address: str) -> None:
    """Remember whose password was right, under a new session key."""
    request.session.flush()
    request.session[KEY] = {
        "account": account.pk,
        "seal": account.get_session_auth_hash(),
        "at": timezone.now().isoformat(),
        "next": address,
    }


def account_of(request: HttpRequest) -> Account | None:
    """Whose password was right, within the last ten minutes and not changed since; None otherwise."""
    kept = request.session.get(KEY)
    if not kept or timezone.now() - datetime.fromisoformat(kept["at"]) >= GOOD_FOR:
        return None
    account = queries.open_officer(kept["account"])
    if account is None or not constant_time_compare(kept["seal"], account.get_session_auth_hash()):
        return None
    return account


def address_kept(request: HttpRequest) -> str:
    """The page that was wanted before the door."""
    return request.session[KEY]["next"]


def come_in(request: HttpRequest, account: Account) -> str:
    """Begin the session at last; answers with the page that was wanted."""
    address = where_to(request, request.session.pop(KEY)["next"])
    actions.enter(request, by=account)
    return address


def after_password(view: Callable[[HttpRequest, Account], HttpResponse]) -> Callable[..., HttpResponse]:
    """Open a page to whoever is between password and second factor; others are led to the door or home."""

    @public
    @staff_network_only
    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            return redirect("accounts:home")
        account = account_of(request)
        return view(request, account) if account else redirect("accounts:sign-in")

    return guarded
