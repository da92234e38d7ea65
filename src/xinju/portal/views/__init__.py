"""Pages by audience: anyone, and the resident."""
