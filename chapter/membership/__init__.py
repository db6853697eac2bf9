"""Membership: levels, who belongs, since when and until when, joining, dues, renewal.

A *level* has a price, a period and its benefits. A *membership* is one person's, or a *bundle*: a household
or a company with one payer and one renewal date. A *term* is what one joining or renewal covers; *grace* is
the time after its end in which a renewal still goes on from there; after that she has *lapsed*.
"""

from flask import Flask

from chapter.membership import counters, dues_counter, places


def register(app: Flask) -> None:
    """Fill the places of their mails, and count dues."""
    places.register(app)
    counters.register(app, dues_counter.COUNTER)
