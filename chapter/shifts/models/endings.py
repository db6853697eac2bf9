"""What ended a sign-up, where nobody did; otherwise ``cancellation_cause`` is a kind of actor."""

LAPSE = "lapse"
"""The offer expired."""

SUBSTITUTE = "substitute"
"""A substitute accepted."""

NOT_ME = "not_me"
"""Somebody else had typed it: the owner of the email said so."""

UNPROVED = "unproved"
"""Typed, and not confirmed by email in time."""


CLEARANCE = "clearance"
"""A clearance that the shift requires was missing."""
