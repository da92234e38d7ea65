"""Every page of a small demo, as a role that may see it: in both widths, in large type, light enough, labelled, and no dead link.

The demo runs as a person starts it, in processes of its own. From the first page of each role every link is followed; a
page of the access matrix that no link leads to is named in this file, with the page whose row it takes or why it is left out.
"""

import os
import re
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import Resolver404, resolve, reverse
from playwright.sync_api import APIResponse, Browser, BrowserContext, Page, Response
from playwright.sync_api import Error as PlaywrightError
from tests import databases
from tests.house.test_access_matrix import WHO, address, allowed
from tests.journeys.conftest import SOURCE, WIDTHS

from xinju.accounts.access import OFFICERS, Role

RESIDENTS = 60
HEAVIEST_FIRST_PAGE = 150_000
LARGE_TYPE = "200%"
LOW = 240  # of a high screen every part would be painted, which nobody here looks at
# One row of each page is enough; but each type of case, which the desk sifts by, has pages of its own behind it.
SIFTED = ("desk:inbox", "desk:case")
# No link leads there as the demo stands: the page is opened for the row of another page.
WITH_THE_ROW_OF = {
    "benefits:place": "benefits:round",
    "benefits:confirm": "benefits:round",
    "registry:window-person": "registry:person",
    "registry:window-move": "registry:person",
    "registry:window-departure": "registry:person",
    "registry:window-member": "registry:person",
    "registry:permit-apply": "registry:permit-of",
}
# Pages that this test cannot come to, with the reason; their own journeys look at them.
LEFT_OUT = {
    **dict.fromkeys(
        ("accounts:code", "accounts:enrol", "accounts:oidc", "accounts:oidc-back", "accounts:own-password", "accounts:passkey",
         "accounts:second-factor"),
        "part of the sign-in of real use: a demo has buttons",
    ),
    **dict.fromkeys(("api:api-root", "api:faults", "api:state"), "answers programs"),
    **dict.fromkeys(
        ("benefits:check-letter", "desk:root", "field:plate", "field:plate-typed", "portal:join-check", "portal:join-done",
         "portal:join-next", "portal:join-paper", "portal:join-plate", "portal:join-step", "portal:receipt", "registry:delivery-form",
         "registry:merges-compare", "registry:person-typed"),
        "lies behind a form that has been filled in",
    ),
    **dict.fromkeys(
        ("benefits:marked", "benefits:work", "field:task", "portal:employer-list", "portal:employer-marked", "portal:landlord-leaving",
         "portal:my-permit-pdf", "portal:own-contested", "registry:conflict", "registry:delivery-columns", "registry:delivery-marked",
         "registry:delivery-work", "registry:merge-undo", "registry:merges-of", "registry:permit-card", "registry:permit-notice",
         "registry:permit-station", "registry:window-paper", "registry:window-receipt"),
        "so small a demo has no such row",
    ),
}  # fmt: skip

HOW_IT_STANDS = """() => {
    const faults = [];
    const headings = document.querySelectorAll("h1").length;
    if (headings !== 1) faults.push(headings + " headings of the first order");
    for (const one of document.querySelectorAll("input:not([type=hidden]), select, textarea"))
        if (!(one.labels && one.labels.length) && !one.getAttribute("aria-label") && !one.getAttribute("aria-labelledby"))
            faults.push("the field " + one.name + " has no label");
    for (const one of document.querySelectorAll("a[href^='#']"))
        if (one.hash.length > 1 && !document.getElementById(decodeURIComponent(one.hash.slice(1))))
            faults.push("nothing on the page is called " + one.hash);
    return faults;
}"""
ASKED_FOR = """() => [...document.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src], img[src]")]
    .map(one => one.href || one.src)"""
AS_WIDE_AS = """size => {
    document.documentElement.style.fontSize = size;
    const wide = document.documentElement.scrollWidth;
    document.documentElement.style.fontSize = "";
    return wide;
}"""
LINKS = re.compile(r'<a [^>]*?href="([^"]*)"')
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
TYPES = re.compile(r'<option value="([a-z_]+)"')


@pytest.fixture
def demo(with_tables, tmp_path) -> Iterator[str]:
    """The address of a demo that has just been made, in tables that were there: to make them takes as long as the demo."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home = tmp_path / "demo"
    tables = databases.copy_of(with_tables, tmp_path)
    variables = {key: value for key, value in os.environ.items() if key != "XINJU_DEMO_DAY"}
    variables |= {
        "DATABASE_URL": tables,
        "XINJU_MODE": "demo",
        "XINJU_HOME": str(home),
        "PYTHONPATH": str(SOURCE),
        "PYTHONUNBUFFERED": "1",
    }
    command = [sys.executable, "-m", "xinju.cli.main", "demo", "--residents", str(RESIDENTS), "--port", str(port)]
    said = tmp_path / "said.txt"
    with said.open("w") as out, subprocess.Popen(command, env=variables, stdout=out, stderr=out) as running:
        try:
            _wait_until_served(port, running, said)
            yield f"http://127.0.0.1:{port}"
        finally:
            running.terminate()
            running.wait(30)
            databases.drop(tables)


def _wait_until_served(port: int, running: subprocess.Popen, said) -> None:
    for _ in range(240):
        with socket.socket() as door:
            if door.connect_ex(("127.0.0.1", port)) == 0:
                return
        try:
            running.wait(0.5)
        except subprocess.TimeoutExpired:
            continue
        break
    pytest.fail(f"the demo did not come up:\n{said.read_text(encoding='utf-8')[-2000:]}")


@dataclass
class Reader:
    """Follows every link as one role, and looks at each page that nobody looked at before."""

    browser: Browser
    address: str
    looked_at: dict[str, str] = field(default_factory=dict)
    rows: dict[str, dict] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    weights: dict[str, int] = field(default_factory=dict)
    visits: dict[Role, "Visit"] = field(default_factory=dict)

    def follows_all_links_as(self, role: Role | None, button: str) -> None:
        visit = self._visit(role)
        waiting = deque([self._comes_in(visit, button) if button else "/", "/account/"])
        opened = set[str]()
        while waiting:
            path = waiting.popleft().partition("#")[0]
            name = _name_of(path)
            kind = f"{name}?{urlsplit(path).query}" if name in SIFTED else name
            is_known = name in self.looked_at and WHO.get(name) == ["anyone"]
            if not name or kind in opened or is_known:
                continue
            opened.add(kind)
            waiting.extend(self._opens(visit, name, path))

    def opens_what_no_link_leads_to(self, role: Role) -> None:
        """Every page left that this role may open, for the row of another page; what takes only what is sent answers 405."""
        names = [name for name in WHO if name not in self.looked_at and name not in LEFT_OUT and role in allowed(name)]
        visit = self.visits[role]
        for name in names:
            row = self.rows.get(WITH_THE_ROW_OF.get(name, ""))
            path = reverse(name, kwargs=row) if row else address(name)
            answer = visit.context.request.get(self.address + path, max_redirects=0)
            if answer.status == 405:
                self.looked_at[name] = "takes only what is sent"
            elif answer.ok:
                self._opens(visit, name, path)

    def _visit(self, role: Role | None) -> "Visit":
        context = self.browser.new_context(locale="zh-CN", viewport={"width": WIDTHS[0], "height": LOW})
        visit = Visit(str(role or "a visitor"), context, context.new_page())
        if role:
            self.visits[role] = visit
        return visit

    def _comes_in(self, visit: "Visit", button: str) -> str:
        """Send what the demo's button of a role sends; the path to which that leads."""
        token = TOKEN.search(visit.asks_for(self.address + reverse("accounts:sign-in")).text())
        given = {"csrfmiddlewaretoken": token[1], "role" if button in Role.values else "kind": button, "next": ""}
        first = urlsplit(visit.context.request.post(self.address + reverse("accounts:demo-sign-in"), form=given).url)
        return f"{first.path}?{first.query}" if first.query else first.path

    def _opens(self, visit: "Visit", name: str, path: str) -> list[str]:
        """Open one page; the paths of its links."""
        is_new = name not in self.looked_at
        answer = (visit.shows if is_new else visit.asks_for)(self.address + path)
        if not answer.ok:
            self.faults.append(f"{visit.role}: {path} ({name}) is linked and answers {answer.status}")
            return []
        self.looked_at.setdefault(name, path)
        self.rows.setdefault(name, dict(resolve(urlsplit(path).path).kwargs))
        if "text/html" not in answer.headers.get("content-type", ""):
            return []
        text = answer.text()
        if is_new:
            self.faults.extend(f"{visit.role}: {path} ({name}) {fault}" for fault in self._faults_of(visit, text))
        links = [urljoin(path, link.replace("&amp;", "&")) for link in LINKS.findall(text)]
        links += (
            [f"{path}?type={one}" for one in TYPES.findall(text)] if name == "desk:inbox" and "?" not in path else []
        )
        return [link for link in links if link.startswith("/")]

    def _faults_of(self, visit: "Visit", text: str) -> list[str]:
        page = visit.page
        found = page.evaluate(HOW_IT_STANDS)
        for width, size in ((WIDTHS[0], ""), (WIDTHS[0], LARGE_TYPE), (WIDTHS[1], "")):
            page.set_viewport_size({"width": width, "height": LOW})
            wide = page.evaluate(AS_WIDE_AS, size)
            if wide > width:
                found.append(f"is {wide} px wide on a screen of {width}{' in large type' if size else ''}")
        page.set_viewport_size({"width": WIDTHS[0], "height": LOW})
        weight = len(text.encode()) + sum(self._weight_of(visit, one) for one in set(page.evaluate(ASKED_FOR)))
        if weight > HEAVIEST_FIRST_PAGE:
            found.append(f"weighs {weight} bytes")
        return [*found, *visit.complaints]

    def _weight_of(self, visit: "Visit", asked: str) -> int:
        if asked not in self.weights:
            self.weights[asked] = len(visit.context.request.get(asked).body())
        return self.weights[asked]


@dataclass
class Visit:
    """One role's browser, and what it complains about, the content policy included."""

    role: str
    context: BrowserContext
    page: Page
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _hear(self, message) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)

    def shows(self, address: str) -> Response | APIResponse:
        """The page in the browser; a file is asked for beside it."""
        self.complaints.clear()
        try:
            answer = self.page.goto(address)
        except PlaywrightError:  # a download has begun
            return self.asks_for(address)
        if "/account/purpose/" in self.page.url and "/account/purpose/" not in address:
            says_what_for(self.page)
            answer = self.page.goto(address)
        return answer

    def asks_for(self, address: str) -> APIResponse:
        return self.context.request.get(address)


def says_what_for(page: Page) -> None:
    """Give the first purpose of the list, where one is asked for."""
    page.locator("main input[type=radio]").first.check()
    page.locator("main button").first.click()
    page.wait_for_load_state()


def _name_of(path: str) -> str:
    """The URL name behind a path of this site; empty where there is none."""
    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return ""


@pytest.mark.slow
def test_every_page_can_be_read_on_a_phone_and_at_a_desk_in_large_type_and_leads_somewhere(chromium, demo):
    reader = Reader(chromium, demo)

    reader.follows_all_links_as(None, "")
    for kind in ("resident", "landlord", "employer"):
        reader.follows_all_links_as(Role.PERSON, kind)
    for role in OFFICERS:
        reader.follows_all_links_as(role, role.value)
    for role in (Role.PERSON, *OFFICERS):
        reader.opens_what_no_link_leads_to(role)

    assert reader.faults == []
    assert sorted(set(WHO) - set(reader.looked_at) - set(LEFT_OUT)) == [], (
        "no link leads there: add a link, the page whose row it takes, or a reason"
    )
    assert sorted(set(LEFT_OUT) & set(reader.looked_at)) + sorted(set(LEFT_OUT) - set(WHO)) == []
