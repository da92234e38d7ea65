"""What would let a case be lost, forgotten or closed without evidence: each a fault of its type, with its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from xinju.engines.casework.parts import Clock, Evidence, Label, Move, State


@dataclass(frozen=True, order=True)
class Fault:
    """Why a case type is unsound: a code, the place (`moves.close.needs`) and the value."""

    path: str
    code: str
    value: str = ""


class Unsound(ValueError):
    """A case type that could lose a case, close it without evidence, or names what is not there."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__("; ".join(f"{fault.path}: {fault.code} {fault.value}".rstrip() for fault in faults))


def faults(
    states: Mapping[str, State],
    start: tuple[str, ...],
    moves: Mapping[str, Move],
    evidence: Mapping[str, Evidence],
    clocks: Mapping[str, Clock],
    days: Mapping[str, Label],
) -> tuple[Fault, ...]:
    """Every fault of a case type's parts, in order of place; none means that it is sound."""
    named = [
        *_of_names(states, start, moves, evidence),
        *_of_clock_names(states, clocks, days),
        *(fault for key, item in evidence.items() for fault in _of_evidence(key, item)),
    ]
    if named:
        return tuple(sorted(named))
    found = [*_of_states(states, start, moves, clocks), *_of_moves(states, moves), *_of_clocks(states, clocks)]
    return tuple(sorted(found))


def _unknown(path: str, keys: Iterable[str], known: Iterable[str]) -> Iterator[Fault]:
    right = frozenset(known)
    return (Fault(path, "unknown_part", key) for key in sorted(set(keys) - right))


def _of_names(
    states: Mapping[str, State], start: tuple[str, ...], moves: Mapping[str, Move], evidence: Mapping[str, Evidence]
) -> Iterator[Fault]:
    if not start:
        yield Fault("start", "empty_part")
    yield from _unknown("start", start, states)
    for key, move in moves.items():
        yield from _unknown(f"moves.{key}.from", move.origins, states)
        yield from _unknown(f"moves.{key}.to", (move.to,), states)
        yield from _unknown(f"moves.{key}.needs", frozenset().union(*move.needs), evidence)
        yield from _unknown(f"moves.{key}.relies_on", frozenset().union(*move.relies_on), evidence)
        yield from _unknown(f"moves.{key}.takes", move.takes, evidence)
        yield from _unknown(f"moves.{key}.unlike", move.unlike, move.accepts)
        yield from _unknown(f"moves.{key}.reroutes", (move.reroutes,) if move.reroutes else (), evidence)


def _of_clock_names(
    states: Mapping[str, State], clocks: Mapping[str, Clock], days: Mapping[str, Label]
) -> Iterator[Fault]:
    for key, clock in clocks.items():
        yield from _unknown(f"clocks.{key}.runs_in", clock.runs_in, states)
        yield from _unknown(f"clocks.{key}.paused_in", clock.paused_in, states)
        yield from _unknown(f"clocks.{key}.until", (clock.until,) if clock.until else (), days)


def _of_evidence(key: str, item: Evidence) -> Iterator[Fault]:
    if (item.kind == "choice") != bool(item.choices):
        yield Fault(f"evidence.{key}.choices", "choices_with_choice")


def _of_states(
    states: Mapping[str, State], start: tuple[str, ...], moves: Mapping[str, Move], clocks: Mapping[str, Clock]
) -> Iterator[Fault]:
    reached = _reached(start, moves)
    watched = frozenset().union(*(clock.runs_in for clock in clocks.values()))
    for key, state in states.items():
        if key not in reached:
            yield Fault(f"states.{key}", "never_reached")
        if state.closed:
            if state.role:
                yield Fault(f"states.{key}.role", "closed_has_role")
            if key in start:
                yield Fault("start", "starts_closed", key)
            continue
        if not state.role:
            yield Fault(f"states.{key}.role", "nobody_acts")
        if not _leads_out(key, states, moves):
            yield Fault(f"states.{key}", "no_way_out")
        if key not in watched:
            yield Fault(f"states.{key}", "no_clock")


def _of_moves(states: Mapping[str, State], moves: Mapping[str, Move]) -> Iterator[Fault]:
    for key, move in moves.items():
        if not move.origins:
            yield Fault(f"moves.{key}.from", "empty_part")
        if not move.roles:
            yield Fault(f"moves.{key}.roles", "empty_part")
        if any(not group for group in (*move.needs, *move.relies_on)):
            yield Fault(f"moves.{key}.needs", "empty_part")
        if states[move.to].closed and not move.needs and not move.relies_on:
            yield Fault(f"moves.{key}.needs", "closes_without_evidence")
        if states[move.to].closed and any(states[origin].closed for origin in move.origins):
            yield Fault(f"moves.{key}.from", "closes_closed")


def _of_clocks(states: Mapping[str, State], clocks: Mapping[str, Clock]) -> Iterator[Fault]:
    for key, clock in clocks.items():
        place = f"clocks.{key}"
        if (clock.span is None) == (not clock.until):
            yield Fault(place, "span_or_until")
        if not clock.runs_in:
            yield Fault(f"{place}.runs_in", "empty_part")
        if any(states[name].closed for name in clock.runs_in | clock.paused_in):
            yield Fault(f"{place}.runs_in", "runs_when_closed")
        if clock.runs_in & clock.paused_in:
            yield Fault(f"{place}.paused_in", "runs_and_pauses")
        if clock.until and (clock.paused_in or clock.extension):
            yield Fault(place, "fixed_day")
        if not clock.escalations:
            yield Fault(f"{place}.escalate", "empty_part")
        if clock.extension and clock.span and clock.extension.most <= clock.span.n:
            yield Fault(f"{place}.extension", "extends_nothing", str(clock.extension.most))


def _reached(start: Iterable[str], moves: Mapping[str, Move]) -> frozenset[str]:
    reached: set[str] = set()
    ahead = list(start)
    while ahead:
        here = ahead.pop()
        if here not in reached:
            reached.add(here)
            ahead.extend(move.to for move in moves.values() if here in move.origins)
    return frozenset(reached)


def _leads_out(key: str, states: Mapping[str, State], moves: Mapping[str, Move]) -> bool:
    """Can a case that stands here be closed at all?"""
    return any(states[name].closed for name in _reached((key,), moves))
