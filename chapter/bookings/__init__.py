"""Bookings: parties (Rsvp) of one or more people, their seats and their place in line.

A *seat* is one person's. Those who find none stand in the *waitlist* as a whole party, and get an *offer* or
seats when some come free. Each has a personal link, which proves by a press that the booking is theirs."""
