"""Membership: who belongs, since when and until when, terms, dues, renewal, and how it ends.

A *membership* is one person’s, or a *bundle*: a household or a company with one payer and one renewal date.
An *enrollment* says that a person belongs to one, since a day. A *term* is what one joining or renewal
covers; *grace* is the time after its end in which a renewal still goes on from there; after that it has
*lapsed*. A *departure* is that somebody resigned, was suspended, or died.
"""
