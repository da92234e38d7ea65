"""The statement (积分明细单) in Chinese sentences."""

from __future__ import annotations

from xinju.documents.words.amounts_zh import AMOUNTS
from xinju.documents.words.rounding_zh import WAYS
from xinju.documents.words.shapes import Names, SelectionShape, ServiceShape, StepShape
from xinju.documents.words.statement import StatementWords

WORDS = StatementWords(
    AMOUNTS,
    words={
        "then": "：", "next": "；", "list": "、", "comma": "，", "and": "，且", "or": "，或", "nothing": "无",
        "labelled": "{label}{n}", "length": "时长", "not_known": "{label}未知", "no_record": "没有“{label}”记录",
        "measured": "{label}{amount}", "measured_less": "{label}{total}，其中{excluded}不计，计{amount}",
        "measured_beside": "{label}{amount}（另有{excluded}不计）",
        "is_value": "{label}为{value}", "is_value_beside": "{label}为{value}（另有{excluded}不计）",
        "elapsed_between": "自{since}至{until}满{amount}", "elapsed": "自{since}起满{amount}", "cut_off": "原文不完整（{why}）",
        "highest": "取高：{parts}，按{amount}计", "least": "取低：{parts}，按{amount}计",
        "by_year": "{label}逐年计", "by_year_beside": "{label}逐年计（另有{excluded}不计）", "of_year": "{year}（{amount}）计{n}", "from_to": "{first}至{last}",
        "of_group": "{group}计{n}", "year": "{n}年", "best_added": "{parts}，取最高的{n}项相加 = {amount}", "dated": "{day}的{label}为{n}", "figure": "公布数",
        "rounded": "{before}，{mode}到{step}为{amount}",
        "mode_half_up": "四舍五入", "mode_down": "舍去尾数", "mode_up": "有尾数进位",
        "row": "属“{bounds}”一档，{then}", "outside": "不在表列各档，{amount}", "silent": "表中没有规定，{amount}",
        "in_several": "同时落在{n}档，{amount}", "maybe_in": "可能在{n}档中的一档，{amount}",
        "met": "符合条件（{condition}）", "missed": "不符合条件（{condition}）", "unsure": "是否符合条件尚不清楚（{condition}）",
        "each_gives": "每{per}计{points}，{amount}", "each_one_gives": "每1计{points}，{amount}",
        "not_over": "未超过{start}，{amount}", "only_up_to": "只计到{n}，",
        "full_units": "{n} ÷ {per}取整为{full}，{full} × {points} = {amount}",
        "unit_first": "{n} × {each}（{points}/{per}先取整）= {amount}",
        "cap": "，最高{limit}", "cap_passed": "，超过上限，按{limit}计", "cap_span": "，最高{limit}，即{amount}", "floor_span": "，最低{limit}，即{amount}",
        "floor": "，最低{limit}", "floor_passed": "，低于下限，按{limit}计",
        "void": "不符合条件（{condition}），本项不计：{amount}",
        "maybe_void": "；是否符合条件尚不清楚（{condition}），不符合则不计：{amount}",
        "chosen": "家庭选择“{option}”", "best_yet": "家庭尚未选择，暂按最高的“{option}”",
        "not_chosen": "家庭尚未选择（{ways}）", "no_option": "没有可选的一项", "role_played": "{role}为{who}", "way": "{label}{amount}",
        "compare": "{found}，要求{bounds}", "not": "不属于{condition}", "not_has": "{condition}（要求没有）",
        "has": "有{label}记录", "has_not": "没有{label}记录", "has_perhaps": "有没有{label}记录尚不清楚",
        "nested": "（{text}）", "column": "{column}",
        "missing_file": "{record}的数据尚未送达或未答复", "missing_file_of": "{record}的数据{department}尚未送达或未答复",
        "because": "（因为{reasons}）",
        "selected_choice": "{role}：按家庭选择，{who}（{ways}）", "selected_best": "{role}：家庭尚未选择，暂按得分最高的{who}（{ways}）",
        "selected_only": "{role}：{who}",
        "selected_nobody": "{role}：家中没有人可以担任",
        "gate_met": "符合准入条件：{condition}", "gate_missed": "不符合准入条件：{condition}",
        "gate_unknown": "是否符合准入条件尚不清楚：{condition}",
        "decided": "（原文有几种读法，{by}{day}决定：{reading}）", "reading_row": "按第{row}档", "reading_lower": "归入低的一档",
        "reading_upper": "归入高的一档", "reading_none": "不归入任何一档", "reading_included": "含本数", "reading_excluded": "不含本数",
        "reading_lowest": "按最低计", "reading_highest": "按最高计",
        "gate_by_way": "文本没有写明分值怎样取整，是否符合准入条件要看怎样取整：{met}则符合，{missed}则不符合（{condition}）",
        "pays_by_way": "文本没有写明分值怎样取整，发放标准至少{least}：{ways}",
        "rank_by_way": "文本没有写明分值怎样取整，第{n}个排序项：{ways}", "by_way": "{ways}为{amount}", "a_way": "“{way}”",
        "barred": "因“{bar}”不能享受，积分照常显示", "maybe_barred": "是否有“{bar}”尚不清楚", "pays": "发放标准：{sentence}",
    },
    whys={
        "line": "{record}：{why}", "group": "{n}{why}", "month": "{label}{year}年{month}月", "months": "{label}{year}年{month}月至{last_year}年{last_month}月（{n}个月）", "event": "{label}{day}",
        "since": "{label}{first}起至今", "period": "{label}{first}至{last}", "no_day": "无",
        "counted": "计入", "pending": "尚待核实", "disputed": "有争议、待复核", "not_yet_recorded": "当时尚未收到",
        "where": "“{column}”为{value}", "later": "在截止日之后", "window": "不在计算的时间范围内", "not_current": "在截止日无效",
        "not_during": "不在要求的时段内", "not_in_set": "不在计入的时段内", "run": "不在连续时段内",
    },
    ways=WAYS,
)  # fmt: skip


def sentence(step: StepShape, names: Names, unit: str = "points") -> str:
    """One sentence for a line, group or payment."""
    return WORDS.sentence(step, names, unit)


def condition(step: StepShape, names: Names) -> str:
    """What a gate or veto asks and what was found."""
    return WORDS.condition(step, names)


def record_reasons(step: StepShape, names: Names) -> tuple[str, ...]:
    """Each record that was looked at: counted, or why not."""
    return WORDS.record_reasons(step, names)


def selection(found: SelectionShape, names: Names) -> str:
    """Who plays a role and by whose choice."""
    return WORDS.selection(found, names)


def service(result: ServiceShape, names: Names, unit: str = "元") -> tuple[str, ...]:
    """Gate, bars and payment of a service."""
    return WORDS.service(result, names, unit)
