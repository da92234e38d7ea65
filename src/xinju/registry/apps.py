"""Django's entry for the registry."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "xinju.registry"
    label = "registry"
