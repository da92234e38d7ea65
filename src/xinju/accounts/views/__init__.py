"""Pages at the door, by who comes: staff, residents, and whoever is in already."""
