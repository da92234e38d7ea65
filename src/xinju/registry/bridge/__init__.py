"""Rows → engine → decision. Saves nothing."""
