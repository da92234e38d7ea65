"""One writer to the registry at a time, on either database."""

from xinju.audit import turns

_TURN = 0x58494E4A55  # any number that nothing else on this database locks


def take_turn() -> None:
    """Wait until no other transaction writes to the registry, and keep others waiting until this one ends.

    What a person is follows from rows of many people's doors at once: the links, what each source tells, the stays. Two
    writers who each read before the other has committed would leave a projection that knows of one of them only, or two
    identities for one telling; locks on single rows would let two batches wait for each other for ever. Take it before
    anything else is locked.
    """
    turns.take_turn(_TURN)
