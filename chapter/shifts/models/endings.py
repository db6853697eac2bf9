"""What ends a sign-up, where it is no act of somebody: elsewhere ``cancelled_by`` is a kind of actor."""

LAPSE = "lapse"
"""What ended a sign-up that let its offer pass."""

SUBSTITUTE = "substitute"
"""What ended the sign-up of somebody whose substitute said yes."""

NOT_ME = "not_me"
"""What ended a sign-up that somebody else had typed: she whose email it was said so."""

UNPROVED = "unproved"
"""What ended a typed sign-up that nobody confirmed by email in time."""


CLEARANCE = "clearance"
"""What ended a sign-up that lacked what its shift asks for."""
