"""Faults of an uploaded spreadsheet in Chinese: where, what stands there, what is expected."""

from __future__ import annotations

from typing import Any

from xinju.documents.faults import Fault
from xinju.documents.figures import count_text, date_text

_AS_TEXT = "请选中整列，设为“文本”格式后重新录入（或使用本系统的模板）"

_REASONS = {
    "blank": "此格必填，现为空",
    "formula": "此格是公式；请复制后用“选择性粘贴—数值”粘贴为数值",
    "error_value": "此格是出错的公式结果（{shown}），请填写实际内容",
    "number_cell": f"长号码存成了数字，表格软件只保留前15位，后面几位已变成0；{_AS_TEXT}",
    "digits_lost": f"号码已变成科学记数法，后几位已丢失；{_AS_TEXT}",
    "too_long": "共{length}个字，最多{longest}个字",
    "not_a_choice": "只能填写：{choices}",
    "not_a_number": "应为数字",
    "not_whole": "应为整数",
    "out_of_range": "超出范围：{range}",
    "not_a_day": "应为日期，如 2024-03-01、2024/3/1、2024年3月1日或 20240301",
    "no_such_day": "没有这一天",
    "not_a_month": "应为月份，如 2024-03、202403、2024.3 或 2024年3月",
    "no_such_month": "没有这个月份",
    "month_zero_lost": "数字格里的 2024.1 分不清是 1 月还是 10 月：请把这一列设为“文本”，写作 2024-01 或 2024-10",
    "not_a_flag": "应填“是”或“否”",
    "too_early": "不能早于{earliest}",
    "too_late": "不能晚于{latest}",
    "contradicts_number": "与身份号码中的出生日期不一致",
    "not_a_phone": "不是有效的电话号码",
    "ends_before_start": "结束日期早于开始日期{start}",
    "told_twice": "同一条记录在第{other_line}行另有不同内容，无法判断以哪一行为准，两行都退回",
    "not_asked": "名单里没有问到这个人；没有问到的人不读入，请删去这一行",
    "unknown_division": "没有这个区划代码",
    "division_ended": "这个区划代码用到{until}为止，当时已经停用",
    "division_became": "这个区划代码用到{until}为止，当时应写{successors}",
    "division_not_yet": "这个区划代码自{since}起才有，当时还没有",
    "citizen_id_shape": "公民身份号码应为18位（17位数字加1位数字或X），现为{length}位",
    "citizen_id_date": "公民身份号码中的出生日期不存在",
    "citizen_id_check": "公民身份号码最后一位校验不符，请核对有无错位、错字",
    "repeated": "与第{first_line}行重复",
    "unknown_school": "本批次没有这所学校；可填：{schools}",
    "wish_repeated": "与第{wish}志愿重复",
    "no_wishes": "至少填写一个志愿",
    "no_catchment": "不在任何学校的招生片区内，请核对住址",
    "not_accepted": "{because}",
    "column_missing": "缺少这一列；请按模板补上后再上传，本次未读入任何一行",
    "column_twice": "这一列出现了两次，只读了前一列；请删去多余的一列",
    "second_table": "这个工作表也有同样的表头，但只读了“{read}”；请合并到一个工作表，或分成几个文件",
    "line_too_long": "这一行超过{most}个字符，未读入；请检查文件是否损坏",
    "unclosed_quote": "这里有一个没有配对的英文双引号，直到第{until}行未读入；请补上或删去引号",
    "file_too_large": "文件有{size}字节，最多{most}字节；请分成几个文件",
    "unpacks_too_large": "文件解压后有{size}字节，最多{most}字节；请另存为新文件，或分成几个文件",
    "too_many_rows": "超过{most}行，从这里起未读入；请分成几个文件",
    "too_many_faults": "错误已超过{most}处，从这里起未再检查；请先改正已列出的错误",
    "empty_file": "文件是空的，没有可读的内容",
    "damaged_file": "文件已损坏或未完整上传；请用表格软件打开，另存为 .xlsx 后再上传",
    "not_a_spreadsheet": "这不是电子表格；请上传 .xlsx、.xls 或 .csv 文件",
    "web_page": "这是网页，只是改了扩展名；请用表格软件打开，另存为 .xlsx 后再上传",
    "password": "文件设有打开密码；请取消密码后再上传",
    "unknown_encoding": "文字编码既不是 UTF-8 也不是 GB 18030；请用表格软件另存为 .xlsx 后再上传",
    "no_heading": "没有找到表头；应有这些列：{expected}。请确认上传的是这张表",
}

IGNORED = {
    "title": "标题行",
    "blank": "空行",
    "total": "合计行",
    "signature": "签章行",
    "note": "说明行",
    "heading_again": "重复的表头",
    "no_values": "只有序号，没有内容",
    "other_sheet": "其他工作表",
    "hidden_sheet": "隐藏的工作表",
}


def reason(fault: Fault) -> str:
    """What is wrong and how to mend it, without the place: for a comment on the cell itself."""
    return _REASONS[fault.code].format_map(_shown(fault.values))


def sentence(fault: Fault) -> str:
    """The whole message: file, sheet, line, column, value, and what is expected."""
    place = [f"《{fault.file}》"]
    if fault.sheet:
        place.append(f"工作表“{fault.sheet}”")
    if fault.line:
        place.append(f"第{fault.line}行")
    if fault.column:
        place.append(f"“{fault.column}”" + (f"（{fault.cell}）" if fault.cell else ""))
    value = f"“{fault.value}”" if fault.value else ""
    return f"{' '.join(place)}：{value + '——' if value else ''}{reason(fault)}。"


def _shown(values: Any) -> dict[str, str]:
    shown = {key: _text(value) for key, value in values.items()}
    least, most = values.get("least"), values.get("most")
    bounds = ("" if least is None else f"不小于{least}", "" if most is None else f"不大于{most}")
    return {**shown, "range": "、".join(filter(None, bounds))}


def _text(value: Any) -> str:
    if isinstance(value, tuple):
        return "、".join(value)
    if isinstance(value, int):
        return count_text(value)
    return date_text(value) if hasattr(value, "year") else str(value)
