"""The ways to round where a text does not say it, in Chinese."""

WAYS = {
    "exact": "不取整，保留分数",
    "down_item": "每项只取整数，小数舍去",
    "down_total": "各项不取整，总分只取整数，小数舍去",
    "half_up_item": "每项四舍五入到整数",
    "half_up_total": "各项不取整，总分四舍五入到整数",
    "hundredth_item": "每项四舍五入到两位小数",
    "hundredth_total": "各项不取整，总分四舍五入到两位小数",
}
