"""Rounds, children and letters as pages show them."""
