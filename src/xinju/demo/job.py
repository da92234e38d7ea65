"""The whole main job on invented people: facts, points, ranking, places, certificate, acceptance by an officer, letters.

Writes through the apps' actions only, as the demo's officers.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from xinju.accounts.access import Officer, Role
from xinju.accounts.actions import bind, open_demo_account, open_demo_person
from xinju.accounts.demo_accounts import DemoPersonKind
from xinju.benefits import actions, queries
from xinju.benefits.folders import home_path
from xinju.benefits.importers import applicants as lists
from xinju.demo import district as districts
from xinju.demo.applicants import write_applicants
from xinju.demo.asking import ask_departments
from xinju.demo.employing import a_mill
from xinju.demo.facts import Summary, invent
from xinju.demo.neighbours import settle
from xinju.demo.permits import issue_permits
from xinju.demo.registering import Each, Registered, register
from xinju.documents.spreadsheets.writing import ListColumn, ListSheet, write_xlsx
from xinju.points.actions import freeze_facts
from xinju.registry.actions.doubts import queue_doubtful
from xinju.registry.actions.reminding import remind_residents
from xinju.registry.tasks_linking import link_everybody
from xinju.values.legal_days import SHANGHAI

DAY = districts.DAY
MORNING = datetime.combine(DAY, time.min, tzinfo=SHANGHAI)  # so that nothing done on that day comes before it
ISSUED = date(2026, 7, 6)
SEED = 2026
ROUND_KEY = "herun-2026-primary-1"
SHEET = "sheets/jifen/2026.yaml"
LIST = "禾润区2026年小学一年级申请名单.xlsx"
HEADINGS = (
    "申请编号",
    "儿童姓名",
    "出生日期",
    "社区",
    "志愿1",
    "志愿2",
    "志愿3",
    "志愿4",
    "多胞胎组",
    "哥哥姐姐所在学校",
)
MOST_VISITS = 40  # doors that wait for somebody, of the many that a district would queue in a night
STEPS = ("people", "registry", "linkage", "list", "points", "places", "acceptance", "letters")
Tell = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Outcome:
    """What the job made, and where it lies."""

    people: Summary
    registered: Registered
    merged: int
    asked: int
    counts: Mapping[str, int]
    good_rows: int
    bad_rows: int
    letters: int
    facts: Path
    run: Path


def do(home: Path, *, residents: int, check_address: str, tell: Tell, each: Each = map) -> Outcome:
    """Make the district's people under `home` and take one round from their facts to the letters.

    `tell` hears each step's name with how much of how much is done; `each` looks into the departments' files (`register`).
    """
    facts, rules = home / "demo" / "facts", home / "demo" / "round"
    tell("people", 0, 1)
    invented = invent(residents=residents, seed=SEED, day=DAY)
    write_applicants(rules, residents=residents, seed=SEED, day=DAY)
    tell("people", 1, 1)
    tell("registry", 0, 1)
    registrar = open_demo_account(Role.REGISTRAR)
    registered = register(
        home / "demo" / "departments", districts.HERUN, invented, day=DAY, at=MORNING, by=registrar,
        tell=lambda done, of: tell("registry", done, of), each=each,
    )  # fmt: skip
    tell("registry", 1, 1)
    settle_and_bind(day=DAY, at=MORNING, by=registrar)
    tell("linkage", 0, 1)
    linked = link_everybody(by=registrar, at=MORNING, purpose="job:demo", tell=lambda step, done, of: None)
    queue_doubtful(by=registrar, at=MORNING, most=MOST_VISITS)
    remind_residents(on=DAY, at=MORNING + timedelta(hours=9), by="job:demo")
    tell("linkage", 1, 1)
    freeze_facts(folder=facts, known_at=DAY, by=registrar, purpose="job:demo")
    ask_departments(day=DAY, by=registrar)
    clerk = open_demo_account(Role.EDUCATION_OFFICER)
    tell("list", 0, 1)
    round_ = actions.create_round(
        key=ROUND_KEY,
        district="herun",
        division=districts.load().code,
        title="禾润区2026年小学一年级积分入学",
        rules=rules,
        as_of=DAY,
        known_at=DAY,
        facts=facts,
        sheet=districts.HERUN / SHEET,
        sheet_key="jifen",
        sheet_version="2026",
        service="school",
        by=clerk,
    )
    content = officer_list(rules)
    (home / "demo" / LIST).write_bytes(content)
    tell("list", 1, 1)
    tell("points", 0, 1)
    found = lists.read_upload(round_, content, LIST, language="zh")
    client_id = uuid5(NAMESPACE_URL, f"demo:{ROUND_KEY}")
    upload = actions.upload_applicants(round_=round_, client_id=client_id, by=clerk, **found)
    tell("points", 1, 1)
    tell("places", 0, 1)
    run = actions.run_placement(round_=round_, by=clerk)
    tell("places", 1, 1)
    tell("acceptance", 0, 1)
    actions.confirm(round_=round_, certificate=run.certificate, by=clerk)
    tell("acceptance", 1, 1)
    run = actions.issue_letters(
        round_=round_,
        check_address=check_address,
        on=ISSUED,
        by=clerk,
        progress=lambda done, of: tell("letters", done, of),
    )
    letters = queries.letters(run, asker=clerk).count()
    return Outcome(
        invented.summary,
        registered,
        linked.merged,
        linked.asked,
        run.counts,
        upload.good_rows,
        upload.bad_rows,
        letters,
        facts,
        home_path(run.folder),
    )


def settle_and_bind(*, day: date, at: datetime, by: Officer) -> None:
    """Let the named people in, and let the demo's residents sign in as two of them."""
    neighbours = settle(day=day, at=at, by=by)
    issue_permits(day=day, resident=neighbours.resident)
    for kind, person in (
        (DemoPersonKind.RESIDENT, neighbours.resident),
        (DemoPersonKind.LANDLORD, neighbours.landlord),
    ):
        bind(account=open_demo_person(kind), person=str(person), evidence="demo", by="job:demo")
    a_mill(day=day, at=at, by=by)


def officer_list(rules: Path) -> bytes:
    """The list of applicants as an education officer keeps it: one spreadsheet with Chinese headings."""
    names = {row["application"]: row["child"] for row in _rows(rules / "children.csv")}
    columns = [ListColumn(heading) for heading in HEADINGS]
    sheet = ListSheet("申请名单", columns, (_cells(row, names) for row in _rows(rules / "applicants.csv")))
    return write_xlsx([sheet], DAY)


def _cells(row: Mapping[str, str], names: Mapping[str, str]) -> Sequence[str]:
    wishes = [row.get(f"wish{n}", "") for n in range(1, 5)]
    number = row["application"]
    return (
        number,
        names.get(number, ""),
        row["birth_date"],
        row["community"],
        *wishes,
        row["twins"],
        row["sibling_at"],
    )


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)
