"""Words of the charts in English."""

LABELS = {
    "points": "Points",
    "people": "People",
    "from": "from {low}",
    "between": "{low} to {high}",
    "cutoff": "last admitted {points}",
    "histogram": "{total} people; most of them, {count}, in {most}.",
    "histogram_cutoff": "Last admitted at {points} points; {above} people reach that.",
    "school": "School",
    "places": "Places",
    "applicants": "Wished",
    "schools": "{schools} schools, {places} places, {applicants} wishes; {short} schools have more wishes than places.",
    "group": "Group",
    "gain": "Gain",
    "loss": "Loss",
    "changes": "{groups} groups; {gain} gain, {loss} lose.",
}
