"""Holding a scarce thing for a while: who is next, for whom it is saved, until when an offer holds.

Pure rules, without a database or a clock; seats, shifts and wishes use them. A *claimant* stands in line with
a size (people of a party). `order` says who is next, `saving` for whom places are kept that have been passed
on too often, `windows` how long an offer waits for an answer.
"""
