"""Findings of the checker of sheets in Chinese."""

from __future__ import annotations

from xinju.documents.words.amounts_zh import AMOUNTS
from xinju.documents.words.findings import FindingWords
from xinju.documents.words.rounding_zh import WAYS
from xinju.documents.words.shapes import FindingShape, Names

WORDS = FindingWords(
    AMOUNTS,
    titles={
        "overlap": "{where}：{of}{stretch}，同时落在几档里",
        "boundary": "{where}：{of}{stretch}，一处算在内，一处不算在内",
        "silent": "{where}：{of}{stretch}，表中没有规定",
        "level_missing": "{where}：{of}{stretch}，表中没有列出",
        "open": "{where}：原文不完整（{why}），数值在{low}到{high}之间",
        "open_key": "{where}：原文不完整（{why}），比到这一项仍然相同的无法排序",
        "rounding": "文本没有写明分值怎样取整（有小数的：{names}）",
        "ties": "{where}：比完最后一项“{label}”仍然相同的，没有规定怎么办",
        "version_overlap": "{versions}两个版本在{first}至{until}同时适用",
        "version_hole": "{first}至{until}没有版本适用（在{versions}之间）",
        "never_holds": "{where}：要求{of}{bounds}，但最低{lowest}、最高{highest}，谁也达不到",
        "too_large": "{where}：数值最大可到{highest}（分母{denominator}），超出可精确计算的范围；可以先封顶（cap）或取整（round），或在记录声明里调低该列的 high",
        "always_limit": "{where}：数值在{lowest}到{highest}之间，限到{limit}以后永远只有{limit}",
        "dead_cap": "{where}：上限{limit}永远用不到，最高只有{highest}",
        "dead_floor": "{where}：下限{limit}永远用不到，最低也有{lowest}",
        "dead_row": "{where}：“{bounds}”一档谁也达不到，{of}只在{lowest}到{highest}之间",
        "never_wins": "{where}：“{member}”永远不会高于“{better}”，写了等于没写",
        "not_counted": "{where}：没有计入任何小计或总分",
        "indicator_missing": "缺少“{indicator}”指标（浙江省流动人口居住登记条例第二十八条要求主要指标包括居住、就业、社保年限）",
        "no_article": "{where}：没有写依据条款",
        "no_evidence": "{where}：没有写证明材料",
        "no_verifier": "{where}：没有写核实部门",
        "unused_measure": "{where}：定义了，但没有用到",
        "unused_condition": "{where}：定义了，但没有用到",
        "stale_decision": "答复所指的问题“{decision}”已不存在（{by}，{day}，按“{reading}”）",
    },
    readings={
        "row": "按“{bounds}”一档：{amount}",
        "service": "归入“{service}”（{bounds}）",
        "none": "表中没有规定，记{amount}",
        "neither": "两边都不算",
        "level_missing.none": "不计分",
        "included": "含{n}本数（{places}）",
        "excluded": "不含{n}本数（{places}）",
        "lowest": "按最低：{amount}",
        "highest": "按最高：{amount}",
        **WAYS,
        "lottery": "抽签决定先后",
        "all_tied": "相同的全部安排",
        "earlier": "按较早的版本{version}",
        "later": "按较晚的版本{version}",
        "version_hole.none": "这段时间不受理",
    },
    spots={"": "", "gate": "（准入条件）", "pays": "（发放标准）", "rank": "（排序）", "beside": "（旁注数）"},
    other={
        "and": "、", "yes": "是", "no": "否", "on": "以后", "the_value": "数值",
        "residence": "居住年限", "employment": "就业年限", "insurance": "社会保险年限",
    },
)  # fmt: skip


def finding(finding: FindingShape, names: Names) -> tuple[str, tuple[str, ...]]:
    """The finding with its place and values, and each way to read the text."""
    return WORDS.told(finding, names)
