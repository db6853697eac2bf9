"""Paid bookings: seats that are held until their order is paid.

A *hold* is an offer of seats that is accepted by paying: the seats count as taken, and lapse and go on as
every offer does. Here stands what becomes of it when the money comes, comes too late, or goes back.
"""

from flask import Flask

from chapter.paid_bookings import payment_pages, purpose
from chapter.payments import purposes


def register(app: Flask) -> None:
    """Register the purpose of orders that pay for bookings."""
    purposes.register(app, purpose.BOOKING_PURPOSE, payment_pages.BOOKING_PAGES)
