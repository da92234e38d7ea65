"""说明事项类型文件中的错误（中文句子）。"""

SENTENCES = {
    "case_type_twice": "事项类型“{value}”声明了两次",
    "expected_span": "这里应当是期限（如 15 days、10 workdays、6 months），实际是“{value}”",
    "unknown_part": "没有声明“{value}”",
    "empty_part": "这里至少应当有一项",
    "choices_with_choice": "choices 与 kind: choice 应当同时出现",
    "never_reached": "从起始状态到不了这个状态",
    "closed_has_role": "已办结的状态没有经办角色",
    "starts_closed": "事项不能一开始就处于已办结的状态“{value}”",
    "nobody_acts": "没有写明由哪个角色（role）经办",
    "no_way_out": "从这个状态到不了办结",
    "no_clock": "这个状态没有期限在走：事项可能被遗忘；请让某个期限的 runs_in 包含它",
    "closes_without_evidence": "办结必须有依据：请在 needs 或 relies_on 中写明",
    "closes_closed": "已办结的事项只能重新办理，不能直接再次办结",
    "span_or_until": "span 与 until 应当恰好写一个",
    "runs_when_closed": "办结之后期限不再走",
    "runs_and_pauses": "同一状态不能既在走又暂停",
    "fixed_day": "到给定日期为止的期限不能暂停，也不能延长",
    "extends_nothing": "延长后的上限 {value} 没有超过原期限",
}
