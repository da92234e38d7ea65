"""Accounts: a passkey proves the officer's own device, on this site, and a copied one proves nothing."""

import hashlib
import json
import secrets
import struct

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_encode

from xinju.accounts import actions, passkeys, queries
from xinju.accounts.access import Role
from xinju.accounts.passkeys import Site, UnsoundPasskey
from xinju.audit import queries as audit

pytestmark = pytest.mark.django_db

SITE = Site("xinju.example", "https://xinju.example")
ELSEWHERE = Site("xinju.example", "https://evil.example")
PRESENT_AND_VERIFIED, NEW_KEY = 0x05, 0x40


class Device:
    """An officer's phone, in software: one key, and a count of its uses."""

    def __init__(self, site: Site = SITE, flags: int = PRESENT_AND_VERIFIED) -> None:
        self.site, self.flags, self.used = site, flags, 0
        self.key, self.id = ec.generate_private_key(ec.SECP256R1()), secrets.token_bytes(16)

    def makes(self, options: str) -> str:
        public = cbor.encode(dict(ES256.from_cryptography_key(self.key.public_key())))
        attested = bytes(16) + struct.pack(">H", len(self.id)) + self.id + public
        held = {"fmt": "none", "attStmt": {}, "authData": self._said(NEW_KEY) + attested}
        client = self._client("webauthn.create", options)
        return self._answer({"clientDataJSON": client, "attestationObject": cbor.encode(held)})

    def signs(self, options: str) -> str:
        self.used += 1
        client, said = self._client("webauthn.get", options), self._said()
        signature = self.key.sign(said + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer({"clientDataJSON": client, "authenticatorData": said, "signature": signature})

    def _said(self, more: int = 0) -> bytes:
        return hashlib.sha256(b"xinju.example").digest() + struct.pack(">BI", self.flags | more, self.used)

    def _client(self, kind: str, options: str) -> bytes:
        challenge = json.loads(options)["publicKey"]["challenge"]
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.site.origin}).encode()

    def _answer(self, response: dict[str, bytes]) -> str:
        parts = {name: websafe_encode(part) for name, part in response.items()}
        return json.dumps(
            {"id": websafe_encode(self.id), "rawId": websafe_encode(self.id), "type": "public-key", "response": parts}
        )


@pytest.fixture
def shen(officer):
    return officer(Role.HEAD)


def adds(device: Device, account) -> None:
    options, state = passkeys.ask_to_register(SITE, account=account.pk, name=account.username, held=[])
    actions.add_passkey(site=SITE, state=state, answer=device.makes(options), by=account)


def proves(device: Device, account) -> bool:
    held = [bytes(key.public) for key in queries.passkeys_of(account)]
    options, state = passkeys.ask_to_prove(SITE, held)
    return actions.prove_passkey(site=SITE, state=state, answer=device.signs(options), by=account)


def test_a_device_that_was_added_proves_itself_each_time(shen):
    device = Device()
    adds(device, shen)

    assert [proves(device, shen) for _ in range(3)] == [True] * 3
    assert [event.kind for event in audit.events(asker="job:test")][-1] == "accounts.passkey_added"


def test_a_copied_device_is_noticed_by_its_count(shen):
    device = Device()
    adds(device, shen)
    assert proves(device, shen) and proves(device, shen)

    device.used = 0

    assert not proves(device, shen)


def test_another_device_and_another_officers_device_prove_nothing(shen, officer):
    other, device = officer(Role.AUDITOR), Device()
    adds(device, shen)
    adds(Device(), other)

    assert not proves(Device(), shen)
    assert not proves(device, other)


def test_a_device_on_another_site_or_without_its_owner_proves_nothing(shen):
    phished, absent = Device(), Device()
    adds(phished, shen)
    adds(absent, shen)
    phished.site, absent.flags = ELSEWHERE, 0x01

    assert not proves(phished, shen) and not proves(absent, shen)
    for device in (Device(ELSEWHERE), Device(flags=0x01)):
        with pytest.raises(UnsoundPasskey):
            adds(device, shen)


def test_an_answer_is_good_for_the_question_that_was_asked_only(shen):
    device = Device()
    adds(device, shen)
    held = [bytes(key.public) for key in queries.passkeys_of(shen)]
    (options, _), (_, another) = (passkeys.ask_to_prove(SITE, held) for _ in range(2))

    assert not actions.prove_passkey(site=SITE, state=another, answer=device.signs(options), by=shen)
    assert not actions.prove_passkey(site=SITE, state={}, answer=device.signs(options), by=shen)


def test_an_ended_passkey_proves_nothing_and_only_the_owner_ends_it(shen, officer, signed_in):
    device = Device()
    adds(device, shen)
    key = queries.passkeys_of(shen).get()

    assert signed_in(Role.AUDITOR).post(f"/account/passkeys/{key.pk}/end/").status_code == 404
    with pytest.raises(PermissionError):
        actions.end_passkey(passkey=key, by=officer(Role.GRID_WORKER))
    client = Client()
    client.force_login(shen)
    client.post(f"/account/passkeys/{key.pk}/end/")

    assert not proves(device, shen)


def test_an_officer_has_at_most_five(shen):
    for _ in range(5):
        adds(Device(), shen)

    with pytest.raises(UnsoundPasskey, match="at most 5"):
        adds(Device(), shen)


@pytest.mark.parametrize(
    "answer", ["", "refused", "[]", "{}", '{"id": 7}', "x" * 30_000, '{"rawId": "AA", "response": {}}']
)
def test_whatever_a_browser_sends_is_a_page_and_no_traceback(shen, answer):
    client = Client()
    client.force_login(shen)
    client.get("/account/passkeys/")

    page = client.post("/account/passkeys/", {"credential": answer}, follow=True)

    assert page.status_code == 200 and "没有给出可信的答复" in page.content.decode()
    assert not queries.passkeys_of(shen).exists()
