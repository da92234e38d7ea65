"""Reasons, results and headings of a round in Chinese."""

REASONS = {
    "placed": "按第{wish}志愿安排到这所学校。",
    "placed_at_better_wish": "已按第{wish}志愿安排到{school}，不再占用这所学校的学位。",
    "placed_in_earlier_turn": "已安排到{school}，轮不到这一志愿。",
    "fewer_points": "学位满额。总积分低于最后一名安排儿童，差{missing}分。",
    "tied_then_lower_key": "学位满额。总积分与最后一名安排儿童相同，比较“{name}”时排在其后。",
    "lost_lottery": "学位满额。各排序项与最后一名安排儿童相同，按抽签号排在其后。",
    "later_band": "学位满额。学位先给前面的类别，本人属第{band}类，安排到第{last_band}类为止。",
    "wished_later": "学位满额。学校先安排第{last_wish}志愿及以前的儿童，本人填在第{wish}志愿。",
    "no_places": "学位满额。轮到这一志愿时，学校已没有学位。",
    "pool_full": "本片区的学位总数已满，学校虽有空位也不能再安排。",
    "birth_window": "出生日期不在本批次的入学年龄范围内。",
    "not_in_batch": "本阶段只安排积分在前的儿童，本人不在其中。",
    "beyond_wishes": "本阶段只看前几个志愿，这一志愿超出个数。",
    "not_in_stage": "这所学校不参加本阶段的安排。",
    "not_in_catchment": "居住社区不在这所学校的招生片区内。",
    "below_line": "总积分低于本片区的入围线。",
    "no_places_left": "统筹时各校已没有学位。",
    "no_distance": "没有居住社区到学校的距离，无法统筹。",
}
REFUSED = {
    "no_points": "没有可用的积分",
    "gate_not_met": "不符合申请条件",
    "gate_unknown": "申请条件尚待核实",
    "blocked": "有限制事项，不参加排名",
    "twins_differ": "多胞胎的排序项或志愿不一致，不能一起安排",
}
QUESTIONS = {
    "key_unknown": "“{name}”尚未核实（{low} 至 {high}），会影响与 {against} 的先后",
    "line_unknown": "总积分尚未核实（{low} 至 {high}），会影响是否入围",
    "gate_unknown": "申请条件尚未核实",
    "rounding_order": "文本没有写明分值怎样取整，会影响与 {against} 的先后：“{first}”是一种先后，“{second}”是另一种",
    "rounding_line": "文本没有写明分值怎样取整，会影响是否入围：“{first}”与“{second}”结果不同",
    "rounding_gate": "文本没有写明分值怎样取整：“{first}”符合申请条件，“{second}”不符合",
    "twins_differ": "多胞胎的排序项或志愿不一致",
}
RESULTS = {
    "placed": "安排至{school}",
    "unplaced": "本批次未能安排学位",
    "refused": "未参加排名：{why}",
}
HEADINGS = {
    "application": "申请编号",
    "name": "儿童姓名",
    "lottery": "抽签号",
    "rank": "总位次",
    "school": "安排学校",
    "stage": "阶段",
    "wish": "志愿",
    "why": "说明",
    "code": "学校代码",
    "town": "镇街",
    "places": "学位",
    "first_wishes": "第一志愿人数",
    "applicants": "填报人数",
    "admitted": "安排人数",
    "cutoff": "最低准入",
    "children": "儿童名单",
    "schools": "学校",
    "wishes": "各志愿",
    "asked": "填报学校",
    "rank_here": "校内位次",
    "missing": "差分",
}
NOT_FULL = "未满额"
NOTHING = "无"
EXPLANATIONS = {
    "placed": "学位按积分和志愿安排，依据是区教育局公布的批次规则。",
    "unplaced": "所填志愿的学位都已满额，原因逐一列在下面。",
    "refused": "本批次没有为该儿童排名：{why}。",
}
