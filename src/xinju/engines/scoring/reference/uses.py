"""What bars and services make of a score, and what is left of it where several ways to round do not agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from xinju.engines.scoring.spans import hull
from xinju.engines.scoring.statement import ServiceReading, ServiceResult, Step, Verdict


@dataclass(frozen=True)
class Uses:
    """The answers of the bars, with their steps, and what each service takes."""

    bars: Mapping[str, Verdict]
    bar_steps: Mapping[str, Step]
    services: Mapping[str, ServiceResult]


def agreed(exact: Uses, found: Sequence[tuple[str, Uses]]) -> Uses:
    """What all ways say; steps and points stay those of the exact points, which are shown."""
    bars = {key: _same([uses.bars[key] for _, uses in found]) for key in exact.bars}
    services = {
        key: _service(one, [(code, uses.services[key]) for code, uses in found]) for key, one in exact.services.items()
    }
    return Uses(bars, exact.bar_steps, services)


def _service(exact: ServiceResult, found: Sequence[tuple[str, ServiceResult]]) -> ServiceResult:
    readings = tuple(ServiceReading(code, one.gate, one.rank, one.pays) for code, one in found)
    return replace(
        exact,
        gate=_same([one.gate for one in readings]),
        rank=readings[0].rank,
        pays=hull([one.pays for one in readings]),
        readings=readings,
    )


def _same(answers: Sequence[Verdict]) -> Verdict:
    """The one answer of all ways; not known where they differ."""
    return answers[0] if len(set(answers)) == 1 else None
