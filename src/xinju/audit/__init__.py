"""What was done, by whom, about what and for which purpose: events that are only ever added."""
