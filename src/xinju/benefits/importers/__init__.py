"""Uploaded files to values that know their faults."""
