"""说明事项为什么不能这样办（中文句子），以及期限怎样。"""

REFUSALS = {
    "no_such_move": "没有“{part}”这种办理方式",
    "not_from_here": "事项现为“{state}”，不能“{part}”",
    "role_may_not": "“{part}”不由{role}办理",
    "before_last_step": "日期不能早于这件事的上一步（{day}）",
    "reason_missing": "请选择原因：{one_of}",
    "reason_unknown": "没有“{part}”这个原因",
    "evidence_missing": "缺少依据：{one_of}",
    "evidence_unknown": "这一步不用“{part}”",
    "evidence_empty": "“{part}”是空的",
    "evidence_unprintable": "“{part}”里有无法保存的字符",
    "evidence_too_long": "“{part}”太长，最多 {most} 个字",
    "evidence_no_day": "“{part}”应当是日期，如 2026-05-12",
    "evidence_no_choice": "“{part}”应当是其中之一：{one_of}",
    "evidence_no_division": "“{part}”应当是区划代码（2、4、6、9 位或 12 至 20 位数字）",
    "same_as_before": "“{part}”与上一次相同，请换一个时段",
    "day_missing": "缺少日期：{part}",
    "day_unknown": "不需要日期“{part}”",
    "no_such_start": "事项不能从“{part}”开始",
    "no_such_clock": "没有“{part}”这个期限",
    "not_extendable": "“{part}”不能延长",
    "clock_not_running": "“{part}”没有在走，不能延长",
    "beyond_most": "“{part}”最多 {most}",
    "not_longer": "“{part}”现为 {length}，延长后应当更长",
    "already_expired": "“{part}”已在 {day} 届满，不能再延长",
    "why_missing": "请写明原因",
    "is_closed": "事项已办结",
    "role_has_no_move": "{role}办不了现在这一步",
    "not_an_officer": "只能指派给在岗的工作人员",
    "waits_not_for_role": "事项现在不由{role}办理，先移交再指派",
    "sees_not_region": "这位工作人员不负责这个地区",
    "department_missing": "请写明由哪个部门答复",
    "client_id_taken": "这个编号已用于另一次办理，请刷新后再办",
}
STANDING = {
    "running": "还有 {days} 天",
    "due_today": "今天到期",
    "overdue": "已逾期 {days} 天",
    "paused": "暂停计时，自 {day} 起",
    "met": "按期完成",
    "met_late": "逾期完成",
}
NOT_BEFORE = "不早于 {day}（{year} 年工作日历还没有公布）"
UNITS = {"days": "{n} 日", "workdays": "{n} 个工作日", "months": "{n} 个月"}
ACTS = {
    "opened": "立项",
    "moved": "办理",
    "prolonged": "延长期限",
    "assigned": "指派",
    "handed_over": "移交",
}
BETWEEN = "或"
JOB = "系统任务"
