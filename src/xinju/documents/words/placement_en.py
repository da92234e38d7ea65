"""English sentences for the report on strategic wishes and for two results side by side; codes and values come in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

HOLDS: Mapping[str, str] = {
    "one_stage_takes_wishes": "only one stage uses wishes",
    "mechanism": "first wishes do not go before others",
    "one_order_for_all_schools": "each child is called in one order that no school changes",
    "no_shared_last_place": "ties are parted by lot, not admitted whole",
    "no_children_of_one_birth_together": "no children of one birth share a last place",
    "list_as_long_as_wished": "a family may name as many schools as it wishes",
    "no_line_drawn_by_wishes": "no pool's line depends on who asked for the pool",
    "guarantee_gives_only_what_could_be_named": "every guaranteed place could have been had by naming it",
}
FAILS: Mapping[str, str] = {
    "one_stage_takes_wishes": "{stages} stages use wishes: a later wish met in one of them costs the chance in the next",
    "mechanism": "first wishes go first: a family whose first wish fails may find the others already taken",
    "one_order_for_all_schools": "children are called in batches by band or by a school's advantage: a child may be placed "
    "at a later wish first, so that naming fewer schools can pay",
    "no_shared_last_place": "whole tied groups are admitted above the places, so others' wishes decide what pays",
    "no_children_of_one_birth_together": "{births} groups of children of one birth may share a last place above the places",
    "list_as_long_as_wished": "at most {wishes} of {schools} schools can be named and {children_with_a_full_list} children "
    "named so many: which ones to name is a gamble",
    "no_line_drawn_by_wishes": "the pool's line depends on how many ask for the pool",
    "guarantee_gives_only_what_could_be_named": "the guarantee may give places that could not be named before, so that "
    "naming fewer schools can pay",
}
CHANGES: Mapping[str, str] = {
    "other_first_wish": "another first wish",
    "swap": "two neighbouring wishes swapped",
    "truncation": "fewer wishes",
}
SAFE = (
    "Name schools in the order in which you really want them: under this rule no other list gets a school wanted more."
)
NOT_SAFE = "This rule does not promise that an honest list is always best, because {why}."
TRIED = (
    "Simulated: for {children} children without their first wish {lists} other lists were tried; "
    "{gainers} of them would get a school they want more by {gains} of the lists."
)
TRIED_NOTHING = (
    "Simulated: for {children} children without their first wish {lists} other lists were tried; none was better. "
    "Finding none proves nothing."
)
GAIN = "{application}: {change} ({wishes}) turns {honest} into {gained}"
NO_PLACE = "no place"
MECHANISMS: Mapping[str, str] = {
    "deferred_acceptance": "deferred acceptance",
    "by_points": "placing by points, then wishes",
}
COMPARED = (
    "With {rule} in every stage instead, {changed} children would be at another school: {gained} nearer to their wishes, {lost} further, "
    "{other} at no wish of theirs either way. First wishes met: {before} now, {after} then."
)
SAME = "With {rule} in every stage instead, every child would be at the same school."
IMPOSSIBLE: Mapping[str, str] = {
    "shared_places": "No comparison with {rule}: several schools share one number of places, and then no result is best for "
    "every child.",
    "tie": "No comparison with {rule}: children would be tied whose lottery number or a key is not known.",
}
GUARANTEED = "{school} (guarantee)"
WISHED = "{school} (wish {wish})"


def condition(code: str, holds: bool, values: Mapping[str, object]) -> str:
    """One premise: that it holds, or why it does not."""
    return HOLDS[code] if holds else FAILS[code].format(**values)


def on_the_wish_page(failing: Mapping[str, Mapping[str, object]]) -> str:
    """The one sentence of the wish page; `failing` are the premises that do not hold, with their values."""
    why = "; ".join(condition(code, False, values) for code, values in failing.items())
    return NOT_SAFE.format(why=why) if failing else SAFE


def simulation(children: int, lists: int, gainers: int, gains: int) -> str:
    words = TRIED if gains else TRIED_NOTHING
    return words.format(children=children, lists=lists, gainers=gainers, gains=gains)


def gain(application: str, change: str, wishes: str, honest: str | None, gained: str | None) -> str:
    return GAIN.format(
        application=application,
        change=CHANGES[change],
        wishes=wishes,
        honest=honest or NO_PLACE,
        gained=gained or NO_PLACE,
    )


def comparison(mechanism: str, counts: Mapping[str, int], first_wishes: Sequence[int]) -> str:
    """Two results side by side in one sentence: how many go elsewhere, and what that is by their own wishes."""
    rule, changed = MECHANISMS[mechanism], sum(counts.values())
    before, after = first_wishes
    words = COMPARED if changed else SAME
    return words.format(rule=rule, changed=changed, before=before, after=after, **counts)


def no_comparison(mechanism: str, why: str) -> str:
    return IMPOSSIBLE[why].format(rule=MECHANISMS[mechanism])


def seat(school: str | None, wish: int | None) -> str:
    """A school and how a child came to it."""
    if school is None:
        return NO_PLACE
    return GUARANTEED.format(school=school) if wish is None else WISHED.format(school=school, wish=wish)
