"""Django's entry for benefits."""

from django.apps import AppConfig


class BenefitsConfig(AppConfig):
    name = "xinju.benefits"
    label = "benefits"

    def ready(self) -> None:
        from xinju.benefits.acts import tells
        from xinju.registry import acts

        acts.register("benefits", tells)
