"""What is typed at the registry's doors and desks → sound values."""
