"""A department's file lands once, whatever happens on the way, and can be taken back as if it had never come."""

import io
from datetime import date, timedelta

import openpyxl
import pytest
from tests.apps.registry.conftest import NOON, number, wang

from xinju.registry import tasks
from xinju.registry.actions.withdrawing import withdraw
from xinju.registry.models import Delivery, Identity, Particulars, Person, Record
from xinju.registry.queries.facts import fact_tables
from xinju.registry.tasks import land, take_in

BORN = date(1990, 3, 4)


def xlsx(*rows: tuple) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


LEASES = (
    ("禾润区房屋租赁备案名单",),
    ("姓名", "身份证号", "开始日期", "结束日期", "坐落", "租赁类别"),
    ("王芳", number(BORN, 128), "2024-03-01", "", "990102001001", "合法租赁"),
    ("李强", number(date(1988, 1, 2), 13), "2023-09-01", "2025-08-31", "990102001002", "合租"),
)


def deliver(content: bytes, at=NOON, name="租赁.xlsx") -> Delivery:
    return take_in(
        source="housing", record_type="lease", content=content, file_name=name, legal_basis="住房租赁条例", by="job:test",
        at=at,
    )  # fmt: skip


def shown() -> list:
    facts = Record.objects.current().order_by("slot").values_list("identity", "start", "end", "values")
    return [*facts, *Person.objects.filter(into__isnull=True).order_by("pk").values_list("name", "birth_date")]


def test_a_file_is_looked_through_before_anything_lands(db):
    delivery = deliver(xlsx(*LEASES, ("赵敏", "99031519900304", "2024-03-01", "", "990102001001", "合法租赁")))

    assert delivery.counts["good"] == 2
    assert delivery.counts["refused"] == 1
    assert delivery.marked_file.endswith(".xlsx")
    assert not Identity.objects.exists()


def test_landed_rows_are_facts_about_people_of_that_source(db):
    delivery = land(delivery=deliver(xlsx(*LEASES)), by="job:test", at=NOON)

    assert delivery.state == "landed"
    assert Record.objects.filter(type="lease").count() == 2
    lease = Record.objects.get(identity__person__name="王芳")
    assert (lease.start, lease.end, lease.values) == (
        date(2024, 3, 1), None, {"division": "990102001001", "kind": "lawful"}
    )  # fmt: skip
    assert Person.objects.get(name="王芳").birth_date == BORN


def test_the_same_file_again_changes_nothing(db):
    content = xlsx(*LEASES)
    first = land(delivery=deliver(content), by="job:test", at=NOON)

    again = deliver(content, at=NOON + timedelta(days=1), name="又一次.xlsx")

    assert again == first
    land(delivery=again, by="job:test", at=NOON + timedelta(days=1))
    assert Record.objects.count() == 2


@pytest.mark.parametrize("fails_at", [1, 2, 3])
def test_killed_at_any_batch_and_started_again_it_loses_and_doubles_nothing(db, monkeypatch, fails_at):
    monkeypatch.setattr(tasks, "AT_ONCE", 1)
    rows = [("王芳", number(BORN, n), f"2024-03-{n:02d}", "", "990102001001", "合法租赁") for n in range(1, 5)]
    delivery = deliver(xlsx(*LEASES[:2], *rows))

    def die(done: int, of: int) -> None:
        if done == fails_at:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        land(delivery=delivery, by="job:test", at=NOON, tell=die)
    land(delivery=delivery, by="job:test", at=NOON)

    assert Record.objects.count() == 4
    assert Identity.objects.count() == 4


def test_one_record_told_twice_with_other_contents_goes_back_in_both_rows(db):
    twice = (*LEASES[2][:5], "违法建筑")

    delivery = deliver(xlsx(*LEASES, twice))

    assert delivery.counts["faults"] == {"told_twice": 2}
    assert (delivery.counts["good"], delivery.counts["refused"]) == (1, 2)


def test_a_withdrawn_delivery_leaves_what_was_there_before_it(enter):
    enter("police", wang())
    land(delivery=deliver(xlsx(*LEASES[:3])), by="job:test", at=NOON)
    before = shown()
    moved_out = ("王芳", number(BORN, 128), "2024-03-01", "2026-05-31", "990102001001", "合法租赁")
    later = NOON + timedelta(days=3)
    second = land(delivery=deliver(xlsx(*LEASES[:2], moved_out, LEASES[3]), at=later), by="job:test", at=later)
    assert shown() != before

    counts = withdraw(delivery=second, because="发错了", by="job:test", at=later + timedelta(days=1))

    assert shown() == [*before, ("", None)]
    assert counts["records"] == 2 and counts["records_back"] == 1
    assert Record.objects.known_at(later).filter(end=date(2026, 5, 31)).exists()


def test_a_withdrawn_file_may_be_sent_again(db):
    content = xlsx(*LEASES)
    first = land(delivery=deliver(content), by="job:test", at=NOON)
    withdraw(delivery=first, because="发错了", by="job:test", at=NOON + timedelta(days=1))

    again = land(delivery=deliver(content, at=NOON + timedelta(days=2)), by="job:test", at=NOON + timedelta(days=2))

    assert again != first
    assert Record.objects.current().count() == 2
    assert Particulars.objects.current().count() == 2


def insurance(*rows: tuple) -> Delivery:
    delivery = take_in(
        source="social_security", record_type="social_insurance", content=xlsx(*rows), file_name="缴费.xlsx",
        legal_basis="社会保险法", by="job:test", at=NOON,
    )  # fmt: skip
    return land(delivery=delivery, by="job:test", at=NOON)


def test_months_told_as_from_to_are_kept_as_told_and_counted_month_by_month(db):
    who = ("王芳", number(BORN, 128))
    insurance(
        ("姓名", "身份证号", "起始月份", "终止月份", "险种", "参保地", "缴费方式", "已退保"),
        (*who, "202311", "2024年2月", "企业职工养老保险", "990102", "按月缴纳", "否"),
    )
    insurance(
        ("姓名", "身份证号", "月份", "险种", "参保地", "缴费方式", "已退保"),
        (*who, "2024.01", "企业职工养老保险", "990102", "补缴", "否"),
    )

    key = str(Person.objects.get(into__isnull=True).key)
    tables, _ = fact_tables([key], known_at=NOON, asker="test")

    paid = tables["social_insurance"].select(["month", "paid"]).to_pylist()
    assert [tuple(row.values()) for row in paid] == [
        ("2023-11", "on_time"), ("2023-12", "on_time"), ("2024-01", "back_paid"), ("2024-02", "on_time")
    ]  # fmt: skip
