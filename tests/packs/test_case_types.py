"""Case types in files: the library's are sound and fit the schema; a faulty one is refused with its line and what is expected."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from tests.packs.plain_values import plain

from xinju.accounts.roles import Role
from xinju.packs.case_types import case_types_of, load_case_types, read_case_types
from xinju.packs.problems import Unreadable, say
from xinju.packs.yaml_reader import read_documents, read_text

ROOT = Path(__file__).parents[2]
SCHEMA = ROOT / "src/xinju/packs/schemas/case-type.schema.json"
FILES = sorted(ROOT.glob("districts/*/case-types/*.yaml"))
NAMED_JOB = "job"

REQUEST = """\
case: request
label: {zh: 诉求, en: Request}
source: 示例办法 第一条
purpose: request
start: open
states:
  open: {label: 待办, role: registrar}
  done: {label: 已办, closed: true}
evidence:
  answer: {label: 答复, kind: text}
moves:
  close: {label: 办结, from: open, to: done, roles: registrar, needs: answer}
clocks:
  answer: {label: 答复期限, runs_in: open, span: 5 workdays, escalate: head, source: 第二条}
"""


def problems(text: str) -> list[str]:
    with pytest.raises(Unreadable) as caught:
        read_case_types(text, "request.yaml")
    return [say(problem, "en") for problem in caught.value.problems]


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.parent.name}-{path.stem}")
def test_every_case_type_fits_the_published_schema(path: Path) -> None:
    validator = Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))

    for document in read_documents(read_text(path), str(path)):
        assert [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(plain(document))] == []


def test_the_library_has_what_the_registry_works_with() -> None:
    found = case_types_of(ROOT / "districts" / "herun")

    assert set(found) >= {
        "verification", "merge_review", "conflict", "contested_value", "residence_permit", "endorsement", "query_list",
        "undone_merge", "decision_review",
    }  # fmt: skip
    roles = set().union(*(declared.kind.roles for declared in found.values()))
    assert roles - set(Role.values) <= {NAMED_JOB}


def test_a_permit_is_issued_within_fifteen_days_and_thirty_at_most() -> None:
    issue = case_types_of(ROOT / "districts" / "herun")["residence_permit"].kind.clocks["issue"]

    assert (issue.span.n, issue.span.unit, issue.extension.most) == (15, "days", 30)
    assert "第九条" in issue.source


def test_a_permit_is_refused_only_with_a_reason_and_the_remedy() -> None:
    refuse = case_types_of(ROOT / "districts" / "herun")["residence_permit"].kind.moves["refuse"]

    assert refuse.reasons
    assert frozenset({"remedy"}) in refuse.needs


def test_a_file_is_read() -> None:
    (declared,) = read_case_types(REQUEST, "request.yaml")

    assert declared.kind.moves["close"].needs == (frozenset({"answer"}),)
    assert declared.text == REQUEST


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        (
            ", needs: answer",
            "",
            "request.yaml:12 moves.close: closing needs evidence: name it in `needs` or `relies_on`",
        ),
        ("5 workdays", "5 weeks", "request.yaml:14 clocks.answer.span: a length of time is expected here (15 days,"),
        ("to: done", "to: gone", "request.yaml:12 moves.close.to: “gone” is not declared"),
        ("runs_in: open", "runs_in: done", "request.yaml:7 states.open: no clock runs in this state"),
        ("roles: registrar", "rolls: registrar", "unknown"),
        (", role: registrar", "", "request.yaml:7 states.open: say which role acts here"),
        ("kind: text", "kind: txt", "request.yaml:10 evidence.answer.kind: “txt” is not possible here"),
    ],
)
def test_a_fault_is_said_with_its_line(right: str, wrong: str, message: str) -> None:
    found = problems(REQUEST.replace(right, wrong))

    expected = "there is no key “rolls”" if message == "unknown" else message
    assert any(expected in line for line in found), found


def test_one_key_in_two_files_is_refused(tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(REQUEST, "utf-8")

    with pytest.raises(Unreadable, match="declared twice"):
        load_case_types(sorted(tmp_path.glob("*.yaml")))


def test_a_districts_own_takes_the_place_of_the_librarys(tmp_path: Path) -> None:
    for folder, text in (("library", REQUEST), ("here", REQUEST.replace("5 workdays", "3 workdays"))):
        (tmp_path / folder / "case-types").mkdir(parents=True)
        (tmp_path / folder / "case-types" / "request.yaml").write_text(text, "utf-8")

    found = case_types_of(tmp_path / "here")

    assert found["request"].kind.clocks["answer"].span.n == 3
