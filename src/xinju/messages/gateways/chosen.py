"""The gateway of a channel as the settings name it."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from xinju.messages.gateways.folder import Console, Folder
from xinju.messages.gateways.http_sms import HttpSms
from xinju.messages.gateways.mail import Mail
from xinju.messages.gateways.parcels import Gateway, NotNow


def is_set(channel: str) -> bool:
    """Does the channel lead anywhere?"""
    return settings.XINJU_GATEWAYS[channel]["by"] != "none"


def gateway_of(channel: str) -> Gateway:
    """Raises NotNow where the site has none for this channel (yet)."""
    said = dict(settings.XINJU_GATEWAYS[channel])
    match said.pop("by"):
        case "http":
            return HttpSms(**said)
        case "smtp":
            return Mail(**said)
        case "folder":
            return Folder(Path(settings.XINJU_HOME) / "messages")
        case "console":
            return Console()
    raise NotNow("no_gateway", is_silent=True)
