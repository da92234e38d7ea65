"""The page furniture: doors, policy, language and type, and what a page may weigh."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.test import RequestFactory
from django.urls import URLPattern, get_resolver, reverse

from xinju.web import views as views_of_errors
from xinju.web.doors import ClosedUnlessOpened

SOURCE = Path(__file__).parents[3] / "src" / "xinju"
SIGN_IN = "/account/sign-in/"
HEAVIEST_FIRST_PAGE = 150_000
FORBIDDEN = re.compile(r"\sstyle=|<style|\son[a-z]+=[\"']|javascript:|<script(?![^>]*\ssrc=)", re.IGNORECASE)
TOO_NEW = re.compile(r":has\(|@container|aspect-ratio|@layer|@supports not|:is\(|\binset:|color-mix|&:|dvh|svh")


def views(patterns):
    """Every view behind the addresses."""
    for pattern in patterns:
        yield from [pattern.callback] if isinstance(pattern, URLPattern) else views(pattern.url_patterns)


def test_every_page_says_who_may_enter():
    without = [
        f"{view.__module__}.{view.__qualname__}"
        for view in views(get_resolver().url_patterns)
        if not hasattr(view, "door")
    ]

    assert without == []


def test_a_view_that_says_nothing_is_closed():
    def page(request):
        return None

    with pytest.raises(PermissionDenied):
        ClosedUnlessOpened(lambda request: None).process_view(RequestFactory().get("/"), page, (), {})


@pytest.mark.django_db
def test_the_content_policy_allows_nothing_inline_and_no_eval(client):
    policy = client.get(SIGN_IN).headers["Content-Security-Policy"]

    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


def test_no_template_writes_styles_or_scripts_into_a_page():
    faults = {
        path.name: found[0]
        for path in SOURCE.glob("**/templates/**/*.html")
        if (found := FORBIDDEN.search(path.read_text(encoding="utf-8")))
    }

    assert faults == {}


def test_the_stylesheet_asks_nothing_newer_than_chromium_86():
    text = Path(finders.find("web/xinju.css")).read_text(encoding="utf-8")

    assert TOO_NEW.search(text) is None


@pytest.mark.django_db
def test_a_first_page_is_light_enough_for_a_slow_line(client):
    page = client.get(SIGN_IN).content
    asked = re.findall(r'(?:href|src)="/static/([^"]+)"', page.decode())

    weight = len(page) + sum(Path(finders.find(name)).stat().st_size for name in asked)

    assert weight <= HEAVIEST_FIRST_PAGE


@pytest.mark.django_db
def test_chinese_comes_first_whatever_the_browser_says(client):
    response = client.get(SIGN_IN, headers={"Accept-Language": "en"})

    assert '<html lang="zh-Hans"' in response.content.decode()
    assert response.headers["Content-Language"] == "zh-Hans"


@pytest.mark.django_db
def test_english_is_one_switch_away_and_stays(client):
    response = client.post(reverse("web:choose"), {"language": "en", "next": SIGN_IN}, follow=True)

    assert '<html lang="en"' in response.content.decode()
    assert response.redirect_chain == [(SIGN_IN, 302)]


@pytest.mark.django_db
def test_large_type_is_one_switch_away_and_stays(client):
    client.post(reverse("web:choose"), {"type": "large"})

    assert 'class="large"' in client.get(SIGN_IN).content.decode()


@pytest.mark.django_db
def test_a_choice_that_is_not_offered_is_not_kept(client):
    client.post(reverse("web:choose"), {"language": "xx", "type": "<script>"})

    assert "language" not in client.cookies and "type" not in client.cookies


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["https://elsewhere.example/", "//elsewhere.example", "", "javascript:alert(1)"])
def test_a_switch_never_leads_to_another_site(client, address):
    response = client.post(reverse("web:choose"), {"language": "en", "next": address})

    assert response.headers["Location"] == "/"


@pytest.mark.django_db
def test_every_page_of_a_demo_wears_the_ribbon(client, settings):
    assert 'class="ribbon"' in client.get(SIGN_IN).content.decode()

    settings.IS_DEMO = False

    assert 'class="ribbon"' not in client.get(SIGN_IN).content.decode()


@pytest.mark.django_db
def test_a_missing_page_says_so_in_plain_words(client):
    response = client.get("/nowhere/")

    assert response.status_code == 404
    assert "没有找到这一页" in response.content.decode()


@pytest.mark.django_db
def test_a_page_of_another_role_says_so_in_plain_words(rf):
    response = views_of_errors.not_allowed(_visit(rf), PermissionDenied("page"))

    assert response.status_code == 403
    assert "不向您的身份开放" in response.content.decode()


@pytest.mark.django_db
def test_what_could_not_be_read_says_so_in_plain_words(rf):
    response = views_of_errors.bad_request(_visit(rf), ValueError("broken"))

    assert response.status_code == 400
    assert "broken" not in response.content.decode()


def test_a_broken_site_still_says_what_to_do_without_the_database(rf):
    response = views_of_errors.broken(rf.get("/"))

    assert response.status_code == 500
    assert "您没有做错什么" in response.content.decode()


def _visit(rf):
    request = rf.get("/")
    request.user = AnonymousUser()
    request.session = {}
    return request


def test_whoever_watches_from_outside_gets_one_word_and_no_reason(db, client, monkeypatch):
    answer = client.get("/health/")
    assert (answer.status_code, answer.content) == (200, b"well\n")
    assert "no-store" in answer.headers["Cache-Control"]

    def away():
        raise OperationalError("could not connect to 10.1.2.3 as xinju")

    monkeypatch.setattr(views_of_errors, "connection", SimpleNamespace(cursor=away))
    answer = client.get("/health/")

    assert (answer.status_code, answer.content) == (503, b"unwell\n")
