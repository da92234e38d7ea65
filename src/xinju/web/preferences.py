"""What a visitor chose for reading, kept in two cookies: the language and the type size. Chinese first, always."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from xinju.web.language import CHINESE, ENGLISH, chosen

LANGUAGE_COOKIE = "language"
TYPE_COOKIE = "type"
A_YEAR = 365 * 24 * 60 * 60
LARGE = "large"

CHOICES = {LANGUAGE_COOKIE: (CHINESE, ENGLISH), TYPE_COOKIE: ("normal", LARGE)}


class PreferencesMiddleware:
    """Make the page in the language that the visitor chose; a browser's own list of languages decides nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = chosen_language(request) or CHINESE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", chosen("zh-Hans", "en"))
            return response


def chosen_language(request: HttpRequest) -> str:
    """The language that this visitor has chosen by the switch; blank where nobody has."""
    choice = request.COOKIES.get(LANGUAGE_COOKIE, "")
    return choice if choice in CHOICES[LANGUAGE_COOKIE] else ""


def remember(response: HttpResponse, name: str, choice: str) -> None:
    """Keep a choice for a year; a choice that is not offered is left out."""
    if choice in CHOICES.get(name, ()):
        response.set_cookie(name, choice, max_age=A_YEAR, httponly=True, samesite="Lax", secure=not settings.IS_DEMO)


def page(request: HttpRequest) -> dict[str, object]:
    """Template context: what every page needs to know of the visitor's choices and of the mode."""
    return {
        "page_language": chosen("zh-Hans", "en"),
        "other_language": chosen(ENGLISH, CHINESE),
        "is_large": request.COOKIES.get(TYPE_COOKIE) == LARGE,
        "is_demo": settings.IS_DEMO,
        "demo_day": settings.XINJU_DEMO_DAY if settings.IS_DEMO else None,
    }
