"""From rows to the casework engine and back: what a case's type says of it."""
