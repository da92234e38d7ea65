"""What a new version of the sheet would change: points by item, town and kind of family, payments, cut-offs and places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

from xinju.benefits.bridge import official, placing
from xinju.benefits.bridge.results import Place, Results, read_results
from xinju.benefits.bridge.towns import Towns
from xinju.documents.figures import Language, points_text
from xinju.documents.spreadsheets.writing import ListColumn, ListSheet, write_xlsx
from xinju.points.bridge import Comparison, ScoreBook, Shift, compare, open_both

_HEADINGS = {
    "zh": {
        "items": ("指标", "增加人数", "减少人数", "不变人数", "原合计", "新合计"),
        "towns": ("镇(街道)", "增加人数", "减少人数", "不变人数", "原合计", "新合计"),
        "families": ("家庭类型", "增加人数", "减少人数", "不变人数", "原合计", "新合计"),
        "payments": ("待遇", "原人数", "新人数", "原金额", "新金额", "单位"),
        "schools": ("学校", "学位", "原最低积分", "新最低积分", "原录取", "新录取", "换进", "换出"),
        "moved": ("申请编号", "原安排", "新安排", "原总分", "新总分"),
    },
    "en": {
        "items": ("Item", "Gain", "Lose", "Same", "Sum before", "Sum after"),
        "towns": ("Town", "Gain", "Lose", "Same", "Sum before", "Sum after"),
        "families": ("Family", "Gain", "Lose", "Same", "Sum before", "Sum after"),
        "payments": ("Service", "Before", "After", "Paid before", "Paid after", "Unit"),
        "schools": ("School", "Places", "Cut-off before", "Cut-off after", "Admitted before", "after", "In", "Out"),
        "moved": ("Application", "School before", "School after", "Total before", "Total after"),
    },
}
FAMILIES = {
    "zh": {"both_parents": "父母双方", "one_parent": "父母一方", "guardian": "其他监护人", "adult": "成年申请人"},
    "en": {"both_parents": "both parents", "one_parent": "one parent", "guardian": "guardian", "adult": "adult"},
}


@dataclass(frozen=True)
class SchoolShift:
    """A school under both versions; the cut-off is the total of the last child admitted, None where it is not full."""

    code: str
    name: str
    places: int
    cutoff_before: Fraction | None
    cutoff_after: Fraction | None
    admitted_before: int
    admitted_after: int
    moved_in: int
    moved_out: int


@dataclass(frozen=True)
class Moved:
    """A child who would be placed elsewhere."""

    application: str
    before: str
    after: str
    total_before: Fraction | None
    total_after: Fraction | None


@dataclass(frozen=True)
class Simulation:
    """Both versions over everybody and, with a round, over its places."""

    comparison: Comparison
    schools: tuple[SchoolShift, ...] = ()
    moved: tuple[Moved, ...] = ()
    children: int = 0


def simulate(
    old: ScoreBook,
    new: ScoreBook,
    facts: Path,
    *,
    as_of: date,
    known_at: date,
    round_path: Path | None = None,
    service: str | None = None,
) -> Simulation:
    """Raises Unreadable as its parts do, and RankingStopped where a tie meets an unknown key."""
    loaded = open_both(old, new, facts, today=known_at)
    comparison = compare(old, new, loaded, as_of=as_of, known_at=known_at)
    if round_path is None:
        return Simulation(comparison)
    before, after = (_placed(round_path, facts, book.path, service, as_of, known_at) for book in (old, new))
    return with_places(comparison, before, after)


def with_places(comparison: Comparison, before: Results, after: Results) -> Simulation:
    """The comparison with what it does to a round's places."""
    return Simulation(comparison, tuple(_schools(before, after)), tuple(_moved(before, after)), len(after.children))


def _placed(round_path: Path, facts: Path, sheet: Path, service: str | None, as_of: date, known_at: date) -> Results:
    case = official.load_case(round_path, facts=facts, sheet=sheet, service=service, as_of=as_of, known_at=known_at)
    return read_results(placing.run(case.round, case.entries, case.descending, case.inputs).full)


def _schools(before: Results, after: Results):
    inwards, outwards = Counter[str](), Counter[str]()
    for application, child in after.children.items():
        was = before.children[application].school if application in before.children else None
        if was != child.school:
            inwards[child.school or ""] += 1
            outwards[was or ""] += 1
    for code, place in after.schools.items():
        was = before.schools[code]
        yield SchoolShift(
            code=code,
            name=place.name,
            places=place.places,
            cutoff_before=_cutoff(was),
            cutoff_after=_cutoff(place),
            admitted_before=was.admitted,
            admitted_after=place.admitted,
            moved_in=inwards[code],
            moved_out=outwards[code],
        )


def _cutoff(place: Place) -> Fraction | None:
    """The lowest total with which the school admitted anybody who was ranked by points."""
    return min((one.keys[0] for one in place.cutoffs if one.keys and one.keys[0] is not None), default=None)


def _moved(before: Results, after: Results):
    for application, child in after.children.items():
        was = before.children.get(application)
        if was is not None and was.school != child.school:
            names = [
                results.schools[one].name if one else ""
                for results, one in ((before, was.school), (after, child.school))
            ]
            yield Moved(application, names[0], names[1], was.total, child.total)


def tables(
    found: Simulation, labels: Mapping[str, str], towns: Towns, language: Language
) -> dict[str, tuple[tuple[str, ...], list[list]]]:
    """Every part as heading and rows: items, towns, families, payments, schools, moved children."""
    headings, kinds = _HEADINGS[language], FAMILIES[language]
    comparison = found.comparison
    parts: dict[str, list[list]] = {
        "items": [_shift(labels.get(f"item:{one.key}", one.key), one) for one in comparison.items if one.gain or one.lose or one.key == "total"],
        "towns": [_shift(towns.called(one.key), one) for one in comparison.towns],
        "families": [_shift(kinds[one.key], one) for one in comparison.families],
        "payments": [
            [labels.get(f"service:{one.service}", one.service), one.recipients_before, one.recipients_after, one.before,
             one.after, one.unit]
            for one in comparison.payments
        ],
        "schools": [
            [one.name, one.places, one.cutoff_before, one.cutoff_after, one.admitted_before, one.admitted_after,
             one.moved_in, one.moved_out]
            for one in found.schools
        ],
        "moved": [[one.application, one.before, one.after, one.total_before, one.total_after] for one in found.moved],
    }  # fmt: skip
    return {key: (headings[key], rows) for key, rows in parts.items() if rows}


def _shift(label: str, one: Shift) -> list:
    return [label, one.gain, one.lose, one.same, one.before, one.after]


def as_xlsx(found: Simulation, labels: Mapping[str, str], towns: Towns, language: Language, on: date) -> bytes:
    """The whole simulation as a workbook, a sheet a part."""
    sheets = [
        ListSheet(key, [ListColumn(label, 20) for label in heading], rows)
        for key, (heading, rows) in tables(found, labels, towns, language).items()
    ]
    return write_xlsx(sheets, on)


def cell_text(value: object) -> str:
    """A cell as people read it."""
    if isinstance(value, Fraction):
        return points_text(value)
    return "—" if value is None else str(value)


def text_rows(rows: Sequence[Sequence[object]]) -> list[list[str]]:
    return [[cell_text(value) for value in row] for row in rows]
