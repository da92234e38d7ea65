"""Linkage (同人认定): many records, one person. Pairs are merged, shown to a clerk or left apart, each with its reasons as data."""
