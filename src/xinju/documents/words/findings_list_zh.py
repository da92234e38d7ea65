"""The findings list's fixed words in Chinese."""

LABELS = {
    "number": "序号",
    "article": "条款",
    "item": "指标",
    "what": "问题",
    "values": "涉及的值",
    "readings": "可选的理解",
    "decision": "决定（由政策部门填写）",
    "reading": "{letter}．{text}",
    "decided": "{decision}（{by}）",
    "intro": "请在最后一栏写明采用哪一种理解、决定人和日期。决定写回计分标准后，本清单中显示为已答复。",
    "sheet": "待明确事项",
}
