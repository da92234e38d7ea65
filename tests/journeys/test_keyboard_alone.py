"""Main journeys without a mouse: focus is seen and in order, the summary of errors has it and leads to the field."""

from datetime import UTC, datetime

import pytest
from tests.apps.benefits.invented import sheet_of
from tests.journeys.test_doors import MINE, VILLAGE, house, today  # noqa: F401 - `house` is a fixture
from tests.journeys.test_merging import two_wang_fang  # noqa: F401 - a fixture
from tests.journeys.test_own_data import two_of_a_name  # noqa: F401 - a fixture
from tests.journeys.test_rounds import GOOD, PLANTED, walk_round  # noqa: F401 - `walk_round` is a fixture

from xinju.benefits.models import Letter, Round, State
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


def test_an_officer_takes_a_round_from_its_list_to_the_letters(visitor, walk_round, tmp_path, starts_worker):  # noqa: F811
    faulty, mended = tmp_path / "名单.xlsx", tmp_path / "名单改.xlsx"
    faulty.write_bytes(sheet_of(*GOOD, *PLANTED.values()))
    mended.write_bytes(sheet_of(*GOOD))
    starts_worker()
    given = visitor.signs_in_as("教育局经办人")
    given.tabs_to("招生批次").goes_by_key("Enter")
    given.tabs_to("示例区2026年积分入学").goes_by_key("Enter")

    # Sends the list with its faults: the summary says what is missing first, then the file goes up
    given.tabs_to("上传申请人名单").goes_by_key("Enter")
    given.tabs_to("上传并检查").goes_by_key("Enter")
    given.has_focus_on(".error-summary").tabs_to("请选择").page.keyboard.press("Enter")
    given.has_focus_on("[name=file]").uploads("申请人名单", faulty)
    given.tabs_to("上传并检查").goes_by_key("Enter")
    given.waits_for("处要改").tabs_to("10").page.keyboard.press("Enter")
    given.sees("要改的地方").tabs_to("要改的地方")

    # Sends it mended, and places
    given.opens("/office/rounds/walk-2026/upload/").tabs_to("申请人名单").uploads("申请人名单", mended)
    given.tabs_to("上传并检查").goes_by_key("Enter")
    given.waits_for("没有错误").tabs_to("返回批次").goes_by_key("Enter")
    given.tabs_to("排名与安排").goes_by_key("Enter")
    given.tabs_to("开始排名与安排").goes_by_key("Enter")
    given.waits_for("全部成立").tabs_to("示例区2026年积分入学").goes_by_key("Enter")

    # Confirms by name, and issues the letters
    given.tabs_to("确认结果").goes_by_key("Enter")
    given.tabs_to("确认生效").goes_by_key("Enter")
    given.has_focus_on(".error-summary").tabs_to("我已查看核验结论").page.keyboard.press("Enter")
    given.has_focus_on("[name=agreed]").page.keyboard.press("Space")
    given.tabs_to("确认生效").goes_by_key("Enter")
    given.waits_for("季小满 已确认").tabs_to("结果告知单").goes_by_key("Enter")
    given.tabs_to("签发告知单").goes_by_key("Enter")

    given.waits_for("共 30 份")
    assert Letter.objects.count() == 30
    assert Round.objects.get().state == State.ISSUED
