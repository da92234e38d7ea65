"""Django's entry for the page furniture."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "xinju.web"
    label = "web"
