"""Django's entry for the page furniture."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "xinju.web"
    label = "web"

    def ready(self) -> None:
        from xinju.web.form_words import speak_plainly  # forms can be imported once the settings are read

        speak_plainly()
