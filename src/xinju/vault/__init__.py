"""Secrets and what is made of them; keys come from the caller, never from this package."""
