"""Work with deadlines: one table for every app above, which names its subject by an opaque reference."""
