"""Django's entry for benefits."""

from django.apps import AppConfig


class BenefitsConfig(AppConfig):
    name = "xinju.benefits"
    label = "benefits"
