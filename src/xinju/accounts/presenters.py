"""What the door's page shows."""

from xinju.accounts.actions import DEMO_OFFICERS
from xinju.web.language import say

WORK = {
    "education_officer": say("上传申请人、排名、安排学位、出结果告知单", "Upload applicants, rank, place, letters"),
    "policy_office": say("计分标准、检查意见、两个版本对比", "Score sheets, findings, comparing two versions"),
    "window_officer": say("为来窗口的家庭查积分、讲明依据", "Look up points for a family at the window"),
    "auditor": say("查看安排结果的核验与操作记录", "Verify results and read what was done"),
}


def demo_officers() -> list[dict[str, str]]:
    """One entry per role for the demo's buttons."""
    return [
        {"role": role.value, "label": role.label, "name": name, "office": office, "work": WORK[role.value]}
        for role, (name, office) in DEMO_OFFICERS.items()
    ]
