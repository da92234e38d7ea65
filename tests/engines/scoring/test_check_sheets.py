"""What the checker says of limits, winners, papers, names and dated versions."""

from datetime import date
from fractions import Fraction

import pytest
from tests.engines.scoring.build import RECORDS

from xinju.engines.scoring.check import check, check_versions
from xinju.engines.scoring.language.numbers import (
    Bracket,
    Chosen,
    Compare,
    Const,
    Duration,
    Highest,
    Limited,
    Named,
    Number,
    Open,
    Option,
    Plus,
    Rate,
    Ref,
    Row,
    Tally,
    Times,
    When,
)
from xinju.engines.scoring.language.sheets import Group, Item, RankKey, Service, Sheet
from xinju.engines.scoring.language.sources import Bounds, Source, Test

F = Fraction
MONTHS = Duration(Source("insurance"), "monthly_records", of=("father",))
DEGREE = Tally("highest", Source("degree"), "level", of=("father",))


def points_by_level(*points: int) -> Bracket:
    rows = tuple(Row(Bounds(at_least=F(i), under=F(i + 1)), Const(F(p))) for i, p in enumerate(points))
    return Bracket(DEGREE, rows, Const(F(0)))


def item(key: str, number: Number, **rest) -> Item:
    return Item(key, "指标", number, **{"article": "第一条", "evidence": "证明", "verified_by": "公安局", **rest})


def sheet_of(*items: Item, **parts) -> Sheet:
    groups = parts.pop("groups", {"total": Group("total", "总分", Plus(tuple(Ref(one.key) for one in items)))})
    return Sheet("t", "1", "试", RECORDS, {one.key: one for one in items}, groups, **parts)


def ids(sheet: Sheet) -> list[str]:
    return [one.id for one in check(sheet)]


def test_a_cap_above_all_that_a_table_gives_never_binds():
    assert ids(sheet_of(item("a", Limited(points_by_level(5, 8, 10), cap=F(11))))) == ["dead_cap:a:11"]
    assert ids(sheet_of(item("a", Limited(points_by_level(5, 8, 10), cap=F(10))))) == []
    assert ids(sheet_of(item("a", Limited(Rate(MONTHS, F(1)), cap=F(48))))) == []


def test_a_floor_below_all_that_a_table_gives_never_binds():
    assert ids(sheet_of(item("a", Limited(points_by_level(5, 8, 10), floor=F(-1))))) == ["dead_floor:a:-1"]


def test_items_that_together_exceed_their_groups_cap_are_meant_to():
    group = Group("total", "总分", Limited(Plus((Ref("a"), Ref("b"))), cap=F(15)))

    assert (
        ids(
            sheet_of(
                item("a", points_by_level(1, 2, 10)), item("b", points_by_level(3, 4, 10)), groups={"total": group}
            )
        )
        == []
    )


def test_a_member_that_another_one_always_matches_can_never_win():
    """Both look at the degree: whoever has the second one's points has at least as many by the first."""
    college = When(((Compare(DEGREE, Bounds(at_least=F(1))), Const(F(5))),))

    found = [
        one
        for one in check(sheet_of(item("a", Highest((points_by_level(5, 8, 10), college)))))
        if one.code == "never_wins"
    ]

    assert [(one.values["member"], one.values["better"]) for one in found] == [("#2", "#1")]


def test_members_about_different_facts_can_each_win():
    assert ids(sheet_of(item("a", Highest((points_by_level(5, 8, 10), Rate(MONTHS, F(1))))))) == []


def test_of_two_equal_members_the_later_is_idle():
    assert ids(sheet_of(item("a", Highest((points_by_level(5, 8, 10), points_by_level(5, 8, 10)))))) == [
        "never_wins:a:#2"
    ]


def test_a_plain_number_beside_a_measure_is_a_floor_and_not_a_loser():
    assert ids(sheet_of(item("a", Highest((points_by_level(5, 8, 10), Const(F(0))))))) == []


def test_an_option_that_is_never_better_need_not_be_chosen():
    options = (Option("skill", Const(F(3))), Option("title", Plus((Const(F(4)), points_by_level(1, 2, 3)))))

    assert ids(sheet_of(item("a", Chosen("which", options)))) == []
    options = (Option("skill", Limited(Rate(MONTHS, F(1)), cap=F(3))), options[1])
    assert ids(sheet_of(item("a", Chosen("which", options)))) == ["never_wins:a:skill"]


def test_an_item_owes_article_evidence_and_verifier():
    bare = Item("a", "指标", points_by_level(5, 8, 10), evidence=" ")

    assert ids(sheet_of(bare)) == ["no_article:a", "no_evidence:a", "no_verifier:a"]


def test_a_ranking_has_to_say_what_ends_a_tie():
    key = RankKey("total", "总分", Ref("total"))

    assert ids(sheet_of(item("a", MONTHS), services={"s": Service("s", "入学", rank=(key,))})) == ["ties:s"]
    assert ids(sheet_of(item("a", MONTHS), services={"s": Service("s", "入学", rank=(key,), ties="lottery")})) == []


def test_a_text_that_was_cut_off_is_a_finding_with_both_ends():
    key = RankKey("third", "第三", Open("原文截断", F(0), F(1)))
    sheet = sheet_of(
        item("a", Open("分值缺失", F(0), F(10))), services={"s": Service("s", "入学", rank=(key,), ties="lottery")}
    )

    found = check(sheet)

    assert [one.id for one in found] == ["open:a", "open:s.rank.third"]
    assert [one.values["points"] for one in found[0].readings] == [0, 10]
    assert found[1].readings == ()


def test_what_ends_a_tie_is_not_asked_where_the_keys_themselves_were_cut_off():
    key = RankKey("third", "第三", Open("原文截断", F(0), F(1)))

    assert ids(sheet_of(item("a", MONTHS), services={"s": Service("s", "入学", rank=(key,))})) == ["open:s.rank.third"]


def test_zhejiangs_regulation_asks_nothing_of_another_province():
    def stay(prefix: str) -> Duration:
        return Duration(Source("stay", where=(Test("division", within=(prefix,)),)), "months", of=("father",))

    assert ids(sheet_of(item("a", stay("3205"), indicator="residence"))) == []
    assert len(ids(sheet_of(item("a", stay("330304"), indicator="residence")))) == 2
    assert len(ids(sheet_of(item("a", stay("990101"), indicator="residence")))) == 2


def test_zhejiangs_three_indicators_are_wanted_of_a_sheet_that_names_any_of_them():
    residence = item("a", MONTHS, indicator="residence")

    assert ids(sheet_of(residence)) == ["indicator_missing:t:employment", "indicator_missing:t:insurance"]
    assert ids(sheet_of(item("a", MONTHS))) == []


def test_items_that_no_group_counts_and_measures_that_nothing_uses_are_named():
    groups = {"total": Group("total", "总分", Ref("a"))}
    found = ids(
        sheet_of(
            item("a", Rate(Ref("used"), F(1))),
            item("b", When(((Named("c1"), Const(F(1))),))),
            groups=groups,
            measures={"used": MONTHS, "idle": DEGREE},
            conditions={
                "c1": Compare(Ref("used"), Bounds(at_least=F(1))),
                "c2": Compare(DEGREE, Bounds(at_least=F(1))),
            },
        )
    )

    assert found == ["not_counted:b", "unused_measure:idle", "unused_condition:c2"]


def test_a_gate_that_the_total_cannot_reach_is_named():
    service = Service("s", "落户", gate=Compare(Ref("total"), Bounds(at_least=F(730))))

    assert ids(sheet_of(item("a", points_by_level(5, 8, 10)), services={"s": service})) == ["never_holds:s.gate:730.."]


def test_a_row_in_percent_over_a_column_of_shares_is_never_reached():
    share = Tally("highest", Source("award"), "amount", of=("father",))
    table = Bracket(share, (Row(Bounds(over=F(500)), Const(F(24))),), Const(F(0)))

    assert ids(sheet_of(item("a", table))) == ["dead_row:a:500.."]


def test_numbers_beyond_63_bits_are_refused():
    huge = Times((MONTHS, Const(F(10**16)), Const(F(1, 7))))

    assert "too_large:a" in ids(sheet_of(item("a", huge)))


def test_a_product_that_is_too_large_is_told_even_under_a_cap():
    amount = Tally("sum", Source("insurance"), "base", of=("father",))
    product = Times((amount, amount, amount))

    found = [one for one in check(sheet_of(item("a", Limited(product, cap=F(10))))) if one.code == "too_large"]

    assert [one.id for one in found] == ["too_large:a:within"]


def test_two_findings_of_one_kind_at_one_place_are_told_apart():
    number = Plus((Limited(points_by_level(1, 2, 3), cap=F(9)), Limited(points_by_level(4, 5, 6), cap=F(9))))

    assert ids(sheet_of(item("a", number))) == ["dead_cap:a:9", "dead_cap:a:9#2"]


def test_versions_leave_no_day_out_and_hold_no_day_twice():
    found = check_versions([
        ("2021", date(2021, 1, 1), date(2022, 12, 31)), ("2015", date(2015, 12, 11), date(2020, 11, 30)),
        ("2023", date(2022, 12, 31), None),
    ], "suzhou")  # fmt: skip

    assert [one.id for one in found] == ["version_overlap:suzhou:2021+2023", "version_hole:suzhou:2015+2021"]
    assert (found[0].values["first"], found[0].values["last"]) == (date(2022, 12, 31), date(2022, 12, 31))
    assert (found[1].values["first"], found[1].values["last"]) == (date(2020, 12, 1), date(2020, 12, 31))


def test_versions_that_follow_each_other_are_no_finding():
    assert check_versions([("1", date(2020, 1, 1), date(2020, 12, 31)), ("2", date(2021, 1, 1), None)]) == ()
    with pytest.raises(ValueError, match="before it starts"):
        check_versions([("1", date(2020, 1, 2), date(2020, 1, 1))])
