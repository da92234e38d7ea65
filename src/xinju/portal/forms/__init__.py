"""Fields that strangers fill in, by audience."""
