"""For journeys: the site on a free port, and a visitor with Debian's chromium."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connection
from playwright.sync_api import Page, expect, sync_playwright

# Playwright keeps an event loop in this thread; Django would take every query here for one made inside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

WIDTHS = (390, 1280)
FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
SOURCE = Path(__file__).parents[2] / "src"
SCREENSHOTS = Path(os.environ.get("XINJU_HOME", "var")).resolve() / "screenshots"


WORDS_OF_FOCUS = """() => {
    const here = document.activeElement || document.body;
    const labels = [...(here.labels || [])].map(label => label.innerText);
    if (here.getAttribute("role") === "region") return here.getAttribute("aria-label");
    return [here === document.body ? "" : here.innerText, here.name, ...labels].join(" ");
}"""
HAS_A_RING = """() => {
    const style = getComputedStyle(document.activeElement);
    return style.boxShadow !== "none" || (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0);
}"""


class Visitor:
    """A person with a browser, in words a case officer could read. Each step answers with the visitor."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.complaints: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _hear(self, message) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)

    def opens(self, path: str) -> "Visitor":
        """Open a page of the site and wait until it is there."""
        self.page.goto(self.address + path)
        return self

    def presses(self, words: str) -> "Visitor":
        """Press the button or link whose words contain these."""
        name = re.compile(re.escape(words))
        self.page.get_by_role("button", name=name).or_(self.page.get_by_role("link", name=name)).first.click()
        self.page.wait_for_load_state("load")
        return self

    def fills(self, label: str, value: str) -> "Visitor":
        """Fill the field with this label."""
        self.page.get_by_label(label).fill(value)
        return self

    def uploads(self, label: str, path: Path) -> "Visitor":
        """Choose a file in the field with this label."""
        self.page.get_by_label(label).set_input_files(path)
        return self

    def tabs_to(self, words: str) -> "Visitor":
        """Go on by the Tab key until what has the focus bears these words, as its text, label or name."""
        for _ in range(60):
            self.page.keyboard.press("Tab")
            if words in self.page.evaluate(WORDS_OF_FOCUS):
                assert self.page.evaluate(HAS_A_RING), f"nothing shows that {words} has the focus"
                return self
        raise AssertionError(f"the keyboard never reaches {words}")

    def has_focus_on(self, selector: str) -> "Visitor":
        """Assert that what the selector names has the focus; what a page focuses by itself it focuses once it is drawn."""
        expect(self.page.locator(selector)).to_be_focused()
        return self

    def goes_by_key(self, key: str) -> "Visitor":
        """Press a key that leads to another page."""
        with self.page.expect_navigation():
            self.page.keyboard.press(key)
        return self

    def signs_in_as(self, role: str) -> "Visitor":
        """Come in by the demo's button of a role, in Chinese words."""
        return self.opens("/account/sign-in/").presses(role)

    def sees(self, words: str) -> "Visitor":
        """Assert that the page's main part shows these words."""
        expect(self.page.locator("main")).to_contain_text(words)
        return self

    def waits_for(self, words: str) -> "Visitor":
        """Assert that the page, or the one it leads to by itself, shows these words within a minute."""
        expect(self.page.locator("main")).to_contain_text(words, timeout=60_000)
        self.page.wait_for_load_state("load")
        return self

    def does_not_see(self, words: str) -> "Visitor":
        """Assert that these words are nowhere in the page's main part."""
        expect(self.page.locator("main")).not_to_contain_text(words)
        return self

    def finds_no_barrier(self) -> "Visitor":
        """Assert that axe finds nothing and that the browser complained about nothing, the content policy included."""
        results = Axe().run(self.page)
        assert results.violations_count == 0, results.generate_report()
        assert self.complaints == []
        return self

    def keeps_pictures(self, name: str) -> "Visitor":
        """Keep the page as seen on a phone and on a desk; assert that neither has to be moved sideways."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 844 if width < 600 else 900})
            self.page.screenshot(path=SCREENSHOTS / f"{name}-{width}.png", full_page=True)
            wide = self.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{name} is {wide} px wide on a screen of {width}"
        return self


@pytest.fixture(scope="session")
def chromium():
    """Debian's chromium; playwright's own is never installed."""
    path = shutil.which("chromium")
    if path is None:
        pytest.fail("chromium is missing: apt-get install chromium fonts-noto-cjk", pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def starts_worker(live_server, settings):
    """Start the worker as it really runs, a process of its own on the same database; it ends with the test."""
    started = []

    def start() -> None:
        found = connection.settings_dict
        names = ("USER", "PASSWORD", "HOST", "PORT", "NAME")
        address = "postgres://{}:{}@{}:{}/{}".format(*(quote(str(found[name]), safe="") for name in names))
        variables = {
            **os.environ,
            "XINJU_HOME": str(settings.XINJU_HOME),
            "XINJU_SECRET_KEY": settings.SECRET_KEY,
            "XINJU_DISTRICT": str(settings.XINJU_DISTRICT),
            "DATABASE_URL": f"sqlite:///{found['NAME']}" if connection.vendor == "sqlite" else address,
            "PYTHONPATH": str(SOURCE),
        }
        command = [sys.executable, "-m", "xinju.cli.main", "worker", "--beside", str(os.getpid())]
        started.append(subprocess.Popen(command, env=variables))

    yield start
    for process in started:
        process.terminate()
        process.wait(30)


@pytest.fixture
def visitor(chromium, live_server):
    """A visitor of the site with a phone's screen, without cookies."""
    context = chromium.new_context(viewport={"width": WIDTHS[0], "height": 844}, locale="zh-CN")
    context.set_default_timeout(15_000)
    yield Visitor(context.new_page(), live_server.url)
    context.close()
