"""Chinese sentences for what is wrong in a folder of facts."""

from collections.abc import Mapping

SENTENCES: Mapping[str, str] = {
    "no_facts_folder": "这里应当是放数据文件的文件夹",
    "two_files": "与 {first} 是同一份数据的两个文件，请只留一个",
    "no_members": "缺少 members.csv（或 members.parquet）：哪些人属于哪份申请",
    "not_a_record_file": "没有名为“{value}”的记录类型；已声明：{expected}",
    "not_parquet": "不是可读的 Parquet 文件（{why}）",
    "missing_columns": "缺少列：{value}；文件中有：{expected}",
    "columns_unread": "这些列不在声明中，没有读取：{value}",
    "open_quote": "这一行的引号没有闭合",
    "wrong_cells": "这一行有 {found} 格，表头有 {expected} 格",
    "line_too_long": "这一行超过 {most} 字节，没有读取",
    "undecodable": "这一行有无法识别的字节（按 {encoding} 读取）；请另存为 UTF-8 或 GB 18030",
    "bad_number": "“{value}”不是数字；应当如 85、85.5，不用千位分隔符和单位",
    "out_of_range": "“{value}”超出范围；应当在 {low} 与 {high} 之间",
    "too_fine": "“{value}”的小数位过多；应当是 1/{scale} 的整数倍",
    "bad_flag": "“{value}”应当是 是/否、true/false 或 1/0",
    "bad_day": "“{value}”不是日期；应当如 2023-04-30",
    "bad_month": "“{value}”不是月份；应当如 2023-04",
    "number_through_float": "“{value}”像是经过电子表格数字格的长号码，末几位已丢失；请把这一列设为“文本”后重新填写再保存",
    "wrong_check": "“{value}”的校验码不对，不是有效的公民身份号码",
    "unknown_status": "“{value}”应当是 verified（已核实）、pending（待核实）或 disputed（有争议）",
    "ends_before_start_row": "结束日“{value}”早于开始日",
    "recorded_in_future": "登记日“{value}”晚于 {today}",
    "future_fact": "“{value}”晚于 {today}，是将来的事",
    "dated_after_recorded": "“{value}”晚于登记日：先登记、后发生",
    "unknown_subject": "“{value}”不在 members 中（按申请的记录：不在 applications 中）",
    "unknown_application": "申请“{value}”不在 applications 中",
    "unknown_member_role": "没有“{value}”这个角色；可用的角色：{expected}",
    "unknown_record_type": "没有名为“{value}”的记录类型；已声明：{expected}",
    "same_row_twice": "与第 {first} 行是同一条记录，重复",
    "same_record_differs": "第 {lines} 行是同一条记录而内容不同，无法判断以哪一行为准，都未采用",
}
REASON: Mapping[str, str] = {"line": "行号", "reason": "原因"}
