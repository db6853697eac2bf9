"""Claims on scarce things: who is next, for whom seats are saved, until when an offer holds.

Pure rules, without a database or a clock; events, shifts and requests use them, and *seat* here means a place
in any of these. A *claimant* waits with a size (people of a party). `waiting_line` says who is next,
`promotions` for whom seats are saved who was passed too often, `offer_windows` how long an offer waits for an
answer, `attendance` who of a party came.
"""
