"""Accounts: what the environment says of the door is sound, or the program does not start and says why."""

import base64

import pytest
from django.core.exceptions import ImproperlyConfigured

from xinju.config import environment

KEY = base64.b64encode(bytes(32)).decode()


def test_networks_are_read_with_their_masks():
    assert [str(network) for network in environment.networks("10.20.0.0/16, 2001:db8::/32")] == [
        "10.20.0.0/16",
        "2001:db8::/32",
    ]
    assert environment.networks("") == []


@pytest.mark.parametrize("text", ["10.20.0.0/40", "office", "10.20.0.1/16"])
def test_what_is_no_network_stops_the_start(text):
    with pytest.raises(ImproperlyConfigured, match="XINJU_STAFF_NETWORKS"):
        environment.networks(text)


def test_the_citys_sign_in_is_named_whole_or_not_at_all():
    whole = {"XINJU_OIDC_ISSUER": "https://id.example", "XINJU_OIDC_CLIENT": "xinju", "XINJU_OIDC_SECRET": "x"}

    assert environment.oidc({}) is None
    assert environment.oidc(whole) == {"issuer": "https://id.example", "client": "xinju", "secret": "x"}
    with pytest.raises(ImproperlyConfigured, match="XINJU_OIDC_SECRET is not set"):
        environment.oidc(whole | {"XINJU_OIDC_SECRET": ""})
    with pytest.raises(ImproperlyConfigured, match="expected https"):
        environment.oidc(whole | {"XINJU_OIDC_ISSUER": "http://id.example"})


@pytest.mark.parametrize("text", ["-1", "a few", "1.5", "１"])
def test_minutes_and_days_are_whole_numbers(text, monkeypatch):
    monkeypatch.setenv("XINJU_IDLE_MINUTES", text)

    with pytest.raises(ImproperlyConfigured, match="XINJU_IDLE_MINUTES"):
        environment.whole("XINJU_IDLE_MINUTES", 30)


def test_authorities_are_read_with_their_keys():
    assert environment.authority_keys(f"police:1a2b3c4d:{KEY}") == {"1a2b3c4d": ("police", bytes(32))}


@pytest.mark.parametrize(
    "text", ["police", f"police:1a2b:{KEY}", "police:1a2b3c4d:AAAA", "police:1a2b3c4d:*", f"a b:1a2b3c4d:{KEY}"]
)
def test_an_authority_without_a_sound_key_stops_the_start(text):
    with pytest.raises(ImproperlyConfigured, match="XINJU_AUTHORITY_KEYS"):
        environment.authority_keys(text)
