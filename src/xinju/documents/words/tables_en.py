"""The official table's headings in English."""

COLUMNS = ("Category", "Indicator", "Points", "At most", "Responsible", "Note")
