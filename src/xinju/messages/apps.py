"""Django's entry for messages; Django's own app of that name holds the label `messages`."""

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "xinju.messages"
    label = "xinju_messages"
