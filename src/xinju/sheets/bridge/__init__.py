"""Sheets' files to values: which editions there are, the table in rows, worked cases, what the checker finds."""
