"""Deliveries that tell the same again and are withdrawn in any order: what is held is what the others say."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests.apps.registry.conftest import NOON, number

from xinju.accounts.access import Role
from xinju.registry.actions.deliveries import LandingRow, finish_landing, land_batch, looked_through, receive
from xinju.registry.actions.people import Origin, enter_people
from xinju.registry.actions.records import keep_records, supersede_records
from xinju.registry.actions.stays import end_stay
from xinju.registry.actions.withdrawing import withdraw
from xinju.registry.bridge import rules, secrets
from xinju.registry.bridge.moving import seem_to_have_moved
from xinju.registry.bridge.told import Told, told_in
from xinju.registry.models import Delivery, Identity, Link, Particulars, Person, Record, Stay
from xinju.registry.models.tellings import Occasion, RecordToldAgain
from xinju.registry.queries.deliveries import rests_on

BORN = date(1990, 1, 1)
FROM = date(2025, 3, 1)
NAMES = ("欧阳一", "欧阳二")


def told(who: int, phone: str = "", hukou: str = "") -> Told:
    return Told(name=NAMES[who], number=number(BORN, who + 1), birth_date=BORN, phone=phone, hukou=hukou)


def lease(who: int, end: date | None = None, **more: str) -> LandingRow:
    return LandingRow(told(who, **more), 2, FROM, end, {"division": "990102001001", "kind": "lawful"})


class Site:
    """What happens at one site, each a day after the one before; `deliveries` in the order in which they came."""

    def __init__(self) -> None:
        self.at = NOON
        self.deliveries: list[Delivery] = []

    def later(self) -> None:
        self.at += timedelta(days=1)

    def delivers(self, record_type: str, *rows: LandingRow, source: str = "police") -> Delivery:
        self.later()
        delivery = Delivery(
            source=source, record_type=record_type, legal_basis="x", door="file", digest=uuid4().hex,
            received_at=self.at, by="job:test",
        )  # fmt: skip
        receive(delivery=delivery, by="job:test")
        counts = {"good": len(rows)}
        looked_through(delivery=delivery, counts=counts, mapping={}, marked_file="", by="job:test")
        land_batch(delivery=delivery, rows=rows, start=0, by="job:test", at=self.at)
        self.deliveries.append(finish_landing(delivery=delivery, by="job:test", at=self.at))
        return self.deliveries[-1]

    def withdraws(self, delivery: Delivery) -> dict[str, int]:
        self.later()
        return dict(withdraw(delivery=delivery, because="发错了", by="job:test", at=self.at))

    def at_the_door(self) -> Origin:
        self.later()
        return Origin(source="police", door="window", by="job:door", at=self.at, verification="verified")


def held() -> dict[str, list]:
    """Everything that is held now, under the number of whom it is about."""
    people = {row.identity_id: told_in(row) for row in Particulars.objects.current()}
    whose = {identity: one.number for identity, one in people.items()}
    records = Record.objects.current().values_list("identity", "start", "end", "values")
    stays = [
        (whose[row.identity_id], row.start, row.end, row.division, row.dwelling, secrets.opened(row, "address"))
        for row in Stay.objects.current()
    ]
    joined = Link.objects.in_force().values_list("first", "second")
    asked = seem_to_have_moved(date(2027, 1, 1))
    shown = Person.objects.filter(into__isnull=True).exclude(name="").values_list("name", "birth_date", "division")
    return {
        "people": sorted((source, *map(str, vars(people[pk]).values())) for pk, source in _sources(people)),
        "records": sorted((whose[one], *map(str, rest)) for one, *rest in records),
        "stays": sorted(tuple(map(str, row)) for row in stays),
        "joined": sorted((whose[one], whose[other]) for one, other in joined),
        "asked": sorted((whose[one.before.identity_id], one.anchor, one.arrival.division) for one in asked),
        "shown": sorted(tuple(map(str, row)) for row in shown),
    }


def _sources(people: dict[int, Told]) -> list[tuple[int, str]]:
    return list(Identity.objects.filter(pk__in=people).values_list("pk", "source"))


WHO = st.integers(0, 1)
END = st.sampled_from((None, date(2025, 12, 31), date(2026, 2, 28)))
PERSON = st.builds(
    lambda who, phone, hukou: LandingRow(told(who, phone, hukou), 2),
    WHO, st.sampled_from(("", "13900000001", "13900000002")), st.sampled_from(("", "990421")),
)  # fmt: skip
STAY = st.builds(
    lambda who, end, dwelling, address: LandingRow(
        told(who), 2, FROM, end, {"division": "990102001001", **({"dwelling": dwelling} if dwelling else {})}, address
    ),
    WHO, END, st.sampled_from(("", "rented")), st.sampled_from(("", "禾润路1号", "禾润路2号")),
)  # fmt: skip
HOME = st.builds(
    lambda who, start, division: LandingRow(told(who), 2, start, None, {"division": division}),
    WHO, st.sampled_from((FROM, date(2026, 4, 1), date(2026, 5, 1))), st.sampled_from(("990102001001", "990102002001")),
)  # fmt: skip
BEFORE, AFTER = (
    LandingRow(told(0), 2, start, None, {"division": division})
    for start, division in ((FROM, "990102001001"), (date(2026, 5, 1), "990102002001"))
)
SAME_DAY = LandingRow(told(0), 2, date(2026, 5, 1), None, {"division": "990102001001"})
LEASE = st.builds(lease, WHO, END)
HAPPENS = st.one_of(
    *(
        st.tuples(st.just(kind), st.lists(rows, min_size=1, max_size=2, unique_by=lambda row: row.told.number))
        for kind, rows in (("person", PERSON), ("stay", STAY), ("lease", LEASE))
    ),
    *(
        st.tuples(
            st.just(source), st.lists(HOME, min_size=1, max_size=3, unique_by=lambda row: (row.told.name, row.start))
        )
        for source in ("police", "housing")
    ),
    st.tuples(st.just("door"), st.tuples(PERSON, LEASE)),
)
STEPS = st.lists(st.one_of(HAPPENS, st.tuples(st.just("withdraw"), st.integers(0, 5))), min_size=2, max_size=9)
QUICK = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}


def run(steps, *, without=frozenset()) -> tuple[dict, frozenset[int]]:
    """What is held after these steps, and which of them were withdrawn; `without` some, as if they had never been."""
    site, delivered, withdrawn = Site(), {}, set()
    with transaction.atomic():
        site.delivers("person", *(LandingRow(told(who), 2) for who in (0, 1)), source="window")
        for at, (what, value) in enumerate(steps):
            if at in without or (without and what == "withdraw"):
                site.later()
            elif what == "withdraw":
                if value in delivered:
                    site.withdraws(delivered[value])
                    withdrawn.add(value)
            elif what == "door":
                _tells_at_the_door(site, *value)
            elif what in ("police", "housing"):
                delivered[at] = site.delivers("stay", *value, source=what)
            else:
                delivered[at] = site.delivers(what, *value)
        found = held()
        transaction.set_rollback(True)
    return found, frozenset(withdrawn)


def _tells_at_the_door(site: Site, person: LandingRow, row: LandingRow) -> None:
    origin = site.at_the_door()
    (one,) = enter_people(told=[person.told], origin=origin, observed_on=FROM, purpose="test")
    declared = rules.record_types()["lease"]
    keep_records(declared=declared, rows=[row.recorded(one.identity)], origin=origin, purpose="test")


@pytest.mark.slow
class AnyOrder(TestCase):
    @given(STEPS)
    @settings(max_examples=60, **QUICK)
    @example([("lease", [lease(0)]), ("lease", [lease(0)]), ("withdraw", 0), ("withdraw", 1)])
    @example([("person", [LandingRow(told(0, phone="13900000001"), 2)]), ("lease", [lease(0)]), ("withdraw", 0)])
    @example([("police", [BEFORE, AFTER]), ("police", [BEFORE]), ("housing", [AFTER]), ("withdraw", 0)])
    @example([("police", [AFTER]), ("police", [AFTER]), ("police", [SAME_DAY]), ("withdraw", 0)])
    @example([("police", [BEFORE, AFTER]), ("police", [BEFORE]), ("police", [AFTER]), ("withdraw", 0)])
    def test_what_is_held_is_what_the_deliveries_say_that_were_not_withdrawn(self, steps):
        found, withdrawn = run(steps)

        as_if_never, _ = run(steps, without=withdrawn or frozenset({-1}))

        assert found == as_if_never

    @given(STEPS, st.permutations(range(9)))
    @settings(max_examples=25, **QUICK)
    def test_the_order_of_withdrawals_makes_no_difference(self, steps, order):
        deliveries = [at for at, (what, _) in enumerate(steps) if what not in ("withdraw", "door")]
        goes = [at for at in deliveries if at % 2 == 0]
        told_of = [step if step[0] != "withdraw" else ("withdraw", -1) for step in steps]

        one, _ = run([*told_of, *(("withdraw", at) for at in goes)])
        other, _ = run([*told_of, *(("withdraw", at) for at in sorted(goes, key=lambda at: order.index(at % 9)))])

        assert one == other


@pytest.fixture
def site(db) -> Site:
    return Site()


def test_what_two_deliveries_told_in_the_same_words_stays_and_is_the_other_ones_from_then_on(site):
    first, second = site.delivers("lease", lease(0), lease(1)), site.delivers("lease", lease(0))

    counts = site.withdraws(first)

    row = Record.objects.current().get()
    assert (row.delivery, row.recorded_at, row.values["kind"]) == (second, site.at, "lawful")
    assert (counts["records"], counts["records_back"], counts["people_back"]) == (2, 1, 1)
    assert Record.objects.filter(delivery=first).count() == 2  # superseded, not changed
    assert Person.objects.get(name=NAMES[0])


def test_before_it_is_withdrawn_the_page_counts_what_others_tell_too(site, officer):
    site.delivers("person", LandingRow(told(0), 2), LandingRow(told(1), 3), source="window")
    first = site.delivers("lease", lease(0), lease(1))
    site.delivers("lease", lease(0))

    found = rests_on(first, asker=officer(Role.REGISTRAR))

    assert (found.facts["records"], found.still_told["records"]) == (2, 1)
    assert (found.facts["people"], found.still_told["people"]) == (2, 1)
    assert found.links == 1


def test_a_link_stays_with_whom_another_delivery_tells_of_too(site):
    site.delivers("person", LandingRow(told(0), 2), LandingRow(told(1), 3), source="window")
    first = site.delivers("lease", lease(0), lease(1))
    site.delivers("lease", lease(0))

    site.withdraws(first)

    joined = Link.objects.in_force().get()
    assert joined.second.person.name == NAMES[0]


def test_what_a_door_told_again_is_taken_back_by_nobody(site):
    delivery = site.delivers("lease", lease(0))
    origin = site.at_the_door()
    (one,) = enter_people(told=[told(0)], origin=origin, observed_on=FROM, purpose="test")
    declared = rules.record_types()["lease"]
    keep_records(declared=declared, rows=[lease(0).recorded(one.identity)], origin=origin, purpose="test")

    site.withdraws(delivery)

    row = Record.objects.current().get()
    assert (row.door, row.by, row.delivery) == ("window", "job:door", None)


def test_a_phone_that_only_the_withdrawn_delivery_told_goes_with_it(site):
    first = site.delivers("person", LandingRow(told(0, phone="13900000001"), 2))
    site.delivers("person", LandingRow(told(0, hukou="990421"), 2))
    assert told_in(Particulars.objects.current().get()).phone == "13900000001"

    site.withdraws(first)

    row = told_in(Particulars.objects.current().get())
    assert (row.phone, row.hukou) == ("", "990421")


def test_a_delivery_that_was_withdrawn_before_does_not_come_back_with_the_next_withdrawal(site):
    first = site.delivers("lease", lease(0))
    second = site.delivers("lease", lease(0, end=date(2025, 12, 31)))

    site.withdraws(first)
    site.withdraws(second)

    assert not Record.objects.current().exists()


def test_what_an_officer_has_struck_out_stays_struck_out(site):
    site.delivers("lease", lease(0))
    site.later()
    supersede_records(records=Record.objects.current(), by="job:test", at=site.at, purpose="test")
    again = site.delivers("lease", lease(0))

    site.withdraws(again)

    assert not Record.objects.current().exists()


def test_an_end_that_somebody_else_entered_stays(site):
    row = LandingRow(told(0), 2, FROM, None, {"division": "990102001001"})
    first = site.delivers("stay", row)
    site.later()
    end_stay(
        stay=Stay.objects.current().get(), end=date(2026, 3, 1), by="job:test", at=site.at, door="landlord",
        source="landlord", purpose="test",
    )  # fmt: skip
    second = site.delivers("stay", row)

    site.withdraws(second)
    site.withdraws(first)

    assert [(stay.source, stay.end) for stay in Stay.objects.current()] == [("landlord", date(2026, 3, 1))]


def test_what_an_officer_found_wrong_stays_disputed_when_the_same_comes_back(site):
    site.delivers("person", LandingRow(told(0, hukou="990421"), 2))
    Particulars.objects.update(disputed=["hukou"])
    second = site.delivers("person", LandingRow(told(0, hukou="990422"), 2))

    site.withdraws(second)

    assert Particulars.objects.current().get().disputed == ["hukou"]


def test_one_delivery_leaves_one_line_however_often_it_tells_the_same(site):
    site.delivers("lease", lease(0))

    site.delivers("lease", lease(0), lease(0))

    assert RecordToldAgain.objects.count() == 1
    assert Occasion.objects.count() == 1


def test_a_delivery_that_repeats_itself_leaves_no_line(site):
    site.delivers("lease", lease(0), lease(0))

    assert not Occasion.objects.exists()


def test_a_stay_keeps_of_its_words_only_what_the_others_told(site):
    whole = LandingRow(told(0), 2, FROM, None, {"division": "990102001001", "dwelling": "rented"}, "禾润路1号")
    first = site.delivers("stay", whole)
    second = site.delivers("stay", LandingRow(told(0), 2, FROM, None, {"division": "990102001001"}))

    site.withdraws(first)

    stay = Stay.objects.current().get()
    assert (stay.delivery, stay.dwelling, stay.address_sealed) == (second, "", None)
