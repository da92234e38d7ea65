"""Chinese words for rules in the official table."""

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "points": "{points}分",
    "open": "未定（{why}）",
    "when": "符合条件的{then}",
    "each_sum": "逐项计分后相加：{then}",
    "each_best": "逐项计分，取最高的{n}项相加：{then}",
    "each_highest": "逐项计分取最高：{then}",
    "chosen": "由申请人选定一项：{parts}",
    "highest": "取最高：{parts}",
    "least": "取最低：{parts}",
    "measured": "按实际数计",
    "rate": "每满{per}{unit}{points}分",
    "rate_prorated": "每{per}{unit}{points}分，不足的按比例折算",
    "start_after": "超过{start}{unit}后，{rate}",
    "row": "{bounds}：{then}",
    "at_least": "{end}及以上",
    "over": "超过{end}",
    "up_to": "{end}及以下",
    "under": "不满{end}",
    "and": "、",
    "or": "、",
    "days": "天",
    "months": "个月",
    "years": "年",
    "times": "次",
    "units": "单位",
}
