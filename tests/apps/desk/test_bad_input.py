"""Whatever is typed at the desk: a sentence and nothing half-written, never a broken page."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xinju.accounts.access import Role
from xinju.cases import actions

VILLAGE = "990102001001"
FIELDS = ("on", "version", "client_id", "visited_on", "hour", "slip", "photo", "said", "who_left", "left_on", "grid")
TYPED = st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=40) | st.sampled_from(["1", "2026-05-13", "morning"]))
MOVES = st.sampled_from(["speak", "nobody_home", "move_out", "no_address", "wrong_grid"])


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(move=MOVES, typed=TYPED, filters=st.dictionaries(st.sampled_from(["type", "state", "page", "mine"]), st.text()))
def test_no_page_of_the_desk_breaks(signed_in_once, move, typed, filters):
    desk, row = signed_in_once
    before = row.events.count()

    answer = desk.post(f"/desk/cases/{row.key}/move/{move}/", typed)

    assert answer.status_code in (200, 302, 409, 422)
    assert row.events.count() == before + (answer.status_code == 302)
    assert desk.get("/desk/", filters).status_code == 200


@pytest.fixture
def signed_in_once(signed_in):
    """A grid worker and one case, the same for every example."""
    row = actions.open_case(
        type="verification",
        subject="registry.person:1",
        region=VILLAGE,
        at="visit",
        opened_on=date(2026, 5, 12),
        by="job:test",
    )
    return signed_in(Role.GRID_WORKER, region=VILLAGE), row
