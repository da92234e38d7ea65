"""The public pages."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "xinju.portal"
    label = "portal"
