"""Holding a scarce thing for a while: who is next, for whom it is saved, until when an offer holds.

Pure rules, without a database or a clock; seats, shifts and wishes use them. A *claimant* stands in line with
a size (people of a party). `waiting_line` says who is next, `promotions` for whom places are saved who was
passed too often, `offer_windows` how long an offer waits for an answer, `attendance` who of a party came.
"""
