"""Words of the receipt in Chinese."""

LABELS = {
    "number": "回执编号",
    "name": "姓名",
    "document": "证件号码",
    "act": "事项",
    "on": "发生日期",
    "due": "报告截止日",
    "standing": "是否按时",
    "next": "接下来",
    "check": "扫码可核对本回执的编号和时间，页面不显示任何人的信息。",
    "page": "第 {page} 页，共 {pages} 页",
}
