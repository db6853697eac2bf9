"""Giving: drives, the gifts to them, receipts' words, thanks.

A *drive* has a story, a goal and an end. A *gift* is what somebody means to give; what came in for it is told
by the ledger of payments alone. A *tribute* is in honor or in memory of somebody. The *wall* shows those who
want to be seen.
"""
