"""Letter codes are long, easy to type, and never stored."""

from datetime import date

import pytest

from xinju.vault.letter_codes import birthday_digest, canonical, code_digest, new_code, same

KEY = b"a demo key of 32 bytes, invented"


def test_a_code_carries_128_bits_in_seven_groups():
    codes = {new_code() for _ in range(1000)}

    assert len(codes) == 1000
    assert all([len(group) for group in code.split("-")] == [4] * 6 + [2] for code in codes)


def test_a_code_may_be_typed_carelessly():
    code = "7K3M-Q9TD-0V5X-HNB2-4RWC-8YEJ-1G"

    assert canonical(" 7k3m q9td o v5x-hnb2 4rwc—8yej lg ") == canonical(code) == code.replace("-", "")


@pytest.mark.parametrize("typed", ["", "7K3M", "ZK3M-Q9TD-0V5X-HNB2-4RWC-8YEJ-1G", "7K3M-Q9TD-0V5X-HNB2-4RWC-8YEJ-1U"])
def test_what_is_no_code_is_refused(typed):
    assert canonical(typed) is None
    with pytest.raises(ValueError, match="not a letter code"):
        code_digest(typed, KEY)


def test_the_digest_depends_on_code_and_key():
    one, other = new_code(), new_code()

    assert same(code_digest(one, KEY), code_digest(one.lower(), KEY))
    assert not same(code_digest(one, KEY), code_digest(other, KEY))
    assert not same(code_digest(one, KEY), code_digest(one, KEY[::-1]))


def test_equal_birthdays_of_two_letters_do_not_look_equal():
    born = date(2020, 3, 15)

    assert birthday_digest(new_code(), born, KEY) != birthday_digest(new_code(), born, KEY)


def test_a_short_key_is_refused():
    with pytest.raises(ValueError, match="expected at least 16"):
        code_digest(new_code(), b"short")


def test_sm3_with_a_key_agrees_with_a_digest_worked_out_by_openssl():
    digest = code_digest("0000-0000-0000-0000-0000-0000-00", b"0123456789abcdef")

    assert digest.hex() == "9e43e49294ed2093a48eaa93437fe676cee29aa7d434053ae511de95afe4a136"
