"""What pages show, by audience."""
