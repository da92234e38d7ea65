"""Each door speaks English when asked, and no Chinese sentence is left on the way."""

import re
from uuid import uuid4

import pytest
from django.test import Client
from tests.apps.portal.test_employer import clerk_of
from tests.apps.portal.test_joining import ANSWERS
from tests.apps.portal.test_landlord import house_of

from xinju.accounts.access import Role
from xinju.accounts.demo_accounts import DemoPersonKind

CHINESE = re.compile(r"[\u4e00-\u9fff]{2,}")
OWN_LANGUAGE = re.compile(r'<(\w+)[^>]*lang="zh-Hans"[^>]*>.*?</\1>', re.DOTALL)


def chinese_in(answer) -> list[str]:
    """What stands in Chinese in the page's main part without being marked as such."""
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return CHINESE.findall(OWN_LANGUAGE.sub("", re.sub(r'value="[^"]*"', "", main)))


@pytest.fixture
def english():
    def speak(client: Client) -> Client:
        client.cookies["language"] = "en"
        return client

    return speak


def test_the_residents_door(db, english):
    visitor = english(Client())
    pages = [visitor.get("/join/"), visitor.post("/join/", follow=True)]
    answers = {**ANSWERS, "address": {"address": "No. 12", "community": "unknown"}, "name": {"name": "Wang Fang"}}
    for step, values in answers.items():
        pages += [visitor.get(f"/join/step/{step}/"), visitor.post(f"/join/step/{step}/", {"x": "1"})]
        visitor.post(f"/join/step/{step}/", values)
    pages += [visitor.get("/join/check/"), visitor.post("/join/check/", follow=True)]

    assert [found for page in pages if page.status_code == 200 for found in chinese_in(page)] == []


def test_the_landlords_and_the_employers_door(db, english, officer):
    landlord, house = house_of(DemoPersonKind.LANDLORD, "12号", 111)
    clerk = clerk_of("91990102MA2EFGHJ1Q", DemoPersonKind.EMPLOYER, officer(Role.REGISTRAR))
    room = house.children.first()
    english(landlord), english(clerk)

    pages = [
        landlord.get(f"/landlord/{page}")
        for page in ("", f"rooms/{room.key}/", f"rooms/{room.key}/arrival/", "receipts/")
    ]
    pages += [landlord.post(f"/landlord/rooms/{room.key}/empty/", {"client_id": str(uuid4())}, follow=True)]
    pages += [clerk.get("/employer/"), clerk.post("/employer/", {}), clerk.get("/employer/receipts/")]

    assert {page.status_code for page in pages} == {200}
    assert [found for page in pages for found in chinese_in(page)] == []


def test_the_window(db, english, signed_in):
    desk = english(signed_in(Role.WINDOW_OFFICER))
    desk.post("/account/purpose/", {"purpose": "at_the_window"})

    pages = [desk.get(f"/registry/window/{page}") for page in ("", "new/", "plates/", "employers/")]
    pages += [desk.post("/registry/window/new/", {"where": "x"}), desk.post("/registry/window/", {"number": "1"})]

    assert {page.status_code for page in pages} == {200}
    assert [found for page in pages for found in chinese_in(page)] == []
