"""Amounts in Chinese. 以上、以下 include the number, 超过、不满 do not (Civil Code article 1259)."""

from __future__ import annotations

from xinju.documents.words.amounts import Amounts

AMOUNTS = Amounts("zh", {
    "and_a_fraction": "又", "points_one": "{n}分", "points_many": "{n}分",
    "days_one": "{n}天", "days_many": "{n}天", "months_one": "{n}个月", "months_many": "{n}个月",
    "years_one": "{n}年", "years_many": "{n}年", "whole_months_one": "{n}个整月", "whole_months_many": "{n}个整月",
    "touched_months_one": "{n}个自然月", "touched_months_many": "{n}个自然月",
    "records_one": "{n}条", "records_many": "{n}条", "periods_one": "{n}段", "periods_many": "{n}段",
    "persons_one": "{n}人", "persons_many": "{n}人", "calendar_years_one": "{n}个年份", "calendar_years_many": "{n}个年份",
    "events_one": "{n}次", "events_many": "{n}次", "entries_one": "{n}项", "entries_many": "{n}项",
    "span": "{low}–{high}", "at_least_amount": "至少{amount}", "empty": "未填", "yes": "是", "no": "否", "quoted": "“{text}”",
    "at_least": "{n}以上", "over": "超过{n}", "up_to": "{n}以下", "under": "不满{n}", "both_ends": "、", "anything": "任何数",
    "exactly": "恰为{n}", "just": "{n}", "from_to": "{first}至{last}", "and_more": "{n}及以上", "and_less": "{n}及以下",
})  # fmt: skip
