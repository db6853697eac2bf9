"""Opportunities and their shifts, as the office writes, publishes, changes and cancels them.

Their tables are those of chapter.shifts. A *broadcast* tells many helpers at once of another time or place,
or that a shift is off; it can be taken back for ten minutes.
"""
