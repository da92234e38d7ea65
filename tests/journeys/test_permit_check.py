"""A third party checks a permit in a browser: on the page, from a folder without a network, and by the same rules as the command."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from xinju.cli.main import main
from xinju.registry.queries import permits as queries
from xinju.vault.keyring import Keyring
from xinju.vault.permit_papers import (
    REPLACED,
    REVOKED,
    SUSPENDED,
    Card,
    StatusList,
    check,
    read_list,
    sign_card,
    sign_list,
)
from xinju.vault.signing import Signer, public_keys
from xinju.web.keyring import keyring

DAY = date(2026, 9, 1)
CARD = Card(41, date(2026, 5, 12), date(2027, 5, 12), "990102", "王芳", "1281")
LIST = StatusList(DAY, DAY + timedelta(days=3), 900, "990102", {7: REVOKED, 12: SUSPENDED, 13: REPLACED, 1300: REVOKED})

# RFC 8032, section 7.1: public key, signature, message
RFC = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        "",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        "72",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
        "af82",
    ),
]
VERIFIES = """([key, signature, message]) => {
  const bytes = text => Uint8Array.from((text.match(/../g) || []).map(pair => parseInt(pair, 16)));
  return PermitCheck.ownVerify(bytes(key), bytes(signature), bytes(message));
}"""


@pytest.fixture
def page(visitor):
    return visitor.opens("/permit/check/").page


@pytest.mark.parametrize("vector", RFC)
def test_the_page_s_own_check_agrees_with_the_standard_s_vectors(page, vector):
    key, signature, message = vector
    broken = ("00" if signature[:2] != "00" else "01") + signature[2:]

    assert page.evaluate(VERIFIES, [key, signature, message]) is True
    assert page.evaluate(VERIFIES, [key, broken, message]) is False
    assert page.evaluate(VERIFIES, [key, signature, message + "00"]) is False


def test_a_signature_with_a_number_beyond_the_group_is_refused(page):
    key, signature, message = RFC[0]
    order = 2**252 + 27742317777372353535851937790883648493
    beyond = int.from_bytes(bytes.fromhex(signature[64:]), "little") + order

    malleable = signature[:64] + beyond.to_bytes(32, "little").hex()

    assert page.evaluate(VERIFIES, [key, malleable, message]) is False


def test_the_page_s_own_check_agrees_with_the_library(page):
    for turn in range(12):
        private = Ed25519PrivateKey.from_private_bytes(bytes([turn]) * 32)
        message = bytes(range(turn * 9))
        given = [private.public_key().public_bytes_raw().hex(), private.sign(message).hex(), message.hex()]
        flipped = bytearray(private.sign(message))
        flipped[5 * turn] ^= 1 << turn % 8

        assert page.evaluate(VERIFIES, given) is True
        assert page.evaluate(VERIFIES, [given[0], flipped.hex(), given[2]]) is False


def test_the_page_concludes_what_the_command_concludes(page, tmp_path):
    ring, stranger = Keyring(tmp_path / "one", demo=True), Keyring(tmp_path / "two", demo=True)
    signer, keys = Signer(ring), public_keys(ring)
    tokens = [sign_card(replace(CARD, serial=serial), signer) for serial in (41, 7, 12, 13, 14, 901, 1300)]
    tokens += [
        sign_card(replace(CARD, authority="990202"), signer),
        sign_card(CARD, Signer(stranger)),
        "",
        "AB",
        "居住证",
    ]
    tokens += [
        tokens[0][:at] + ("A" if tokens[0][at] != "A" else "B") + tokens[0][at + 1 :] for at in (0, 3, 9, 60, 150)
    ]
    lists = [None, sign_list(LIST, signer)]
    days = [date(2020, 1, 1), DAY, DAY + timedelta(days=4), date(2027, 5, 13)]
    entries = {key_id: {"algorithm": "Ed25519", "key": key.hex()} for key_id, key in keys.items()}

    cases = [(token, papers, on) for token in tokens for papers in lists for on in days]
    said = page.evaluate(
        """async ([keys, cases]) => {
          const out = [];
          for (const [token, list, on] of cases) { out.push(await PermitCheck.check(token, keys, list, on)); }
          return out;
        }""",
        [entries, [(token, papers, on.isoformat()) for token, papers, on in cases]],
    )

    for (token, papers, on), found in zip(cases, said, strict=True):
        expected = check(token, keys, on=on, papers=read_list(papers, keys) if papers else None)
        assert found["result"] == expected.result, (token[:20], bool(papers), on)
        if expected.card is not None:
            days_said = (expected.day.isoformat(), expected.why, expected.clock_behind, expected.card.name)
            assert (found["day"], found["why"], found["clock_behind"], found["card"]["name"]) == days_said


def code_of_this_site(until: date) -> str:
    queries.public_keys()
    made = Card(1, date(2026, 5, 12), until, "990102", "王芳", "1281")
    return sign_card(made, Signer(keyring()))


def test_somebody_scans_a_permit_and_the_page_answers_without_sending_it(visitor):
    token = code_of_this_site(date(2099, 5, 12))
    sent = []
    visitor.page.on("request", lambda request: sent.append(request.url + (request.post_data or "")))

    given = visitor.opens(f"/permit/check/#{token}")

    given.sees("属实，状态不明").sees("证比清单新").sees("王芳").sees("1281").finds_no_barrier()
    given.keeps_pictures("permit-check")
    assert not [text for text in sent if token in text.partition("#")[0] or (token in text and "#" not in text)]


def test_a_changed_code_is_called_forged_and_shows_no_name(visitor):
    token = code_of_this_site(date(2099, 5, 12))
    changed = token[:150] + ("A" if token[150] != "A" else "B") + token[151:]

    given = visitor.opens("/permit/check/").fills("居住证二维码的内容", changed).presses("核验")

    given.sees("伪造，或者改动过").does_not_see("王芳").finds_no_barrier().keeps_pictures("permit-forged")


def test_without_a_script_the_server_answers(chromium, live_server, visitor):
    token = code_of_this_site(date(2020, 1, 1))
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()

    page.goto(f"{live_server.url}/permit/check/")
    page.get_by_label("居住证二维码的内容").fill(f"https://somewhere.example/#{token}")
    page.get_by_role("button", name="核验").click()

    assert page.get_by_role("heading", name="已过期").is_visible()
    assert not page.get_by_role("heading", name="伪造，或者改动过").is_visible()
    context.close()


def test_the_folder_works_without_any_server(chromium, live_server, tmp_path, monkeypatch, settings):
    monkeypatch.setenv("XINJU_LANGUAGE", "zh")
    token = code_of_this_site(date(2099, 5, 12))
    assert main(["permit", "status-list", "-o", str(tmp_path / "out")]) == 0
    page = chromium.new_context(offline=True).new_page()
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))

    page.goto((tmp_path / "out" / "check.html").as_uri())
    page.get_by_label("居住证二维码的内容").fill(token)
    page.get_by_role("button", name="核验").click()

    page.get_by_role("heading", name="属实，状态不明").wait_for()
    assert "王芳" in page.inner_text("main") and complaints == []
    assert json.loads((tmp_path / "out" / "keys.json").read_text())
