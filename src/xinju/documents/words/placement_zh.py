"""Chinese sentences for the report on strategic wishes and for two results side by side; codes and values come in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

HOLDS: Mapping[str, str] = {
    "one_stage_takes_wishes": "只有一步使用志愿",
    "mechanism": "不采用志愿优先",
    "one_order_for_all_schools": "每个孩子只有一个叫号顺序，不因学校而变",
    "no_shared_last_place": "同分由抽签分出先后，不整组录取",
    "no_children_of_one_birth_together": "没有多胞胎共用最后名额的情形",
    "list_as_long_as_wished": "想填几所学校就可以填几所",
    "no_line_drawn_by_wishes": "片区线不由填报人数决定",
    "guarantee_gives_only_what_could_be_named": "统筹给出的学位，本来都可以填为志愿得到",
}
FAILS: Mapping[str, str] = {
    "one_stage_takes_wishes": "有 {stages} 步使用志愿：前一步接受了较后的志愿，就失去后一步的机会",
    "mechanism": "采用志愿优先：第一志愿没有成功，其他志愿可能已被先填的孩子用完",
    "one_order_for_all_schools": "按类别或学校优惠分批叫号：孩子可能先在较后的志愿被安排，少填反而有利",
    "no_shared_last_place": "同分全部录取会超出名额，是否有利取决于别人的志愿",
    "no_children_of_one_birth_together": "有 {births} 组多胞胎共用名额，可能超出一两个名额",
    "list_as_long_as_wished": "最多填 {wishes} 所（共 {schools} 所），已有 {children_with_a_full_list} 人填满：填哪几所本身就成了策略",
    "no_line_drawn_by_wishes": "片区线由填报该片区的人数决定，填哪个片区会改变机会",
    "guarantee_gives_only_what_could_be_named": "统筹可能给出前面没有放出的学位，少填志愿有时反而有利",
}
CHANGES: Mapping[str, str] = {"other_first_wish": "换一个第一志愿", "swap": "对调相邻志愿", "truncation": "少填志愿"}
SAFE = "按真实意愿的先后填报，不会吃亏：本办法下，没有哪种填法能让孩子得到更想去的学校。"
NOT_SAFE = "本办法不能保证如实填报总是最好，因为：{why}。"
TRIED = "模拟：{children} 个没有得到第一志愿的孩子，试了 {lists} 种其他填法，其中 {gainers} 个孩子有 {gains} 种填法得到更想去的学校。"
TRIED_NOTHING = (
    "模拟：{children} 个没有得到第一志愿的孩子，试了 {lists} 种其他填法，没有一种更好。模拟没有发现不等于证明。"
)
GAIN = "{application}：{change}（{wishes}），由{honest}变为{gained}"
NO_PLACE = "没有学位"
MECHANISMS: Mapping[str, str] = {"deferred_acceptance": "平行志愿", "by_points": "积分优先、遵循志愿"}
COMPARED = (
    "如果各步都改用{rule}，{changed} 个孩子的学校会不同：{gained} 个更接近自己的志愿，{lost} 个更远，{other} 个前后都不是所填的志愿。"
    "得到第一志愿的由 {before} 人变为 {after} 人。"
)
SAME = "如果各步都改用{rule}，每个孩子的学校都一样。"
IMPOSSIBLE: Mapping[str, str] = {
    "shared_places": "不能与{rule}对照：几所学校共用一个名额总数，那样没有对每个孩子都最好的结果。",
    "tie": "不能与{rule}对照：会有孩子各项相同，而抽签号或某一项还不知道。",
}
GUARANTEED = "{school}（统筹）"
WISHED = "{school}（第{wish}志愿）"


def condition(code: str, holds: bool, values: Mapping[str, object]) -> str:
    """One premise: that it holds, or why it does not."""
    return HOLDS[code] if holds else FAILS[code].format(**values)


def on_the_wish_page(failing: Mapping[str, Mapping[str, object]]) -> str:
    """The one sentence of the wish page; `failing` are the premises that do not hold, with their values."""
    why = "；".join(condition(code, False, values) for code, values in failing.items())
    return NOT_SAFE.format(why=why) if failing else SAFE


def simulation(children: int, lists: int, gainers: int, gains: int) -> str:
    words = TRIED if gains else TRIED_NOTHING
    return words.format(children=children, lists=lists, gainers=gainers, gains=gains)


def gain(application: str, change: str, wishes: str, honest: str | None, gained: str | None) -> str:
    return GAIN.format(
        application=application,
        change=CHANGES[change],
        wishes=wishes,
        honest=honest or NO_PLACE,
        gained=gained or NO_PLACE,
    )


def comparison(mechanism: str, counts: Mapping[str, int], first_wishes: Sequence[int]) -> str:
    """Two results side by side in one sentence: how many go elsewhere, and what that is by their own wishes."""
    rule, changed = MECHANISMS[mechanism], sum(counts.values())
    before, after = first_wishes
    words = COMPARED if changed else SAME
    return words.format(rule=rule, changed=changed, before=before, after=after, **counts)


def no_comparison(mechanism: str, why: str) -> str:
    return IMPOSSIBLE[why].format(rule=MECHANISMS[mechanism])


def seat(school: str | None, wish: int | None) -> str:
    """A school and how a child came to it."""
    if school is None:
        return NO_PLACE
    return GUARANTEED.format(school=school) if wish is None else WISHED.format(school=school, wish=wish)
