"""The operator runs what did not run, the auditor has the chain checked, the head goes from a figure to its rows, a resident reads
what was sent."""

from uuid import uuid4

from django.utils import timezone

from xinju.accounts.actions import bind, open_demo_person
from xinju.accounts.demo_accounts import DemoPersonKind
from xinju.accounts.queries import standing_for
from xinju.cases.actions import open_case
from xinju.messages.actions import send


def test_the_operator_sees_what_is_amiss_and_runs_a_job_of_the_night_by_hand(visitor, db):
    given = visitor.signs_in_as("系统管理员").sees("运行状况").sees("没有后台程序").sees("启动 xinju worker")
    given.finds_no_barrier().keeps_pictures("health")

    given.page.locator("form[action*='cases.recount'] button").click()

    given.sees("已排入队列").finds_no_barrier()


def test_the_auditor_has_the_chain_checked_and_reads_what_came_of_it(visitor, db, starts_worker):
    given = visitor.signs_in_as("审计员").sees("操作记录的链").finds_no_barrier().keeps_pictures("chain")

    given.presses("现在核验").sees("排队等候")
    starts_worker()

    given.waits_for("没有不符").finds_no_barrier()


def test_the_head_goes_from_a_figure_to_the_cases_that_it_counts(visitor, db):
    for n in range(3):
        open_case(
            type="verification", subject=f"registry.person:{n}", region="990102001001", at="visit", by="job:test",
            opened_on=timezone.localdate(),
        )  # fmt: skip
    given = visitor.signs_in_as("负责人").sees("全局").finds_no_barrier().keeps_pictures("figures")

    given.page.get_by_role("link", name="3 信息核实").click()

    given.sees("信息核实").sees("件在办").finds_no_barrier()
    assert given.page.locator("tbody tr").count() == 3


def test_a_resident_reads_what_was_sent(visitor, db):
    account = open_demo_person(DemoPersonKind.RESIDENT)
    bind(account=account, person=str(uuid4()), evidence="demo", by="job:demo")
    to = standing_for([account.bindings.get().person], asker="job:test")
    send("objection_answered", to=to, about="test:1", by="job:test", key=uuid4(), values={"case": "K7"})
    visitor.opens("/account/sign-in/").presses("居民").opens("/my/messages/")

    visitor.sees("K7").sees("正在发送").finds_no_barrier().keeps_pictures("messages")
