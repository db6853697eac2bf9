"""Givers: who gives and how they stand, and what they hear from the chapter.

A *thank-you* is from a named person. A *tribute card* goes to whoever a gift honors. A *soft credit* thanks a
second person for a gift. A *year-end statement* sums up the receipts of a year. *Drive news* says what the
gifts to a drive did.
"""
