"""Django's entry for accounts."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "xinju.accounts"
    label = "accounts"

    def ready(self) -> None:
        from xinju.accounts import recipients

        recipients.register()
