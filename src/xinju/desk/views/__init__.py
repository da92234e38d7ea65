"""Pages of the desk: what waits and each case, and the calendar of workdays."""
