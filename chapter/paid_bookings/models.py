"""What orders of bookings are called in the books."""

BOOKING_PURPOSE_NAME = "booking"
"""The purpose of the orders that pay for bookings; their reference is the booking's public id."""

ACCOUNT_PREFIX = "bookings:"


def account_of(event_id: int) -> str:
    """The account of the ledger on which what is paid for the seats of an event is booked."""
    return f"{ACCOUNT_PREFIX}{event_id}"
