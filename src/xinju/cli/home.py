"""Where the program writes: XINJU_HOME, by default `var/` of the working folder."""

from __future__ import annotations

import os
from pathlib import Path


def home() -> Path:
    return Path(os.environ.get("XINJU_HOME", "var")).resolve()
