"""Reads districts' folders and departments' files into engine values, and says precisely what it cannot read. Runs nothing."""
