"""A division code in a department's file is one that the place bore on the row's day, or bears since; all codes are invented."""

from datetime import date

import pytest
from tests.apps.registry.conftest import NOON, number
from tests.apps.registry.test_deliveries import deliver, xlsx
from tests.apps.registry.test_divisions import herun, the_map  # noqa: F401 - fixtures are used by their names

from xinju.documents.words import faults_en, faults_zh
from xinju.registry.bridge.division_codes import DivisionCodes
from xinju.registry.bridge.divisions import Atlas, Named
from xinju.registry.bridge.rules import rules
from xinju.registry.findings import findings_of

THEN, NOW = date(2017, 5, 1), date(2026, 5, 1)
MERGED = ("division_became", {"until": date(2017, 12, 31), "successors": ("990102005",)})
SPLIT = ("division_became", {"until": date(2020, 6, 30), "successors": ("990102007", "990102008")})


@pytest.mark.parametrize(
    ("code", "day", "fault"),
    [
        ("990102003", THEN, None),
        ("990102003", NOW, MERGED),
        ("990102003001", NOW, MERGED),  # the map holds the town only
        ("990102003001", THEN, ("unknown_division", {})),
        ("990102006", NOW, SPLIT),
        ("990102005", THEN, None),  # departments write the past with the codes of today
        ("990102005", NOW, None),
        ("990102777", NOW, ("unknown_division", {})),
        ("990102", NOW, None),
        ("110101", NOW, None),  # elsewhere: nobody here knows
        ("99010", NOW, ("unknown_division", {})),
        ("９９０１０２", NOW, ("unknown_division", {})),
    ],
)
def test_a_code_is_judged_by_the_map_of_its_rows_day(the_map, code, day, fault):  # noqa: F811
    assert DivisionCodes(the_map, "990102", is_complete=True).fault_of(code, day) == fault


def test_without_a_complete_table_an_unlisted_code_may_be_right_but_an_ended_one_is_not(the_map):  # noqa: F811
    codes = DivisionCodes(the_map, "990102", is_complete=False)

    assert codes.fault_of("990102777", NOW) is None
    assert codes.fault_of("990102003", NOW) == MERGED


def test_a_table_with_nothing_of_the_district_is_not_complete():
    codes = DivisionCodes(Atlas([Named("990102", date(2010, 1, 1))], []), "990102", is_complete=True)

    assert codes.fault_of("990102001", NOW) is None


def test_a_town_made_out_of_nothing_cannot_have_been_written_before():
    begins, since = date(2010, 1, 1), date(2022, 1, 1)
    named = [Named("990102001", begins), Named("990102010", since), Named("990102011", begins, date(2019, 12, 31))]
    codes = DivisionCodes(Atlas(named, []), "990102", is_complete=True)

    assert codes.fault_of("990102010", date(2021, 12, 31)) == ("division_not_yet", {"since": since})
    assert codes.fault_of("990102010", since) is None
    assert codes.fault_of("990102001", date(2005, 1, 1)) is None  # before the map begins
    assert codes.fault_of("990102011", NOW) == ("division_ended", {"until": date(2019, 12, 31)})


def test_a_grid_below_a_known_community_need_not_stand_in_the_table():
    codes = DivisionCodes(Atlas([Named("990102001001", date(2010, 1, 1))], []), "990102", is_complete=True)

    assert codes.fault_of("990102001001007", NOW) is None
    assert codes.fault_of("990102001002007", NOW) == ("unknown_division", {})


def test_the_cell_comes_back_marked_with_what_the_division_became(the_map):  # noqa: F811
    born = date(1990, 3, 4)
    rows = [
        ("王芳", number(born, 128), "2019-03-01", "", "990102003", "合法租赁"),
        ("李强", number(born, 13), "2017-03-01", "", "990102003", "合法租赁"),
        ("赵敏", number(born, 14), "2021-03-01", "", "990102006", "合法租赁"),
    ]

    delivery = deliver(xlsx(("姓名", "身份证号", "开始日期", "结束日期", "坐落", "租赁类别"), *rows))

    assert rules().divisions == "complete"
    assert (delivery.counts["good"], delivery.counts["faults"]) == (1, {"division_became": 2})
    first, second = findings_of(delivery).faults
    assert (first.cell, second.cell) == ("E2", "E4")
    assert faults_zh.reason(first) == "这个区划代码用到2017年12月31日为止，当时应写990102005"
    assert "990102007、990102008" in faults_zh.reason(second)
    assert "of that day it is 990102005" in faults_en.reason(first)
    assert delivery.marked_file and delivery.received_at == NOON
