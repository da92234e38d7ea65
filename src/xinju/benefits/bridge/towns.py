"""What the towns of a simulation are called: a name where the district's file has one, else what the code stands for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from xinju.documents.figures import Language
from xinju.packs.districts import Region, load_district

DISTRICT_FILE = "district.yaml"
COUNTY_DIGITS = 6
_WORDS = {
    "zh": {
        "no_stay": "没有居住记录",
        "no_town": "{county}（未到镇、街道）",
        "outside": "{name}（区外）",
        "town_of": "{county} {code}",
        "unknown": "{code}（本区文件中没有的区划）",
    },
    "en": {
        "no_stay": "no stay on record",
        "no_town": "{county}, town not known",
        "outside": "{name} (outside the district)",
        "town_of": "{county} {code}",
        "unknown": "{code} (not in the district's file)",
    },
}


@dataclass(frozen=True)
class Towns:
    """The names of one district's divisions and of those around it, by code, in one language; `own` is the district's code."""

    language: Language
    own: str = ""
    names: Mapping[str, str] | None = None

    def called(self, code: str) -> str:
        """A town, a county beyond the district, or families of no known stay (an empty code)."""
        words, names = _WORDS[self.language], self.names or {}
        if not code:
            return words["no_stay"]
        county = names.get(code[:COUNTY_DIGITS], "")
        if code == self.own:
            return words["no_town"].format(county=county)
        if not county:
            return words["unknown"].format(code=code)
        name = names.get(code) or words["town_of"].format(county=county, code=code)
        return name if code.startswith(self.own) else words["outside"].format(name=name)


def towns_beside(path: Path, language: Language) -> Towns:
    """The towns of the district in whose folder a sheet lies; all codes are unknown where it lies in none.

    Unreadable where the district's file is broken.
    """
    folder = next((one for one in path.resolve().parents if (one / DISTRICT_FILE).is_file()), None)
    if folder is None:
        return Towns(language)
    district = load_district(folder)
    regions = (*district.elsewhere, *district.former, *district.regions)
    own = district.name if language == "zh" else district.english
    return Towns(language, district.code, {district.code: own, **{one.code: _name(one, language) for one in regions}})


def _name(region: Region, language: Language) -> str:
    return region.name if language == "zh" else region.english
