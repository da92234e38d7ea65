"""Two languages side by side: every sentence of a page stands in Chinese and in English where it is used."""

from django.utils import translation
from django.utils.functional import lazystr

CHINESE = "zh-hans"
ENGLISH = "en"


def is_english() -> bool:
    """Is the page that is being made an English one?"""
    return translation.get_language() == ENGLISH


def chosen(zh: str, en: str) -> str:
    """Answer with the text of the page's language, now."""
    return en if is_english() else zh


class _Say:
    def __init__(self, zh: str, en: str) -> None:
        self.zh, self.en = zh, en

    def __str__(self) -> str:
        return chosen(self.zh, self.en)


def say(zh: str, en: str) -> str:
    """The same, chosen when it is shown: for labels and messages that are made once, when a module loads."""
    return lazystr(_Say(zh, en))
