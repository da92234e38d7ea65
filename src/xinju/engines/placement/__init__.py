"""Placement: ranked applicants, limited places; the answer is a result with reasons and the values of its certificate."""
