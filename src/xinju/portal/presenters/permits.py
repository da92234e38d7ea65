"""The resident's permit, and the answer to whoever checks one."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from xinju.documents.qr import qr_svg
from xinju.registry.presenters.permits import check_address, file_page
from xinju.registry.queries import permits as queries
from xinju.registry.queries.permits import PermitFile
from xinju.vault.permit_papers import Checked
from xinju.vault.public_keys import ALGORITHM
from xinju.web.language import chosen, say

# result → tone, headline; the words for `why` stand apart, since a reason can go with several results.
RESULTS = {
    "valid": ("good", say("属实，有效", "Genuine and in force")),
    "status_unknown": ("wait", say("属实，状态不明", "Genuine; whether it is in force is not known")),
    "revoked": ("bad", say("已注销", "Revoked")),
    "expired": ("bad", say("已过期", "Expired")),
    "forged": ("bad", say("伪造，或者改动过", "Forged or changed")),
    "unknown_key": ("wait", say("无法判断：签名用的密钥不在公布之列", "Nothing can be said: signed by a key that is not published")),
    "unreadable": ("wait", say("不是居住证码，或者没有扫全", "Not a permit's code, or cut off")),
}  # fmt: skip
WHYS = {
    "no_list": say("没有状态清单。", "There is no status list."),
    "other_list": say("状态清单是另一机关的。", "The status list is another office's."),
    "list_too_old": say("状态清单太旧：请联网打开本页，或下载新的清单。", "The status list is too old: open this page online, or download a new one."),
    "newer_than_list": say("证比清单新：请更新清单再查。", "The permit is newer than the list: get a new list."),
    "revoked": say("居住证已终止。", "The permit has ended."),
    "replaced": say("已换发新证：请持证人出示新的。", "It was replaced: ask the holder for the new one."),
    "suspended": say("逾期没有签注，使用功能中止。", "Not endorsed in time: suspended."),
    "not_endorsed": say("这一张已过最后一日：请持证人出示签注后的新证。", "Its last day has passed: ask for the one after the endorsement."),
}  # fmt: skip


def permit_check(found: Checked | None, on: date) -> dict[str, Any]:
    """All answers, of which the page shows one; the script chooses it where it runs."""
    card = found.card if found else None
    return {
        "results": [
            (key, tone, words, found is not None and found.result == key) for key, (tone, words) in RESULTS.items()
        ],
        "whys": [(key, words, found is not None and found.why == key) for key, words in WHYS.items()],
        "found": found,
        "card": card,
        "clock_behind": found is not None and found.clock_behind,
        "day": found.day.isoformat() if found and found.day else "",
    }


def published(keys: Mapping[str, bytes], papers: str, demo_day: date | None = None) -> str:
    """A script that holds nothing but what is published; inside it no text can end the script or the string.

    A demo that stands on a day of its own says so, since the browser's clock does not know it.
    """
    entries = {key_id: {"algorithm": ALGORITHM, "key": key.hex()} for key_id, key in keys.items()}
    held = {"keys": entries, "list": papers, **({"today": demo_day.isoformat()} if demo_day else {})}
    return f"self.xinjuPermits = {json.dumps(held)};\n"


def my_permit(file: PermitFile | None, on: date, absolute: Callable[[str], str]) -> dict[str, Any]:
    """The holder's own page; without a binding there is nothing on it but what to do."""
    if file is None:
        return {"is_bound": False}
    values = file_page(file, on)
    current = file.current
    qr = ""
    if current and current.permit and current.standing(on) in ("valid", "due"):
        _, token = queries.token_of(current.permit, on=on)
        qr = qr_svg(check_address(absolute, token), chosen("居住证核验码", "Permit code"))
    waiting = any(one["code"] == "checking" for one in values["endorsements"])
    return {
        **values,
        "is_bound": True,
        "qr": qr,
        "is_waiting": waiting,
        "may_ask": not waiting and queries.may_ask_online(file, on),
        "to_window": not waiting and _is_due(file, on) and not queries.may_ask_online(file, on),
    }


def needs_window() -> str:
    return chosen(
        "登记里没有就业、住所或就读的依据，请带材料到窗口签注。",
        "The registry does not show work, home or study: bring the papers to the window.",
    )


def _is_due(file: PermitFile, on: date) -> bool:
    current = file.current
    return current is not None and current.permit is not None and current.standing(on) in ("due", "suspended")
