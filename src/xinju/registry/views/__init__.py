"""The registry's pages: parse, call, answer."""
