"""Codes and values into sentences: one module per language and subject."""
