"""Holding a scarce thing for a while: who is next. Pure rules; seats, shifts and wishes use them.

A *claimant* stands in line with a size (people of a party). Windows and saving join this room with offers.
"""
