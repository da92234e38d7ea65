"""Words of the charts in Chinese."""

LABELS = {
    "points": "积分",
    "people": "人数",
    "from": "{low} 分起",
    "between": "{low}—{high}",
    "cutoff": "最低准入 {points}",
    "histogram": "共 {total} 人；最多的一段是 {most}，{count} 人。",
    "histogram_cutoff": "最低准入积分 {points}，{above} 人达到。",
    "school": "学校",
    "places": "学位",
    "applicants": "填报",
    "schools": "{schools} 所学校，{places} 个学位，{applicants} 人次填报；{short} 所学校填报多于学位。",
    "group": "类别",
    "gain": "增加",
    "loss": "减少",
    "changes": "{groups} 类；增加合计 {gain}，减少合计 {loss}。",
}
