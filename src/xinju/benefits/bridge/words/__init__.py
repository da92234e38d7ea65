"""The reasons of a placement in words, one module per language; both have the same names."""
