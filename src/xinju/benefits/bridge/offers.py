"""What a new round can be opened with: the district's rules, its sheets, and the facts that were delivered."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from xinju.benefits.bridge.scores import ranking_service
from xinju.benefits.bridge.sources import ROUND_FILE, read_round
from xinju.packs.districts import load_district, sheets_in
from xinju.packs.problems import Unreadable
from xinju.packs.sheets import load_sheet


@dataclass(frozen=True)
class RulesOffered:
    """A folder with a round's rules; `code` and `title` as round.yaml says them."""

    folder: Path
    code: str
    title: str


def rules_offered(district: Path) -> list[RulesOffered]:
    """The rounds in the district's folder whose rules can be read."""
    found = []
    for path in sorted(district.glob(f"rounds/*/{ROUND_FILE}")):
        try:
            round_ = read_round(path).round
        except Unreadable:
            continue  # `xinju place` on the folder tells every fault
        found.append(RulesOffered(path.parent, round_.code, round_.name))
    return found


def division_of(district: Path) -> str:
    """The district's division code; empty where its folder has no district.yaml. Unreadable where that is faulty."""
    return load_district(district).code if (district / "district.yaml").is_file() else ""


def sheets_offered(district: Path) -> dict[str, Path]:
    """The district's sheets by `key@version`."""
    return sheets_in(district / "sheets")


def facts_offered(home: Path) -> list[str]:
    """Folders of facts below XINJU_HOME, as tables keep them: what departments delivered, and the demo's."""
    found = [path for path in (*sorted(home.glob("facts/*")), home / "demo" / "facts") if path.is_dir()]
    return [path.relative_to(home).as_posix() for path in found]


def service_of(sheet: Path, rules: Path) -> str:
    """The service of a sheet that ranks a round with these rules. Unreadable where there is none or no single one."""
    keys = read_round(rules).round.key_names
    return ranking_service(load_sheet(sheet), None, keys, str(sheet)).key
