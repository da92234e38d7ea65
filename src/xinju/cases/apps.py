"""Django's entry for cases."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "xinju.cases"
    label = "cases"
