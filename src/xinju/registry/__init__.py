"""The registry: people, households, homes, stays and records with provenance; merges and their undo; permits."""
