"""Which of several dated versions of a sheet applies on a day: by the days beside them, and by what was decided where those do not say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from xinju.engines.scoring.check import Finding, check_versions
from xinju.engines.scoring.language.decisions import Decision
from xinju.packs.problems import Problem, Unreadable
from xinju.packs.reading import Reading
from xinju.packs.yaml_reader import Node, read_documents, read_text

VERSIONS_FILE = "versions.yaml"
READINGS = ("earlier", "later", "none")


@dataclass(frozen=True)
class VersionRule:
    """From when until when one version applies (both days included), by receipt or by as-of day."""

    version: str
    first: date | None
    last: date | None

    def holds(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class Versions:
    """What `versions.yaml` says beside the versions of a sheet: `by` received or as_of, the rules in the file's order, decisions."""

    sheet: str
    by: str = "received"
    rules: tuple[VersionRule, ...] = ()
    decisions: tuple[Decision, ...] = ()

    def findings(self) -> tuple[Finding, ...]:
        """Days on which two versions apply or none does, and decisions about what is not there."""
        dated = [(rule.version, rule.first or date.min, rule.last) for rule in self.rules]
        return check_versions(dated, self.sheet, self.decisions)

    def on(self, day: date, *, known_at: date | None = None) -> tuple[str, ...]:
        """The versions that apply: one, where the rules say so or somebody has decided by `known_at` which of two, or of none, it is."""
        held = tuple(rule.version for rule in self.rules if rule.holds(day))
        if len(held) == 1:
            return held
        chosen = {version for version in map(self._chosen(day, known_at), self.findings()) if version is not None}
        return tuple(chosen) if len(chosen) == 1 else held

    def _chosen(self, day: date, known_at: date | None):
        def version(finding: Finding) -> str | None:
            answer, values = finding.answered, finding.values
            if (
                answer is None
                or "versions" not in values
                or (known_at is not None and not answer.is_in_force(known_at))
            ):
                return None
            first, last = values["first"], values["last"]
            if day < first or (last is not None and last < day):  # type: ignore[operator]
                return None
            read = next((one for one in finding.readings if one.code == answer.reading), None)
            return None if read is None else read.values.get("version")  # type: ignore[return-value]

        return version


def choose_version(
    folder: Path, *, received: date | None = None, as_of: date | None = None, known_at: date | None = None
) -> Path:
    """The file that applies on that day, by `versions.yaml` beside it. Unreadable if none does, or the day is not given.

    A folder with one version and no versions.yaml needs no rule.
    """
    files = sorted(path for path in Path(folder).glob("*.yaml") if path.name != VERSIONS_FILE)
    dated = Path(folder) / VERSIONS_FILE
    if not dated.exists():
        if len(files) == 1:
            return files[0]
        raise Unreadable([Problem(str(folder), 0, code="no_versions_file", values=(("found", str(len(files))),))])
    versions = load_versions(dated)
    day = received if versions.by == "received" else as_of
    if day is None:
        raise Unreadable([Problem(str(folder), 0, code="version_needs_day", values=(("by", versions.by),))])
    found = versions.on(day, known_at=known_at)
    if len(found) != 1:
        values = (("day", day.isoformat()), ("found", str(len(found))))
        raise Unreadable([Problem(str(dated), 0, code="not_one_version", values=values)])
    return Path(folder) / f"{found[0]}.yaml"


def load_versions(path: Path) -> Versions:
    """What the file says. Unreadable with every fault."""
    documents = read_documents(read_text(path), str(path))
    if not documents:
        raise Unreadable([Problem(str(path), 0, code="empty_file")])
    reading = Reading()
    found = Versions(path.resolve().parent.name)
    with reading.attempt():
        entries = reading.mapping(documents[0], ("by", "versions", "source", "note", "decisions"), ("by", "versions"))
        by = reading.one_of(entries["by"], ("received", "as_of"))
        rules = [_rule(reading, path, version, part) for version, part in reading.mapping(entries["versions"]).items()]
        decisions = (
            [_decision(reading, part) for part in reading.parts(entries["decisions"])] if "decisions" in entries else []
        )
        found = Versions(found.sheet, by, tuple(filter(None, rules)), tuple(filter(None, decisions)))
    if reading.problems:
        raise Unreadable(reading.problems)
    return found


def _rule(reading: Reading, path: Path, version: str, part: Node) -> VersionRule | None:
    with reading.attempt():
        ends: Mapping[str, Node] = reading.mapping(part, ("from", "to", "note")) if part.content else {}
        first, last = (reading.day(ends[key]) if key in ends else None for key in ("from", "to"))
        if not (path.parent / f"{version}.yaml").is_file():
            reading.refuse(part, "no_such_sheet", value=version)
        if first and last and last < first:
            reading.refuse(part, "ends_crossed", value=f"{first}, {last}")
        return VersionRule(version, first, last)
    return None


def _decision(reading: Reading, part: Node) -> Decision | None:
    keys = ("finding", "reading", "by", "date")
    with reading.attempt():
        entries = reading.mapping(part, keys, keys)
        answer = reading.one_of(entries["reading"], READINGS)
        return Decision(
            reading.text(entries["finding"]), answer, reading.text(entries["by"]), reading.day(entries["date"])
        )
    return None
