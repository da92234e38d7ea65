"""Reads of the registry for pages and other apps; each takes `asker`, a person or a named job with a purpose."""
