"""Messages as files in a folder, or as lines of the worker's output: for a demo and for trying out."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from xinju.messages.gateways.parcels import Parcel


@dataclass(frozen=True)
class Folder:
    """One file a message, named by its key: written twice it is one."""

    folder: Path

    def send(self, parcel: Parcel) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self.folder / f"{parcel.key}.txt"
        path.touch(mode=0o600)
        path.write_text(_written(parcel), encoding="utf-8")


class Console:
    """The error output of the process that sends."""

    def send(self, parcel: Parcel) -> None:
        print(_written(parcel), file=sys.stderr, flush=True)


def _written(parcel: Parcel) -> str:
    heading = [f"to: {parcel.where}", *([f"subject: {parcel.subject}"] if parcel.subject else [])]
    return "\n".join([*heading, "", parcel.text, ""])
