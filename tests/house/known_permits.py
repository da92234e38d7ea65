"""A permit, its application, its notice and a mobile station in the invented district, for the pages that show them."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from uuid import uuid4

from xinju.accounts import actions as accounts
from xinju.accounts.access import Role
from xinju.registry.actions.people import Origin, enter_people
from xinju.registry.actions.permit_acts import Act
from xinju.registry.actions.permit_applications import Asked, apply_for_permit, approve, hand_over, plan_station
from xinju.registry.actions.stays import Stayed, enter_stays
from xinju.registry.bridge.told import Told
from xinju.registry.models import Identity

TOWN = "990102100001"  # where permits are issued here
TODAY = datetime.now(UTC).date()
SINCE = date(TODAY.year - 2, 1, 1)
SEEN = {"identity": "seen", "photo": "seen", "address": "seen", "work": "seen"}


def resident() -> Identity:
    origin = Origin("police", "file", "job:test", datetime(SINCE.year, 1, 1, 4, tzinfo=UTC), "verified")
    (one,) = enter_people(told=[Told("王芳")], origin=origin, observed_on=SINCE, purpose="test")
    enter_stays(stays=[Stayed(one.identity, SINCE, TOWN)], origin=origin, purpose="test")
    return Identity.objects.select_related("person").get(pk=one.identity)


def act(role: Role) -> Act:
    name = f"known-{role.value}-{uuid4().hex[:6]}"
    by = accounts.open_account(username=name, name="测试员", role=role, office="测试科", region="990102", by="job:test")
    return Act(by, TODAY, datetime.now(UTC), uuid4())


def application(papers: dict[str, str] | None = None):
    asked = Asked(TOWN, "work", papers or SEEN)
    return apply_for_permit(identity=resident(), asked=asked, act=act(Role.WINDOW_OFFICER))


def approved():
    row = application()
    approve(application=row, checked="符合", act=act(Role.REGISTRAR))
    return row


def permit():
    return hand_over(application=approved(), act=act(Role.WINDOW_OFFICER))


def station():
    return plan_station(
        on=TODAY, place="苇汀文化礼堂", division=TOWN, applications=[approved()], act=act(Role.REGISTRAR)
    )


PERMITS: dict[str, Callable[[], dict[str, object]]] = {
    "registry:permit-of": lambda: {"person": resident().person.key},
    "registry:permit-apply": lambda: {"person": resident().person.key},
    "registry:permit-case": lambda: {"key": application().case},
    "registry:permit-notice": lambda: {"key": application({**SEEN, "photo": "missing"}).case},
    "registry:permit-step": lambda: {"key": application().case, "act": "refuse"},
    "registry:permit-card": lambda: {"key": permit().key},
    "registry:permit-act": lambda: {"key": permit().key, "act": "replace"},
    "registry:permit-station": lambda: {"key": station().key},
}
