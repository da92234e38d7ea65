"""Tags that every template has without loading: `t`, `day`, `points`, `masked`, `status`, `pages`."""

import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import template
from django.core.paginator import Page
from django.http import QueryDict
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from xinju.documents.figures import date_text, points_text
from xinju.web.language import chosen, is_english

register = template.Library()

LAST_SHOWN = 4
TONES = ("good", "bad", "wait", "plain")


@register.simple_tag
def t(zh: str, en: str, **values: Any) -> str:
    """Say one sentence in the page's language; `{name}` in it takes a value, escaped."""
    text = chosen(zh, en)
    return format_html(text, **values) if values else conditional_escape(text)


@register.filter
def day(value: datetime.date | datetime.datetime | None) -> str:
    """Write a date as 2026年3月1日 or 1 March 2026; an instant becomes its legal day in Shanghai."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        value = timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return date_text(value, "en" if is_english() else "zh")


@register.filter
def points(value: int | Decimal | Fraction | None) -> str:
    """Write exact points: as a decimal where that is exact, else as a mixed fraction, 3 1/3. A minus is a true minus."""
    if value is None:
        return "—"
    return points_text(Fraction(value))


@register.filter
def masked(number: Any) -> str:
    """Show the last four characters of a document number. Never for a child: there nothing is shown at all."""
    text = str(number or "")
    return "*" * max(0, len(text) - LAST_SHOWN) + text[-LAST_SHOWN:] if len(text) > LAST_SHOWN else "*" * len(text)


@register.simple_tag
def status(tone: str, zh: str, en: str) -> SafeString:
    """A status tag: its words carry the meaning, its colour (good, bad, wait, plain) only helps."""
    if tone not in TONES:
        raise template.TemplateSyntaxError(f"status tone {tone!r}: expected one of {', '.join(TONES)}")
    return format_html('<strong class="status status-{}">{}</strong>', tone, chosen(zh, en))


@register.inclusion_tag("web/pages.html", takes_context=True)
def pages(context: template.Context, page: Page) -> dict[str, object]:
    """Links to the other pages of a list, keeping the search that is in the address."""
    query: QueryDict = context["request"].GET.copy()
    query.pop("page", None)
    return {"page": page, "query": query.urlencode(), "numbers": page.paginator.get_elided_page_range(page.number)}
