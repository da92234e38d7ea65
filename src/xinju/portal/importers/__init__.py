"""Files of people who are no officers → sound lines and faults."""
