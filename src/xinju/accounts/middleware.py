"""What holds for whoever is in: sessions end when nobody uses them, and officers come from the office's networks only."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib import auth, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from xinju.accounts.access import is_officer
from xinju.accounts.actions import read_in
from xinju.accounts.networks import is_staff_network
from xinju.web.language import say
from xinju.web.preferences import chosen_language

ENTERED, SEEN = "entered_at", "seen_at"
WRITTEN_EVERY = timedelta(minutes=1)
LONGEST = timedelta(hours=8)
ENDED = say("您有一段时间没有操作，已自动退出。", "Nothing was done for a while: you have been signed out.")


class EndsWhenIdle:
    """End a session after settings.XINJU_IDLE_MINUTES without a request, and after eight hours in any case."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            self._look(request, timezone.now())
        return self.get_response(request)

    def _look(self, request: HttpRequest, now: datetime) -> None:
        kept = request.session
        seen = datetime.fromisoformat(kept.setdefault(SEEN, now.isoformat()))
        entered = datetime.fromisoformat(kept.setdefault(ENTERED, now.isoformat()))
        if now - seen >= timedelta(minutes=settings.XINJU_IDLE_MINUTES) or now - entered >= LONGEST:
            auth.logout(request)
            messages.info(request, ENDED)
        elif now - seen >= WRITTEN_EVERY:
            kept[SEEN] = now.isoformat()


class ReadsIn:
    """Keep with the account the language that was chosen by the switch, so that messages go out in it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = chosen_language(request)
        if language and request.user.is_authenticated and request.user.language != language:
            read_in(language=language, by=request.user)
        return self.get_response(request)


class OfficersFromTheirNetworks:
    """Refuse an officer whose request comes from outside settings.XINJU_STAFF_NETWORKS, where any are named."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> None:
        if is_officer(request.user) and not is_staff_network(request):
            raise PermissionDenied("an officer from outside the staff's networks")
