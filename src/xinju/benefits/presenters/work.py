"""A round's long work in words, and where its result stands."""

from __future__ import annotations

from django.urls import reverse

from xinju.benefits.models import Round
from xinju.benefits.presenters import refusals
from xinju.messages.access import Work
from xinju.messages.actions import CODE_OF_OURS
from xinju.messages.presenters import ShownWork, WorkWords
from xinju.messages.presenters import shown as shown_work

WORDS = {
    "benefits.upload": WorkWords(
        ("读入申请人名单", "Reading the list of applicants"),
        {
            "points": ("计算积分", "computing points"),
            "reading": ("逐行检查", "checking row by row"),
            "keeping": ("写入", "writing"),
        },
    ),
    "benefits.placement": WorkWords(
        ("排名与安排", "Ranking and placing"),
        {
            "points": ("计算积分", "computing points"),
            "places": ("排名、安排、核验", "ranking, placing, checking"),
            "lists": ("制作名单", "making the lists"),
            "wishing": ("检查志愿填报", "looking for gains by other wishes"),
        },
    ),
    "benefits.confirmation": WorkWords(
        ("核验并确认结果", "Checking and confirming the result"),
        {"checking": ("逐人核对完整版和公开版", "checking both editions, child by child")},
    ),
    "benefits.letters": WorkWords(("制作告知单", "Making the letters"), {"printing": ("已做好的份数", "letters made")}),
    "benefits.simulation": WorkWords(
        ("对比两个版本", "Comparing two versions"),
        {
            "reading": ("读入事实", "reading the facts"),
            "comparing": ("按两个版本计分", "scoring by both versions"),
            "places_before": ("按现行版本安排", "placing by the present version"),
            "places_after": ("按新版本安排", "placing by the new version"),
        },
    ),
}
ASKED_AT = {
    "benefits.upload": "upload",
    "benefits.placement": "place",
    "benefits.confirmation": "confirm",
    "benefits.letters": "letters",
}


def shown(work: Work) -> ShownWork:
    """The work in the page's language, with the sentence for what refused it."""
    why = "" if work.failure in ("", CODE_OF_OURS) else refusals.words(work.failure, work.failure_values)
    return shown_work(work, WORDS[work.kind], why)


def address_of(round_: Round, work: Work) -> str:
    """The page of this work."""
    return reverse("benefits:work", kwargs={"key": round_.key, "work": work.key})


def asked_at(round_: Round, work: Work) -> str:
    """The page where it was asked for, to ask otherwise."""
    if work.kind == "benefits.simulation":
        return reverse("benefits:simulation", kwargs={"key": round_.key})
    return reverse(f"benefits:{ASKED_AT[work.kind]}", kwargs={"key": round_.key})


def result_of(round_: Round, work: Work) -> str:
    """The page that shows what came of it; empty before."""
    if not work.outcome:
        return ""
    if work.kind == "benefits.upload":
        return reverse("benefits:faults", kwargs={"key": round_.key, "pk": int(work.outcome.rpartition(":")[2])})
    if work.kind == "benefits.simulation":
        return f"{asked_at(round_, work)}?version={work.values['name']}"
    page = {"benefits.placement": "check", "benefits.confirmation": "round"}.get(work.kind, "letters")
    return reverse(f"benefits:{page}", kwargs={"key": round_.key})


def lines(round_: Round, works) -> list[tuple[str, ShownWork]]:
    """Work for the round's own page: its address and how it stands."""
    return [(address_of(round_, one), shown(one)) for one in works]
