"""The points statement's fixed words in Chinese."""

LABELS = {
    "title": "积分明细单",
    "number": "编号",
    "applicant": "申请人",
    "as_of": "截止日",
    "sheet": "计分标准",
    "total": "总积分",
    "item": "指标",
    "counted": "计入情况",
    "article": "依据",
    "points": "得分",
    "verified": "{source}　{by}核实",
    "not_verified": "{source}",
    "not_counted": "未计入：{why}",
    "more": "还可以：{more}",
    "keys": "排序依据",
    "cutoffs": "上年最低准入积分",
    "remarks": "说明",
    "range": "{low} 至 {high}",
    "versions": "计分标准版本 {sheet}　事实版本 {facts}",
    "page": "第 {page} 页，共 {pages} 页",
}
