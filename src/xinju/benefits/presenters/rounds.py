"""One round on one page: its steps as a task list, and what each step has come to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from xinju.benefits.models import FINAL, Round, Run, State, Upload
from xinju.documents.faults import Fault
from xinju.documents.words import faults_en, faults_zh
from xinju.registry.presenters.words import division_name
from xinju.web.language import chosen, is_english

FAULTS_SHOWN = 500
TONES = {
    State.DRAFT: "plain",
    State.UPLOADED: "wait",
    State.PLACED: "wait",
    State.CONFIRMED: "good",
    State.ISSUED: "good",
}


@dataclass(frozen=True)
class Task:
    """One step: its words, where it leads (empty while it cannot be taken), and how it stands."""

    zh: str
    en: str
    address: str
    tone: str
    state_zh: str
    state_en: str


@dataclass(frozen=True)
class Count:
    """A figure of the round, what it counts, and the address of the rows behind it."""

    number: int
    words: str
    address: str


def tone(round_: Round) -> str:
    return TONES[State(round_.state)]


def area(round_: Round) -> str:
    """Which district's round it is, by its name."""
    return division_name(round_.division) if round_.division else round_.district


def tasks(round_: Round, upload: Upload | None, run: Run | None, *, may_work: bool) -> list[Task]:
    """The round's steps in order."""
    final = round_.state in FINAL

    def to(page: str, **more: object) -> str:
        return reverse(f"benefits:{page}", kwargs={"key": round_.key, **more})

    listed = Task(
        "上传申请人名单",
        "Upload the list of applicants",
        to("upload") if may_work and not final else "",
        "good" if upload and upload.good_rows else "plain",
        f"已上传 {upload.good_rows} 人" if upload else "未上传",
        f"{upload.good_rows} applicants" if upload else "not yet",
    )
    return [
        Task("下载名单模板", "Download the template", to("template"), "plain", "表格", "spreadsheet"),
        listed,
        _faults_task(upload, to),
        _points_task(upload, run, to),
        _place_task(run, to, may_work=may_work and not final, has_list=bool(upload and upload.good_rows)),
        _result_task("学校：学位与填报", "Schools: places and applicants", to("schools"), run),
        _result_task("儿童名单（按申请编号）", "Children by application number", to("children"), run),
        _check_task(run, to),
        _confirm_task(round_, run, to, may_work=may_work),
        _letters_task(round_, to),
    ]


def _faults_task(upload: Upload | None, to) -> Task:
    if upload is None:
        return Task("名单中的错误", "Faults in the list", "", "plain", "未上传", "not yet")
    count = len(upload.faults)
    address = to("faults", pk=upload.pk)
    if count:
        return Task("名单中的错误", "Faults in the list", address, "bad", f"{count} 处待改", f"{count} to mend")
    return Task("名单中的错误", "Faults in the list", address, "good", "没有错误", "none")


def _place_task(run: Run | None, to, *, may_work: bool, has_list: bool) -> Task:
    address = to("place") if may_work and has_list else ""
    if run is None:
        state = ("可以进行", "ready") if has_list else ("先上传名单", "needs a list")
        return Task("排名与安排", "Rank and place", address, "wait" if has_list else "plain", *state)
    placed = run.counts["placed"]
    return Task("排名与安排", "Rank and place", address, "good", f"安排 {placed} 人", f"{placed} placed")


def _points_task(upload: Upload | None, run: Run | None, to) -> Task:
    words = ("积分分布与最低准入", "Points and cut-off")
    if upload is None or not upload.good_rows:
        return Task(*words, "", "plain", "先上传名单", "needs a list")
    state = ("可以查看", "ready") if run else ("可看积分", "points only")
    return Task(*words, to("points"), "good", *state)


def _result_task(zh: str, en: str, address: str, run: Run | None) -> Task:
    if run is None:
        return Task(zh, en, "", "plain", "安排后可看", "after placing")
    return Task(zh, en, address, "good", "可以查看", "ready")


def _check_task(run: Run | None, to) -> Task:
    if run is None:
        return Task("核验结论与核验文件", "Verdict and certificate", "", "plain", "安排后可看", "after placing")
    if run.questions:
        count = len(run.questions)
        return Task(
            "核验结论与核验文件", "Verdict and certificate", to("check"), "bad", f"{count} 项待核实", f"{count} open"
        )
    return Task("核验结论与核验文件", "Verdict and certificate", to("check"), "good", "可以查看", "ready")


def _confirm_task(round_: Round, run: Run | None, to, *, may_work: bool) -> Task:
    words = ("确认结果", "Confirm the result")
    if round_.confirmed_by is not None:
        name = round_.confirmed_by.name
        return Task(*words, "", "good", f"{name} 已确认", f"by {name}")
    if run is None:
        return Task(*words, "", "plain", "安排后进行", "after placing")
    return Task(*words, to("confirm") if may_work else "", "wait", "待确认", "waiting")


def _letters_task(round_: Round, to) -> Task:
    words = ("结果告知单", "Result letters")
    if round_.state == State.ISSUED:
        return Task(*words, to("letters"), "good", "已出", "issued")
    if round_.state == State.CONFIRMED:
        return Task(*words, to("letters"), "wait", "可以出单", "ready")
    return Task(*words, "", "plain", "确认后进行", "after confirming")


@dataclass(frozen=True)
class ShownFault:
    line: str
    column: str
    cell: str
    value: str
    reason: str


def shown_faults(upload: Upload) -> list[ShownFault]:
    """The upload's faults in the page's language, as many as a page holds."""
    say_reason = faults_en.reason if is_english() else faults_zh.reason
    return [
        ShownFault(str(row["line"] or "—"), row["column"], row["cell"], row["value"], say_reason(_fault(row)))
        for row in upload.faults[:FAULTS_SHOWN]
    ]


def shown_ignored(upload: Upload) -> list[tuple[str, str]]:
    """Lines that were passed over, with the reason."""
    words = faults_en.IGNORED if is_english() else faults_zh.IGNORED
    return [(_lines(row), words[row["reason"]]) for row in upload.ignored]


def _lines(row: dict) -> str:
    if not row["first_line"]:
        return row["sheet"]
    first, last = row["first_line"], row["last_line"]
    return str(first) if first == last else f"{first}–{last}"


def _fault(row: dict) -> Fault:
    values = {key: _value(value) for key, value in row["values"].items()}
    return Fault(**{**row, "values": values})


def _value(value):
    if isinstance(value, dict):
        return date.fromisoformat(value["day"])
    return tuple(value) if isinstance(value, list) else value


def counts(run: Run) -> list[Count]:
    """The run's figures for the head of a page, each with the list that it counts."""
    said, key = run.counts, run.round.key
    children = reverse("benefits:children", kwargs={"key": key})
    return [
        Count(said["applying"], chosen("参加排名", "ranked"), f"{children}?outcome=ranked"),
        Count(said["placed"], chosen("已安排", "placed"), f"{children}?outcome=placed"),
        Count(said["unplaced"], chosen("未安排", "not placed"), f"{children}?outcome=unplaced"),
        Count(sum(said["not_ranked"].values()), chosen("未参加排名", "not ranked"), f"{children}?outcome=refused"),
        Count(
            sum(said["left_over"].values()),
            chosen("空余学位", "places left"),
            f"{reverse('benefits:schools', kwargs={'key': key})}#schools",
        ),
    ]
