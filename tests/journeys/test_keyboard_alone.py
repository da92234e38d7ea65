"""Main journeys without a mouse: focus is seen and in order, the summary of errors has it and leads to the field."""

from datetime import UTC, datetime

import pytest
from tests.journeys.test_doors import MINE, VILLAGE, house, today  # noqa: F401 - `house` is a fixture
from tests.journeys.test_merging import two_wang_fang  # noqa: F401 - a fixture
from tests.journeys.test_own_data import two_of_a_name  # noqa: F401 - a fixture

from xinju.registry.actions.merging import ask_again
from xinju.registry.models import Contest, Person, Receipt

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_a_landlord_declares_a_tenant(visitor, house):  # noqa: F811
    given = visitor.signs_in_as("房东")

    given.tabs_to("我的房间").goes_by_key("Enter")
    given.tabs_to("101室").goes_by_key("Enter")
    given.tabs_to("我来填写").goes_by_key("Enter")
    given.tabs_to("姓名").page.keyboard.type("王芳")
    given.tabs_to("证件号码").page.keyboard.type(MINE)
    given.tabs_to("申报").goes_by_key("Enter")

    given.sees("申报回执").sees("王芳")
    assert Receipt.objects.count() == 1


def test_an_objection_is_made_after_the_summary_of_errors_led_to_the_field(visitor, two_of_a_name):  # noqa: F811
    given = visitor.signs_in_as("居民")
    given.tabs_to("登记在我名下的信息").goes_by_key("Enter")
    given.tabs_to("有误？").goes_by_key("Enter")
    given.tabs_to("提交").goes_by_key("Enter")

    given.sees("请先改正下面的问题").has_focus_on(".error-summary")
    given.tabs_to("哪里不对").page.keyboard.press("Enter")
    given.has_focus_on("[name=says]").page.keyboard.type("应为王方")
    given.tabs_to("提交").goes_by_key("Enter")

    given.sees("已收到您的异议")
    assert Contest.objects.count() == 1


@pytest.mark.parametrize(("key", "words", "left"), [("1", "是同一人", 1), ("2", "不是同一人", 2), ("3", "请人核实", 2)])
def test_a_registrar_decides_by_one_of_three_keys(visitor, two_wang_fang, key, words, left):  # noqa: F811
    first, second = two_wang_fang
    question = ask_again(first=first, second=second, by="job:registry", at=datetime.now(UTC))
    given = visitor.signs_in_as("登记管理员").opens(f"/registry/merges/{question.case}/")

    given.tabs_to(f"{key} {words}").has_focus_on(f"[accesskey='{key}']").goes_by_key("Enter")

    assert Person.objects.filter(into__isnull=True).count() == left
