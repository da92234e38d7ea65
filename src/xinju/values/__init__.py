"""Sound values: made once at the edge, trusted inside the house."""
