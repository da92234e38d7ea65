"""Programmes that points give: rounds of school places, their certificates and the letters to families."""
