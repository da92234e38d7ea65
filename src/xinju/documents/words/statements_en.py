"""The points statement's fixed words in English."""

LABELS = {
    "title": "Points statement",
    "number": "No.",
    "applicant": "Applicant",
    "as_of": "As of",
    "sheet": "Score sheet",
    "total": "Total",
    "item": "Item",
    "counted": "What was counted",
    "article": "Article",
    "points": "Points",
    "verified": "{source}, verified by {by}",
    "not_verified": "{source}",
    "not_counted": "not counted: {why}",
    "more": "To add points: {more}",
    "keys": "Rank keys",
    "cutoffs": "Last year's cut-offs",
    "remarks": "Remarks",
    "range": "{low} to {high}",
    "versions": "Score sheet {sheet}   Facts {facts}",
    "page": "page {page} of {pages}",
}
