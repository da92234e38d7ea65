"""Administrative division codes (行政区划代码, GB/T 2260 and its extensions): text, nested by prefix."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class DivisionCode:
    """2 to 12 digits: province 2, city 4, district 6, town 9, community 12."""

    code: str

    def __post_init__(self) -> None:
        if not (self.code.isascii() and self.code.isdigit() and len(self.code) in (2, 4, 6, 9, 12)):
            raise ValueError(f"not a division code: {self.code!r}; expected 2, 4, 6, 9 or 12 digits")

    def lies_within(self, other: DivisionCode) -> bool:
        return self.code.startswith(other.code)

    def __str__(self) -> str:
        return self.code
