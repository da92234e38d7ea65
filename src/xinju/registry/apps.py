"""Django's entry for the registry."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "xinju.registry"
    label = "registry"

    def ready(self) -> None:
        from xinju.audit import concerned
        from xinju.registry import panels, tasks_daily, tasks_linking  # noqa: F401 - the jobs are known by being loaded
        from xinju.registry.concerned import tells

        concerned.register("registry", tells)
        panels.register()
