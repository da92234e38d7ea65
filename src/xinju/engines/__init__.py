"""Pure engines: no Django, no YAML, no clock, no files, no randomness. Values in, decisions with reasons out."""
