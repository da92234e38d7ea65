"""What the generator reads out of the district's folder: where it lies, its communities and neighbours, its round."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

DAY = date(2026, 5, 12)  # on which the invented district stands
HERUN = Path(__file__).resolve().parents[3] / "districts" / "herun"


@dataclass(frozen=True)
class District:
    """Communities by town, and the places from which people come."""

    code: str
    towns: Mapping[str, tuple[str, ...]]
    names: Mapping[str, str]
    neighbours: tuple[str, ...]
    id_area_codes: tuple[str, ...]

    @property
    def communities(self) -> tuple[str, ...]:
        return tuple(community for town in self.towns.values() for community in town)


def load(folder: Path = HERUN) -> District:
    """The district of this folder. FileNotFoundError if it has no district.yaml."""
    read: dict[str, Any] = yaml.safe_load((folder / "district.yaml").read_text(encoding="utf-8"))
    names = {part["code"]: part["name"]["zh"] for town in read["towns"] for part in (town, *town["communities"])}
    return District(
        code=read["code"],
        towns={town["code"]: tuple(part["code"] for part in town["communities"]) for town in read["towns"]},
        names=names,
        neighbours=tuple(part["code"] for part in read["neighbours"]),
        id_area_codes=tuple(read["id_area_codes"]),
    )
