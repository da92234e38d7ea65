"""What a subcommand ends with."""

DONE = 0
FOUND = 1  # findings, or a check that failed
UNREADABLE = 2  # input that cannot be read, a site that cannot be opened
