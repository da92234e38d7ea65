"""Bands of the score that are spread over services: a value that two of them take, that none takes, or that the text reads both ways."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations

from xinju.engines.scoring.check.finding import Finding, Reading, Stretch
from xinju.engines.scoring.check.places import NOWHERE, Place, Site, Survey
from xinju.engines.scoring.check.stretches import between, common, high_cut, low_cut, on_grid
from xinju.engines.scoring.check.tables import bands, faces
from xinju.engines.scoring.language import numbers as n
from xinju.engines.scoring.language.sources import Bounds


@dataclass(frozen=True)
class Band:
    """A stretch of a number that a service asks for, in its gate or in a row of its payment."""

    service: str
    spot: str
    number: n.Number
    bounds: Bounds
    place: Place


def check_services(survey: Survey) -> Iterator[Finding]:
    """Findings between the services of a sheet."""
    gates = [band for key in survey.sheet.services for band in _gate(survey, key)]
    for one, two in combinations(gates, 2):
        if one.number == two.number and one.service != two.service:
            yield from _between(survey, one, two, gates)
    yield from _boundaries(survey, [*gates, *_rows(survey)])


def _gate(survey: Survey, key: str) -> Iterator[Band]:
    service = survey.sheet.services[key]
    if service.gate is None:
        return
    place = Place("service", key, "gate", service.article, service.line, service.pays_unit)
    for number, bounds in bands(survey, service.gate).items():
        yield Band(key, "gate", number, bounds, place)


def _rows(survey: Survey) -> Iterator[Band]:
    """The rows by which services pay."""
    for site in survey.sites:
        if site.place.part != "service" or site.place.spot != "pays":
            continue
        if isinstance(site.node, n.Bracket):
            for row in site.node.rows:
                yield Band(site.place.where, "pays", survey.plain(site.node.of), row.bounds, site.place)
        if isinstance(site.node, n.When):
            for condition, _ in site.node.rows:
                for number, bounds in bands(survey, condition).items():
                    yield Band(site.place.where, "pays", number, bounds, site.place)


def _between(survey: Survey, one: Band, two: Band, gates: list[Band]) -> Iterator[Finding]:
    """Two services whose gates meet: only one shared value, or less than a point between them, is a slip of the text."""
    if not faces(one.bounds, two.bounds):
        return
    lower, upper = sorted((one, two), key=lambda band: low_cut(band.bounds) or (Fraction(-(10**12)), 0))
    values = survey.range(Site(one.place, one.number), one.number)
    pair = replace(upper.place, spot="", where="+".join(sorted((one.service, two.service))))
    about = {"of": survey.name(one.number), "services": (lower.service, upper.service), "unit": ""}
    readings = tuple(
        Reading(code, {"service": band.service, "bounds": band.bounds, "kind": values.kind})
        for code, band in (("lower", lower), ("upper", upper))
    )
    shared = on_grid(common(one.bounds, two.bounds), values)
    if shared is not None and shared.is_one_value:
        yield replace(pair.finding("overlap", shared.mark(), readings, stretch=shared, **about), of=one.number)
    end, start = high_cut(lower.bounds), low_cut(upper.bounds)
    if end is None or start is None or end >= start or start[0] - end[0] >= 1:
        return
    missed = on_grid(between(end, start), values)
    # A bare minimum for another purpose (school from 60) does not fill the gap between two bands.
    others = (band for band in gates if band.number == one.number and high_cut(band.bounds) is not None)
    if missed is not None and not any(common(missed.bounds, band.bounds) is not None for band in others):
        found = pair.finding("silent", missed.mark(), (Reading("none"), *readings), stretch=missed, **about)
        yield replace(found, of=one.number)


def _boundaries(survey: Survey, found: list[Band]) -> Iterator[Finding]:
    """A threshold that is written once with and once without the number itself."""
    ends: dict[tuple[n.Number, Fraction, str], dict[bool, list[Band]]] = {}
    for band in found:
        for side, cut, counts_at in (("low", low_cut(band.bounds), 0), ("high", high_cut(band.bounds), 1)):
            if cut is not None:
                sides = ends.setdefault((band.number, cut[0], side), {})
                sides.setdefault(cut[1] == counts_at, []).append(band)
    for (number, value, side), sides in ends.items():
        if len(sides) < 2:
            continue
        band = sides[False][0]
        values = survey.range(Site(band.place, number, NOWHERE), number)
        stretch = Stretch(value, value, Bounds(at_least=value, up_to=value), True, values.kind)
        readings = tuple(
            Reading(code, {"places": tuple((one.service, one.spot) for one in sides[holds]), "side": side})
            for code, holds in (("included", True), ("excluded", False))
        )
        about = {"stretch": stretch, "side": side, "of": survey.name(number), "unit": ""}
        yield replace(replace(band.place, spot="").finding("boundary", stretch.mark(), readings, **about), of=number)
