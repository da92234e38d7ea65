"""The official table's headings in Chinese."""

COLUMNS = ("类别", "指标", "标准分值", "最高分值", "责任单位", "备注")
