"""The ways to round where a text does not say it, in English."""

WAYS = {
    "exact": "not rounded: the fraction stays",
    "down_item": "each item down to a whole point",
    "down_total": "items as they are, the total down to a whole point",
    "half_up_item": "each item to a whole point, halves up",
    "half_up_total": "items as they are, the total to a whole point, halves up",
    "hundredth_item": "each item to 0.01, halves up",
    "hundredth_total": "items as they are, the total to 0.01, halves up",
}
