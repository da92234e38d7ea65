"""The invented district's people: seeded, so that the same numbers make the same files. No clock, no real person."""

from xinju.demo.applicants import write_applicants
from xinju.demo.facts import Summary, write_facts

__all__ = ["Summary", "write_applicants", "write_facts"]
