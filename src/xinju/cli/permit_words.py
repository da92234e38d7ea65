"""What a check of a permit found, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from xinju.cli.speech import chosen
from xinju.vault.permit_papers import Checked

RESULTS = {
    "valid": ("有效(截至 {day} 的状态清单)", "valid as of {day}, the day of the status list"),
    "status_unknown": ("属实;{day} 之后的状态不明", "genuine; its status since {day} is not known"),
    "revoked": ("已注销({day} 的状态清单)", "revoked, as the status list of {day} says"),
    "expired": ("已过期:最后一日是 {day}", "expired: its last day was {day}"),
    "forged": ("伪造或改动过:签名不符", "forged or changed: the signature is wrong"),
    "unknown_key": ("密钥不在公钥文件中:无法判断", "signed by a key that is not in the key file: nothing can be said"),
    "unreadable": ("不是居住证码,或没有扫全", "no permit's code, or cut off"),
}
REASONS = {
    "no_list": ("没有给状态清单", "no status list was given"),
    "other_list": ("状态清单是另一机关的", "the status list is another office's"),
    "list_too_old": ("状态清单太旧,请下载新的", "the status list is too old: download a new one"),
    "newer_than_list": ("证比状态清单新,请下载新的清单", "the permit is newer than the list: download a new list"),
    "replaced": ("已换发新证,请持证人出示新的", "it was replaced: ask the holder for the new one"),
    "revoked": ("居住证已终止", "the permit has ended"),
    "suspended": ("逾期未签注,使用功能中止", "not endorsed in time: suspended"),
    "not_endorsed": ("未见新的签注,请持证人出示最新的证", "not endorsed since: ask the holder for the newest one"),
}


def sentence(found: Checked) -> Iterator[str]:
    """One line for the result, then why, then what the permit says, then a word on the clock."""
    zh, en = RESULTS[found.result]
    yield chosen(zh, en).format(day=found.day)
    if found.why:
        yield chosen(*REASONS[found.why])
    if found.card is not None:
        card = found.card
        tail = card.tail or chosen("(未成年人不显示)", "(not shown for a child)")
        yield chosen(
            f"{card.name} 证件尾号 {tail} 签发机关 {card.authority} 制证 {card.issued} 有效至 {card.until} 序号 {card.serial}",
            f"{card.name}, number ending in {tail}, issued by {card.authority}, made {card.issued}, until {card.until}, "
            f"serial {card.serial}",
        )
    if found.clock_behind:
        yield chosen(
            "注意:所给日期早于证或清单的日期,时钟可能不准;已按较晚的日期判断",
            "note: the day given lies before that of the permit or the list; the clock may be wrong, the later day was used",
        )
