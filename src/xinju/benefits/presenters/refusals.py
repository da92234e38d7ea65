"""Why a step could not be taken, in words for the officer."""

from collections.abc import Mapping
from typing import Any

from xinju.benefits.actions import Refused
from xinju.web.language import chosen


def refused(error: Refused) -> str:
    """The sentence for a refusal."""
    return words(error.code, error.values)


def words(code: str, values: Mapping[str, Any]) -> str:
    """The sentence for a code, as an exception carried it or as long work kept it."""
    count = values.get("count", 0)
    names = values.get("names", "")
    hashed = values.get("frozen_list", "")
    return {
        "key_taken": chosen("这个批次已经开过了。", "This round is open already."),
        "final": chosen("结果已确认，名单和安排不能再改。", "The result is confirmed: list and places stand."),
        "no_list": chosen("请先上传名单。", "Upload a list first."),
        "not_placed": chosen("请先排名与安排。", "Rank and place first."),
        "another_run": chosen("结果在您查看后又重新安排过，请再看一次。", "The round was placed anew: look at it again."),
        "already_confirmed": chosen("结果已经确认过了。", "The result is confirmed already."),
        "to_clarify": chosen(f"还有 {count} 项待核实，核实前不能确认。", f"{count} questions are open: clarify them first."),
        "four_eyes": chosen("上传名单的人不能确认结果，请另一位经办人确认。",
                            "Whoever uploaded the list does not confirm the result: ask another officer."),
        "does_not_hold": chosen("核验有不符，不能确认。", "The check found faults: nothing to confirm."),
        "already_issued": chosen("告知单已经出过了。", "The letters are issued already."),
        "not_confirmed": chosen("结果经确认后才能出告知单。", "Letters come after the confirmation."),
        "unknown_key": chosen(f"{names} 的排序项还没有核实，分不出先后。", f"{names}: a rank key is unknown and they are tied."),
        "needs_lottery": chosen(
            f"{names} 各排序项相同，需要抽签。先公布名单指纹 {hashed}，再抽出种子填在这里。",
            f"{names} are equal in every key: publish the list's hash {hashed}, then draw the seed and fill it in.",
        ),
        "another_list": chosen("安排的时候名单换过了，请按新名单再安排一次。",
                               "The list was replaced meanwhile: place the new one."),
        "already_void": chosen("这份告知单已经作废过了。", "This letter is void already."),
        "unreadable": chosen(values.get("zh", ""), values.get("en", "")),
        "key_of_other_work": chosen("这张表单已经用过，请重新打开这一页。", "This form was used before: open the page anew."),
    }[code]  # fmt: skip
