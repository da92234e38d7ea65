"""Why a step of a round may not be taken now."""

from xinju.benefits.models import FINAL, Round


class Refused(Exception):
    """The round does not stand where this step may be taken; `code` says why, words are made by presenters."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, values


def refuse_when_final(round_: Round) -> None:
    """Raise Refused where the result is confirmed: list and places stand."""
    if round_.state in FINAL:
        raise Refused("final")
