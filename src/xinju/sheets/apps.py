"""The app of score sheets."""

from django.apps import AppConfig


class SheetsConfig(AppConfig):
    name = "xinju.sheets"
    label = "sheets"
