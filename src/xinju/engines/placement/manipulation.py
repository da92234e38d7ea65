"""Can a family gain by not writing down what it really wants? "Safe" only where it is proved; gains are simulated.

Proved (Dubins and Freedman 1981, Roth 1982; serial dictatorship for the calling mechanism): one stage takes wishes, by
child-proposing deferred acceptance, or by points with one order for all schools; every school has one strict order that
no wish enters; the list may be as long as there are schools; and the guaranteed stage gives only places that any child
could have had by naming them, so a child that leaves a wish out gains nothing that naming it would not have given.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from .candidacies import Candidacy, Field, draw_lottery, turn_of
from .compare import preference
from .mechanisms import give
from .model import Applicant, BandRule, Catchment, Mechanism, Round, Stage, Status, Ties, Twins
from .place import Placement, run_stages


@dataclass(frozen=True)
class Condition:
    """One premise of the proof: whether it holds in this round, and for the words the figures behind it."""

    code: str
    holds: bool
    values: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True)
class Gain:
    """A list that would have served a child better: how it was changed, and what it gets under each list."""

    application: str
    change: str
    wishes: tuple[str, ...]
    honest: str | None
    gained: str | None


@dataclass(frozen=True)
class ManipulationReport:
    """`safe` follows from the conditions alone; a simulation that finds no gain proves nothing."""

    conditions: tuple[Condition, ...]
    children_tried: int
    lists_tried: int
    gains: tuple[Gain, ...]

    @property
    def safe(self) -> bool:
        return all(condition.holds for condition in self.conditions)

    @property
    def failing(self) -> tuple[Condition, ...]:
        return tuple(condition for condition in self.conditions if not condition.holds)


def report_on_manipulation(
    round_: Round, applicants: Sequence[Applicant], placement: Placement, children: int = 100
) -> ManipulationReport:
    """The conditions, and for up to `children` children without their first wish what other lists would have brought."""
    applying = [one for one in applicants if one.status is Status.APPLYING]
    premises = conditions(round_, applying)
    tried = _disappointed(applying, placement, children)
    run = _rerun_of(round_, applying, placement, premises)
    gains: list[Gain] = []
    lists = 0
    for child in tried:
        honest = placement.school_of(child.application)
        for change, wishes in other_lists(child.wishes):
            lists += 1
            got = run(child, wishes)
            if _is_better(child, got, honest):
                gains.append(Gain(child.application, change, wishes, honest, got))
    return ManipulationReport(premises, len(tried), lists, tuple(gains))


Rerun = Callable[[Applicant, tuple[str, ...]], str | None]


def _rerun_of(
    round_: Round, applying: Sequence[Applicant], placement: Placement, premises: Sequence[Condition]
) -> Rerun:
    """How to find what a child gets under another list: the whole round again, or only its first stage where that tells.

    One stage takes wishes, orders do not depend on them, and what the guarantee gives could have been named: then a
    child that the first stage leaves without a place is no better off by any later one.
    """
    field = placement.stages[0].field
    holds = {condition.code for condition in premises if condition.holds}
    needed = {"one_stage_takes_wishes", "no_line_drawn_by_wishes", "no_children_of_one_birth_together"}
    simple = field.stage.wishes is None and field.stage.mechanism is not Mechanism.NEAREST
    if simple and holds >= needed | {"guarantee_gives_only_what_could_be_named"}:
        return lambda child, wishes: _in_first_stage(field, child, wishes)
    lottery = draw_lottery(round_, applying)
    return lambda child, wishes: _in_whole_round(round_, applying, lottery, child, wishes)


def _in_first_stage(field: Field, child: Applicant, wishes: tuple[str, ...]) -> str | None:
    number = {school: n for n, school in enumerate(wishes, start=1)}

    def moved(one: Candidacy) -> Candidacy:
        wish = number[one.school]
        return replace(one, wish=wish, turn=turn_of(field.stage.mechanism, one.band, wish, one.order))

    candidacies = tuple(
        moved(one) if one.application == child.application else one
        for one in field.candidacies
        if one.application != child.application or one.school in number
    )
    given = give(replace(field, candidacies=candidacies)).get(child.application)
    return None if given is None else given.school


def _in_whole_round(
    round_: Round,
    applying: Sequence[Applicant],
    lottery: Mapping[str, str],
    child: Applicant,
    wishes: tuple[str, ...],
) -> str | None:
    twisted = [_with_wishes(round_, one, child, wishes) for one in applying]
    results = run_stages(round_, twisted, lottery)
    return next((r.given[child.application].school for r in results if child.application in r.given), None)


def conditions(round_: Round, applying: Sequence[Applicant]) -> tuple[Condition, ...]:
    """Every premise of the proof, in the order in which it is explained."""
    asking = [stage for stage in round_.stages if stage.mechanism is not Mechanism.NEAREST]
    return (
        Condition("one_stage_takes_wishes", len(asking) <= 1, (("stages", len(asking)),)),
        Condition("mechanism", all(stage.mechanism is not Mechanism.FIRST_WISH for stage in asking)),
        _one_order(asking, applying),
        Condition("no_shared_last_place", all(stage.ties is Ties.LOTTERY for stage in asking)),
        _no_shared_birth(round_, applying),
        _list_length(round_, asking, applying),
        Condition("no_line_drawn_by_wishes", not any(stage.line_by_places for stage in asking)),
        _guarantee(round_, asking),
    )


def other_lists(wishes: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Another first wish, two neighbours swapped, the list cut short; each list once, the honest one never."""
    seen = {tuple(wishes)}
    for change, other in (*_other_firsts(wishes), *_swaps(wishes), *_cuts(wishes)):
        if other not in seen:
            seen.add(other)
            yield change, other


def _other_firsts(wishes: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for n in range(1, len(wishes)):
        yield "other_first_wish", (wishes[n], *wishes[:n], *wishes[n + 1 :])


def _swaps(wishes: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for n in range(len(wishes) - 1):
        yield "swap", (*wishes[:n], wishes[n + 1], wishes[n], *wishes[n + 2 :])


def _cuts(wishes: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for n in range(1, len(wishes)):
        yield "truncation", tuple(wishes[:n])


def _one_order(asking: Sequence[Stage], applying: Sequence[Applicant]) -> Condition:
    varies = [
        stage
        for stage in asking
        if stage.mechanism is Mechanism.BY_POINTS
        and (
            stage.catchment is Catchment.FIRST
            or stage.sibling is not None
            or (stage.bands is not BandRule.NONE and any(one.bands_at for one in applying))
        )
    ]
    return Condition("one_order_for_all_schools", not varies, (("stages", len(varies)),))


def _no_shared_birth(round_: Round, applying: Sequence[Applicant]) -> Condition:
    births = Counter(one.twins for one in applying if one.twins)
    together = sum(1 for count in births.values() if count > 1) if round_.twins is Twins.TOGETHER else 0
    return Condition("no_children_of_one_birth_together", together == 0, (("births", together),))


def _list_length(round_: Round, asking: Sequence[Stage], applying: Sequence[Applicant]) -> Condition:
    limits = [stage.wishes for stage in asking if stage.wishes is not None]
    most = max(limits, default=None)
    enough = all(limit >= len(round_.schools) for limit in limits)
    used_up = sum(1 for one in applying if most is not None and len(one.wishes) >= most)
    values = (("wishes", most), ("schools", len(round_.schools)), ("children_with_a_full_list", used_up))
    return Condition("list_as_long_as_wished", enough, values)


def _guarantee(round_: Round, asking: Sequence[Stage]) -> Condition:
    """A guaranteed place must be one that could have been claimed by naming the school in some stage."""
    guaranteed = [stage for stage in round_.stages if stage.mechanism is Mechanism.NEAREST]
    by_catchment = all(stage.catchment is Catchment.ONLY for stage in guaranteed)
    open_stages = [
        stage
        for stage in asking
        if stage.places is None
        and (stage.at_least, stage.top, stage.line) == (None, None, None)
        and (by_catchment or stage.catchment is not Catchment.ONLY)
    ]
    return Condition("guarantee_gives_only_what_could_be_named", not guaranteed or bool(open_stages))


def _disappointed(applying: Sequence[Applicant], placement: Placement, most: int) -> list[Applicant]:
    """Children without their first wish, evenly through the list by number: a choice nobody can steer."""
    below = [
        one
        for one in sorted(applying, key=lambda one: one.application)
        if len(one.wishes) > 1 and placement.school_of(one.application) != one.wishes[0]
    ]
    step = max(1, -(-len(below) // most)) if most else len(below) + 1
    return below[::step]


def _with_wishes(round_: Round, one: Applicant, child: Applicant, wishes: tuple[str, ...]) -> Applicant:
    together = round_.twins is Twins.TOGETHER and one.twins is not None and one.twins == child.twins
    return replace(one, wishes=wishes) if together or one.application == child.application else one


def _is_better(child: Applicant, got: str | None, honest: str | None) -> bool:
    behind = len(child.wishes)
    one, other = preference(child, got), preference(child, honest)
    return (behind if one is None else one) < (behind if other is None else other)
