"""The words of a score sheet: frozen dataclasses that refuse nonsense. Read sources, numbers, sheets in this order.

One idea carries all of it: every value is a *span* of exact rationals (low, high), or nothing at all. Degrees and titles are
ranks in their declared order, dates are day numbers, so one small set of words serves points, months, levels and days. A
known value has low == high. What a department has not delivered, what a published text leaves open and what an applicant has
not chosen yet is a wider span, never a guess; "nothing" (None) means that no such record exists.
"""
