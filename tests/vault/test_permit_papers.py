"""What a third party may conclude from a permit's code and a status list, without asking the office."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinju.vault.keyring import Keyring
from xinju.vault.permit_papers import (
    REPLACED,
    REVOKED,
    SUSPENDED,
    Card,
    NotAList,
    StatusList,
    check,
    read_list,
    sign_card,
    sign_list,
)
from xinju.vault.signing import Signer, public_keys

CARD = Card(41, date(2026, 5, 12), date(2027, 5, 12), "990102", "王芳", "1281")
DAY = date(2026, 9, 1)
LIST = StatusList(DAY, DAY + timedelta(days=3), 900, "990102", {7: REVOKED, 12: SUSPENDED, 13: REPLACED})


@pytest.fixture
def ring(tmp_path):
    return Keyring(tmp_path / "keys", demo=True)


@pytest.fixture
def keys(ring):
    return public_keys(ring)


@pytest.fixture
def token(ring):
    return sign_card(CARD, Signer(ring))


def test_on_the_list_s_days_a_paper_that_is_not_on_it_is_valid(token, keys):
    found = check(token, keys, on=DAY + timedelta(days=3), papers=LIST)

    assert (found.result, found.day, found.card, found.clock_behind) == ("valid", DAY, CARD, False)


def test_without_a_list_its_status_is_unknown_since_it_was_made(token, keys):
    found = check(token, keys, on=DAY)

    assert (found.result, found.day, found.why) == ("status_unknown", CARD.issued, "no_list")


def test_an_old_list_proves_nothing_of_today(token, keys):
    found = check(token, keys, on=DAY + timedelta(days=4), papers=LIST)

    assert (found.result, found.day, found.why) == ("status_unknown", DAY, "list_too_old")


def test_of_a_paper_newer_than_the_list_nothing_is_known_since_the_list(ring, keys):
    newer = sign_card(replace(CARD, serial=901), Signer(ring))

    found = check(newer, keys, on=DAY, papers=LIST)

    assert (found.result, found.day, found.why) == ("status_unknown", DAY, "newer_than_list")


@pytest.mark.parametrize(
    ("serial", "result", "why"),
    [(7, "revoked", "revoked"), (13, "revoked", "replaced"), (12, "expired", "suspended"), (14, "valid", "")],
)
def test_what_stands_on_the_list_is_not_in_force(ring, keys, serial, result, why):
    found = check(sign_card(replace(CARD, serial=serial), Signer(ring)), keys, on=DAY, papers=LIST)

    assert (found.result, found.why) == (result, why)


def test_the_list_of_another_office_says_nothing_of_our_serials(ring, keys):
    revoked_there = sign_card(replace(CARD, serial=7), Signer(ring))

    found = check(revoked_there, keys, on=DAY, papers=replace(LIST, authority="990202"))

    assert (found.result, found.day, found.why) == ("status_unknown", CARD.issued, "other_list")


def test_an_old_list_still_proves_a_revocation(ring, keys):
    revoked = sign_card(replace(CARD, serial=7), Signer(ring))

    assert check(revoked, keys, on=DAY + timedelta(days=100), papers=LIST).result == "revoked"


def test_after_its_last_day_a_paper_has_expired_whatever_list_there_is(token, keys):
    on = CARD.until + timedelta(days=1)

    assert [check(token, keys, on=on, papers=papers).result for papers in (None, LIST)] == ["expired", "expired"]
    assert check(token, keys, on=CARD.until, papers=replace(LIST, next=CARD.until)).result == "valid"


def test_a_clock_that_is_behind_the_list_is_wrong_and_the_list_s_day_is_used(token, ring, keys):
    late = replace(LIST, day=date(2027, 6, 1), next=date(2027, 6, 4))

    found = check(token, keys, on=date(2026, 6, 1), papers=late)

    assert (found.result, found.clock_behind) == ("expired", True)


def test_a_clock_that_is_behind_the_paper_is_wrong(token, keys):
    found = check(token, keys, on=date(2020, 1, 1), papers=LIST)

    assert (found.result, found.clock_behind, found.day) == ("valid", True, DAY)


def test_a_clock_that_is_ahead_makes_no_paper_valid(token, keys):
    assert check(token, keys, on=date(2099, 1, 1), papers=LIST).result == "expired"


def test_a_key_of_somebody_else_is_unknown(token, tmp_path):
    others = public_keys(Keyring(tmp_path / "others", demo=True))

    assert check(token, others, on=DAY, papers=LIST).result == "unknown_key"


def test_a_list_does_not_pass_for_a_permit_nor_a_permit_for_a_list(token, ring, keys):
    assert check(sign_list(LIST, Signer(ring)), keys, on=DAY).result == "forged"
    with pytest.raises(NotAList) as refused:
        read_list(token, keys)
    assert refused.value.why == "forged"


@given(st.data())
def test_no_token_with_one_changed_sign_says_anything_good(tmp_path_factory, data):
    ring = Keyring(tmp_path_factory.getbasetemp() / "permit-ring", demo=True)
    token = sign_card(CARD, Signer(ring))
    at = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567").filter(lambda sign: sign != token[at]))

    found = check(token[:at] + other + token[at + 1 :], public_keys(ring), on=DAY, papers=LIST)

    assert found.result in ("forged", "unknown_key", "unreadable")


@given(st.text(max_size=300))
def test_any_text_gets_a_result(text):
    assert check(text, {}, on=DAY, papers=LIST).result in ("unreadable", "unknown_key")


@given(st.dictionaries(st.integers(1, 5_000_000), st.sampled_from([1, 2, 3]), max_size=60))
def test_a_list_is_read_as_it_was_written(tmp_path_factory, papers):
    ring = Keyring(tmp_path_factory.getbasetemp() / "list-ring", demo=True)
    written = replace(LIST, papers=papers)

    assert read_list(sign_list(written, Signer(ring)), public_keys(ring)) == written


@pytest.mark.parametrize("text", ["", "x", "居住证", "A" * 300])
def test_a_text_that_is_no_list_is_refused(text, keys):
    with pytest.raises(NotAList):
        read_list(text, keys)


def test_a_tampered_list_is_refused(ring, keys):
    text = sign_list(LIST, Signer(ring))
    tampered = text[:-8] + ("A" if text[-8] != "A" else "B") + text[-7:]

    with pytest.raises(NotAList):
        read_list(tampered, keys)


def test_a_payload_of_the_right_key_in_another_format_is_unreadable(ring, keys):
    strange = Signer(ring).sign(b"2|1|20260512|20270512|990102||x", kind="permit")

    assert check(strange, keys, on=DAY).result == "unreadable"


def test_a_name_cannot_add_a_field(ring, keys):
    named = sign_card(replace(CARD, name="王|芳"), Signer(ring))

    assert check(named, keys, on=DAY, papers=LIST).card.name == "王 芳"


def test_neither_name_nor_number_shows_in_a_repr():
    assert "王芳" not in repr(CARD) and "1281" not in repr(CARD)
