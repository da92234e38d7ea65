"""Every code has its sentence in both languages, with the labels of the case type in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.utils import translation

from xinju.cases import words
from xinju.cases.bridge.rules import types_in_force
from xinju.cases.queries import Refusal
from xinju.cases.words import en, zh

SOURCE = Path(__file__).parents[3] / "src" / "xinju"
FILES = [
    *(SOURCE / "engines" / "casework").glob("*.py"),
    SOURCE / "cases" / "actions.py",
    *(SOURCE / "cases" / "bridge").glob("*.py"),
]
CODES = {code for path in FILES for code in re.findall(r'Refusal\(\s*"(\w+)"', path.read_text("utf-8"))}


def test_every_refusal_has_a_sentence_in_both_languages():
    assert len(CODES) > 20
    assert set(zh.REFUSALS) == set(en.REFUSALS) == CODES


@pytest.mark.parametrize(
    ("refusal", "zh_text", "en_text"),
    [
        (Refusal("evidence_missing", "photo", (("one_of", "said,photo"),)), "缺少依据：核实情况或现场照片", "evidence is missing: What was said or Photo"),
        (Refusal("not_from_here", "speak", (("state", "confirmed"),)), "事项现为“属实”，不能“见到本人或知情人”", "the case is “confirmed”; “Spoke with somebody” cannot follow"),
        (Refusal("role_may_not", "speak", (("role", "auditor"),)), "“见到本人或知情人”不由审计员办理", "“Spoke with somebody” is not for this role: Auditor"),
        (Refusal("beyond_most", "visit", (("most", "9"),)), "“入户期限”最多 9 个工作日", "“Visit by” can be 9 workdays at most"),
        (Refusal("reason_missing", "not_reached", (("one_of", "no_answer"),)), "请选择原因：无人接听", "choose a reason: no answer"),
        (Refusal("before_last_step", "speak", (("day", "2026-05-12"),)), "日期不能早于这件事的上一步（2026年5月12日）", "the day cannot lie before the last step of this case (12 May 2026)"),
    ],
)  # fmt: skip
def test_a_refusal_names_things_as_the_case_type_does(refusal, zh_text, en_text):
    kind = types_in_force()["verification"].kind

    with translation.override("zh-hans"):
        assert words.refusal(refusal, kind) == zh_text
    with translation.override("en"):
        assert words.refusal(refusal, kind) == en_text
