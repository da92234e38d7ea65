"""The officer's desk: what waits, by deadline, and one case on one page."""
