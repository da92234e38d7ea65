"""What pages read, by audience."""
