"""Departments' files: text in, sound values out. Nothing is saved here."""
