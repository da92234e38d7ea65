"""The registry's values in the page's language."""
