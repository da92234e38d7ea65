"""Django's entry for the grid worker's pages."""

from django.apps import AppConfig


class FieldConfig(AppConfig):
    name = "xinju.field"
    label = "field"
