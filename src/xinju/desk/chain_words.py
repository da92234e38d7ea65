"""Sentences for what the check of the audit found, in both languages."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from xinju.audit.faults import Fault

Words = tuple[str, str]

_FIELDS = {
    "kind": ("事项", "kind"),
    "about": ("对象", "about"),
    "by": ("经办", "by"),
    "purpose": ("事由", "purpose"),
    "at": ("时间", "at"),
    "shown": ("所列名单", "shown"),
}


def sentence(fault: Fault) -> Words:
    """One line, in Chinese and English: the number in the chain, the event, what is wrong."""
    (place_zh, place_en), (zh, en) = _place(fault), _SAYS[fault.code](fault)
    return place_zh + zh, place_en + en


def _place(fault: Fault) -> Words:
    parts = []
    if fault.number is not None:
        parts.append((f"第 {fault.number} 号", f"number {fault.number}"))
    if fault.event is not None:
        parts.append((f"事件 {fault.event}", f"event {fault.event}"))
    if not parts:
        return "", ""
    return ",".join(zh for zh, _ in parts) + ":", ", ".join(en for _, en in parts) + ": "


def _changed(fault: Fault) -> Words:
    names = [_FIELDS[name] for name in fault.values]
    if not names:
        return "事件被改动", "the event was changed"
    zh, en = "、".join(zh for zh, _ in names), ", ".join(en for _, en in names)
    return f"事件被改动({zh})", f"the event was changed ({en})"


_SAYS: Mapping[str, Callable[[Fault], Words]] = {
    "event_changed": _changed,
    "event_missing": lambda fault: ("事件已被删除", "the event is gone"),
    "event_beside": lambda fault: (
        "事件既未入链也不在待封之列:不是本程序写入的", "neither sealed nor waiting: not written by this program"
    ),
    "event_gone": lambda fault: ("事件在封存之前被删除", "the event was removed before it was sealed"),
    "event_backdated": lambda fault: (
        f"时间 {fault.values[0]} 比前一事件 {fault.values[1]} 早一天以上:事后插入,或当时时钟有误",
        f"its time {fault.values[0]} lies more than a day before the one sealed before it, {fault.values[1]}: "
        "added afterwards, or the clock was wrong",
    ),
    "link_changed": lambda fault: (
        "链上这一行与前一行不衔接:被改动、调换或插入", "does not follow from the link before: changed, moved or inserted"
    ),
    "link_unreadable": lambda fault: (
        f"链上有一行的编号是 {fault.values[0]}", f"a link has the number {fault.values[0]}"
    ),
    "links_missing": lambda fault: (
        f"链上缺 {fault.number} 至 {fault.values[0]} 号", f"the links {fault.number} to {fault.values[0]} are missing"
    ),
    "traces_changed": lambda fault: (
        f"名单的查找线索被改动(少 {fault.values[0]},多 {fault.values[1]})",
        f"the traces of its list were changed ({fault.values[0]} missing, {fault.values[1]} added)",
    ),
    "traces_added": lambda fault: (
        f"有 {fault.values[0]} 条查找线索,却没有名单", f"{fault.values[0]} traces without a list"
    ),
    "root_unreached": lambda fault: (
        f"{fault.values[0]} 的链根到 {fault.number} 号,现在只到 {fault.values[1]} 号:链尾被截",
        f"the root of {fault.values[0]} reaches number {fault.number}, the chain only {fault.values[1]}: its tail was cut",
    ),
    "root_differs": lambda fault: (
        f"与 {fault.values[0]} 的链根不符:这一号以前的链被重写", f"differs from the root of {fault.values[0]}: rewritten up to here"
    ),
}  # fmt: skip
