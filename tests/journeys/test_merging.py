"""A registrar decides whether two are one, sees what was merged, and takes it back."""

from datetime import UTC, date, datetime, timedelta

import pytest

from xinju.registry.actions.merging import ask_again
from xinju.registry.actions.people import Origin, enter_people
from xinju.registry.actions.stays import Stayed, enter_stays
from xinju.registry.bridge.told import Told
from xinju.registry.models import Identity, Person
from xinju.values.citizen_id import check_character

BORN = date(1990, 3, 4)
HOME = "990102001001"


def number(serial: int) -> str:
    first = f"990315{BORN:%Y%m%d}{serial:03d}"
    return first + check_character(first)


@pytest.fixture
def two_wang_fang(transactional_db) -> tuple[Identity, Identity]:
    """王芳 whom the police know, and 王方 whom a grid worker wrote down with one wrong digit, in one building."""
    at = datetime.now(UTC) - timedelta(days=20)
    found = []
    wrong = number(128)[:-3] + "9" + number(128)[-2:]
    for source, name, held, phone in (
        ("police", "王芳", number(128), "13900000000"),
        ("grid", "王方", wrong, "13900000000"),
    ):
        origin = Origin(source=source, door="grid", by="job:test", at=at, verification="verified")
        told = Told(name=name, number=held, birth_date=BORN, sex="female", phone=phone)
        (entered,) = enter_people(told=[told], origin=origin, observed_on=at.date(), purpose="test")
        stay = Stayed(entered.identity, at.date(), HOME, address="稻香里12号3幢2单元501室")
        enter_stays(stays=[stay], origin=origin, purpose="test")
        found.append(Identity.objects.get(pk=entered.identity))
    return found[0], found[1]


@pytest.mark.slow
def test_two_are_made_one_and_two_again(two_wang_fang, visitor):
    first, second = two_wang_fang
    question = ask_again(first=first, second=second, by="job:registry", at=datetime.now(UTC))

    given = visitor.signs_in_as("登记管理员")
    given.opens("/desk/").sees("疑似同一人复核")
    given.opens(f"/desk/cases/{question.case}/").presses("到专门页面办理")
    given.sees("王芳").sees("王方").sees("同音")
    given.finds_no_barrier()
    given.keeps_pictures("merge-review")
    given.presses("是同一人")
    assert Person.objects.filter(into__isnull=True, name="王芳").count() == 1

    given.opens(f"/registry/merges/of/{second.own.key}/")
    given.page.get_by_label("处理异议、更正或合并").check()
    given.presses("继续").sees("人工判断").finds_no_barrier()
    given.keeps_pictures("merges-of")
    given.presses("撤销这次认定").sees("撤销之后").sees("王方")
    given.finds_no_barrier()
    given.keeps_pictures("merge-undo")
    given.fills("撤销原因", "问过本人，是两个人").presses("撤销")
    given.sees("问过本人，是两个人")
    assert sorted(Person.objects.filter(into__isnull=True).values_list("name", flat=True)) == ["王方", "王芳"]

    given.opens("/registry/search/")
    given.page.get_by_role("searchbox").fill("wf")
    given.page.get_by_role("radio", name="甲 王芳").check()
    given.page.get_by_role("radio", name="乙 王方").check()
    given.finds_no_barrier()
    given.keeps_pictures("search-compare")
    given.presses("对照选中的两人").sees("两人对照").sees("王方")
    given.finds_no_barrier()
    given.keeps_pictures("merge-compare")
