"""Whether messages go out: a gateway that is not set or does not answer, and what was given up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from xinju.desk.findings import AMISS, ASKER, LOOK, WELL, Finding, Words, local

STUCK = timedelta(minutes=10)
_CHANNELS: dict[str, Words] = {"sms": ("短信", "SMS"), "mail": ("邮件", "mail")}
_WHY: dict[str, Words] = {
    "no_answer": ("网关不应答", "the gateway does not answer"),
    "unreachable": ("连不上网关", "the gateway cannot be reached"),
    "no_gateway": ("没有设置网关", "no gateway is set"),
    "said_no": ("网关说没有收下", "the gateway says that it was not taken"),
    "http_401": ("网关不认签名", "the gateway does not accept the signature"),
    "http_403": ("网关不让发", "the gateway does not let us send"),
    "too_late": ("过了有效期", "it was too old"),
    "no_words": ("区里没有这条消息的模板", "the district has no such message any more"),
    "broken": ("发送程序出错，见后台日志", "the sending broke, see the worker's log"),
}


def outbox(now: datetime) -> Iterator[Finding]:
    """Each channel. `now`: an instant by the machine's clock."""
    from xinju.messages.gateways.chosen import is_set

    for channel in _CHANNELS:
        yield _of(channel, now) if is_set(channel) else _not_set(channel)


def why_words(code: str) -> Words:
    """What kept a message back; the code itself where there is no better word."""
    return _WHY.get(code, (code, code))


def _not_set(channel: str) -> Finding:
    lost = {
        "sms": ("居民收不到验证码，登录不了", "residents get no codes and cannot sign in"),
        "mail": ("工作人员收不到到期提醒", "officers get no reminders"),
    }[channel]
    zh, en = _CHANNELS[channel]
    return Finding(
        f"outbox:{channel}", AMISS if channel == "sms" else LOOK,
        (f"没有设置{zh}网关：{lost[0]}", f"no gateway for {en} is set: {lost[1]}"),
        (f"设置 XINJU_{channel.upper()}（运维手册“消息”），重启 xinju worker", f"set XINJU_{channel.upper()} (handbook, Messages) and start xinju worker anew"),
    )  # fmt: skip


def _of(channel: str, now: datetime) -> Finding:
    from xinju.messages import queries

    held = queries.outbox(channel, asker=ASKER, at=now)
    zh, en = _CHANNELS[channel]
    why = why_words(held.why)
    if held.kept_back and held.oldest is not None and now - held.oldest > STUCK:
        return Finding(
            f"outbox:{channel}", AMISS,
            (f"{held.waiting} 条{zh}发不出去，最早的是 {local(held.oldest)}：{why[0]}",
             f"{en}: {held.waiting} messages do not go out, the oldest of {local(held.oldest)}: {why[1]}"),
            ("查网关和网络；到期仍发不出的会放弃，不再补发", "look at the gateway and the network; what is too old is given up for good"),
        )  # fmt: skip
    if held.given_up:
        return Finding(
            f"outbox:{channel}", LOOK,
            (f"一天内有 {held.given_up} 条{zh}没有发出去（发出 {held.sent} 条）", f"{en}: {held.given_up} messages given up within a day ({held.sent} sent)"),
            ("在“运行状况”页看原因", "see the page of the site's health for the reasons"),
        )  # fmt: skip
    return Finding(
        f"outbox:{channel}", WELL, (f"{zh}：一天内发出 {held.sent} 条，等候 {held.waiting} 条", f"{en}: {held.sent} sent within a day, {held.waiting} waiting")
    )  # fmt: skip
