"""Reasons, results and headings of a round in English."""

REASONS = {
    "placed": "Placed here by wish {wish}.",
    "placed_at_better_wish": "Already placed at {school} by wish {wish}; this wish takes no further place.",
    "placed_in_earlier_turn": "Already placed at {school} before this wish had its turn.",
    "fewer_points": "Full. The total is {missing} points below the last child admitted.",
    "tied_then_lower_key": "Full. Equal to the last child admitted in the total, behind it by “{name}”.",
    "lost_lottery": "Full. Equal to the last child admitted in every key, behind it by the lottery number.",
    "later_band": "Full. Earlier groups go first: this child is in group {band}, places ended in group {last_band}.",
    "wished_later": "Full. Children who listed the school as wish {last_wish} or before went first; here it is wish {wish}.",
    "no_places": "Full. No place was left when this wish had its turn.",
    "pool_full": "The district part has given all its places, so this school may not give its free one.",
    "birth_window": "The birth date is outside the round's age window.",
    "not_in_batch": "This stage is only for the children with the most points.",
    "beyond_wishes": "This stage looks at fewer wishes than that.",
    "not_in_stage": "This school takes no part in this stage.",
    "not_in_catchment": "The community is outside this school's catchment.",
    "below_line": "The total is below the line of this part of the district.",
    "no_places_left": "No school had a place left.",
    "no_distance": "No distances from the community to the schools are known.",
}
REFUSED = {
    "no_points": "no points are known",
    "gate_not_met": "the conditions for applying are not met",
    "gate_unknown": "the conditions for applying are still being verified",
    "blocked": "a restriction keeps the child out of the ranking",
    "twins_differ": "children of one birth differ in keys or wishes and cannot be placed together",
}
QUESTIONS = {
    "key_unknown": "“{name}” is not verified ({low} to {high}) and decides the order with {against}",
    "line_unknown": "the total is not verified ({low} to {high}) and decides whether the line is reached",
    "gate_unknown": "the conditions for applying are not verified",
    "rounding_order": "the text does not say how points are rounded, which decides the order with {against}: one order with “{first}”, "
    "another with “{second}”",
    "rounding_line": "the text does not say how points are rounded, which decides whether the line is reached: not the same with “{first}” "
    "and with “{second}”",
    "rounding_gate": "the text does not say how points are rounded: with “{first}” the condition is met, with “{second}” it is not",
    "twins_differ": "children of one birth differ in keys or wishes",
}
RESULTS = {
    "placed": "Placed at {school}",
    "unplaced": "No place in this round",
    "refused": "Not ranked: {why}",
}
HEADINGS = {
    "application": "Application",
    "name": "Child",
    "lottery": "Lottery number",
    "rank": "Rank",
    "school": "School",
    "stage": "Stage",
    "wish": "Wish",
    "why": "Reason",
    "code": "Code",
    "town": "Town",
    "places": "Places",
    "first_wishes": "First wishes",
    "applicants": "Applicants",
    "admitted": "Placed",
    "cutoff": "Cut-off",
    "children": "Children",
    "schools": "Schools",
    "wishes": "Wishes",
    "asked": "School wished",
    "rank_here": "Rank there",
    "missing": "Missing points",
}
NOT_FULL = "not full"
NOTHING = "none"
EXPLANATIONS = {
    "placed": "Places are given by points and wishes, by the rules that the education bureau published.",
    "unplaced": "All wished schools are full; the reason stands beside each wish.",
    "refused": "The child was not ranked in this round: {why}.",
}
