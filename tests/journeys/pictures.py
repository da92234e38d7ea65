"""Takes the pictures of docs/use from a running demo: `python -m tests.journeys.pictures http://127.0.0.1:8000`.

The demo's people are invented. Phones for those who work with one, a desk's width for the others; JPEG of at most 60 kB.
"""

import re
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from tests.journeys.conftest import FLAGS, Visitor

FOLDER = Path(__file__).parents[2] / "docs" / "pictures" / "use"
MOST = 60_000
PHONE, DESK = {"width": 390, "height": 780}, {"width": 1280, "height": 800}


def comes_in(browser: Browser, address: str, role: str | None, screen: dict[str, int]) -> Visitor:
    """Somebody with a browser of their own, signed in by the demo's button of a role."""
    visitor = Visitor(browser.new_context(viewport=screen, locale="zh-CN").new_page(), address)
    return visitor if role is None else visitor.signs_in_as(role)


def goes_to(visitor: Visitor, path: str) -> Visitor:
    """Open a page; where it asks for the purpose first, name one."""
    visitor.opens(path)
    if "/account/purpose/" in visitor.page.url:
        visitor.page.locator("input[type=radio]").first.check()
        visitor.page.locator("main button").first.click()
        visitor.page.wait_for_load_state("load")
    return visitor


def keeps(visitor: Visitor, name: str) -> None:
    """Write what the screen shows, as fine as the limit allows."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for quality in (80, 70, 60, 50, 40, 30):
        picture = visitor.page.screenshot(type="jpeg", quality=quality)
        if len(picture) <= MOST:
            break
    (FOLDER / f"{name}.jpg").write_bytes(picture)


def links(visitor: Visitor, words: str) -> Visitor:
    """Press the first link whose words match, in the page's main part."""
    visitor.page.locator("main").get_by_role("link", name=re.compile(words)).first.click()
    visitor.page.wait_for_load_state("load")
    return visitor


def take_phones(browser: Browser, address: str) -> None:
    keeps(comes_in(browser, address, None, PHONE).opens("/"), "anyone")
    keeps(comes_in(browser, address, "居民", PHONE).opens("/my/"), "resident")
    keeps(comes_in(browser, address, "房东", PHONE).opens("/landlord/"), "landlord")
    worker = goes_to(comes_in(browser, address, "网格员", PHONE), "/field/")
    if worker.page.locator("main a[href*='/field/room/']").count():
        worker.page.locator("main a[href*='/field/room/']").first.click()
        worker.page.wait_for_load_state("load")
    keeps(worker, "grid-worker")


def take_desks(browser: Browser, address: str) -> None:
    keeps(comes_in(browser, address, "企业经办人", DESK).opens("/employer/"), "employer")
    keeps(goes_to(comes_in(browser, address, "窗口人员", DESK), "/registry/window/"), "window")
    registrar = comes_in(browser, address, "登记管理员", DESK).opens("/desk/?type=merge_review")
    registrar.page.locator("main table a").first.click()
    registrar.presses("到专门页面办理").sees("是不是同一人")
    keeps(registrar, "registrar")
    keeps(links(comes_in(browser, address, "部门经办人", DESK).opens("/registry/query-lists/"), "BD"), "clerk")
    officer = links(comes_in(browser, address, "教育局经办人", DESK).opens("/office/rounds/"), "小学一年级")
    keeps(officer, "education")
    policy = comes_in(browser, address, "政策科", DESK)
    keeps(policy.opens("/office/sheets/library/wenzhou-ouhai-butie/2024/findings/"), "policy")
    auditor = links(comes_in(browser, address, "审计员", DESK).opens("/office/rounds/"), "小学一年级")
    keeps(auditor.opens(auditor.page.url.removeprefix(address) + "check/"), "auditor")
    keeps(comes_in(browser, address, "安全管理员", DESK).opens("/account/staff/"), "security")
    keeps(comes_in(browser, address, "系统管理员", DESK).opens("/desk/health/"), "operator")
    keeps(comes_in(browser, address, "负责人", DESK).opens("/desk/figures/"), "head")


def main(address: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        take_phones(browser, address)
        take_desks(browser, address)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
